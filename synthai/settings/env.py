"""Typed readers of environment variables.

Each reader fails at start with the variable's name and what it should hold. A variable NAME can also be
given as NAME_FILE, the path of a file that holds the value (the usual form of mounted secrets).
"""

import json
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable as text. Raises ImproperlyConfigured when it is missing and has no default."""
    if name in os.environ:
        return os.environ[name]
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error}") from error
    if default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}: it has no default here.")
    return default


def boolean(name: str, *, default: bool) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off."""
    value = text(name, "1" if default else "0").strip().lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in _TRUE


def integer(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """The variable split at commas, without blanks."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(url: str, *, name: str, defaults: dict[str, str] | None = None) -> dict[str, object]:
    """A postgresql:// URL as a Django DATABASES entry; query parameters become libpq options, over the defaults."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgresql://user:password@host:5432/database.")
    return {
        "ENGINE": "synthai.core.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "OPTIONS": {**(defaults or {}), **dict(parse_qsl(parts.query, keep_blank_values=True))},
    }


def running_services(path: Path) -> dict[str, str]:
    """Addresses written by the supervisor of `make run`, or nothing when it does not run."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def origins_of_bucket(bucket: str, endpoint: str, region: str) -> list[str]:
    """Where browsers reach a bucket, for the Content-Security-Policy: by its own host name and by path; none without S3."""
    if not bucket:
        return []
    if endpoint:
        scheme, _, host = endpoint.rstrip("/").partition("://")
        return [f"{scheme}://{host}", f"{scheme}://{bucket}.{host}"]
    hosts = [
        f"{bucket}.s3.{region}.amazonaws.com",
        f"{bucket}.s3.amazonaws.com",
        f"s3.{region}.amazonaws.com",
    ]
    return [f"https://{host}" for host in hosts]
