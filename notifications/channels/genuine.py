"""What judging callbacks needs whatever the provider: comparing in constant time, keys, instants, what is too large."""

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from notifications.channels.protocol import Callback, Judged, Verdict

MAX_BODY: Final = 1024 * 1024
SECRET: Final = "secret"  # noqa: S105 - a name: the parameter of a callback's address that carries what only the provider was told
KEY: Final = "key"  # the parameter that names our parcel
_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]+\Z")
TOO_LARGE: Final = Judged(refusal="The callback is larger than 1 MB.")


def same(given: str, expected: str) -> bool:
    """Whether both are the same and not empty, in a time that tells nothing."""
    return bool(expected) and hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def parameter(url: str, name: str) -> str:
    """A parameter of an address; empty when it is not there or there twice, or when the address is none."""
    try:
        found = parse_qs(urlsplit(url).query, keep_blank_values=True).get(name, [])
    except ValueError:
        return ""
    return found[0] if len(found) == 1 else ""


def with_parameter(url: str, name: str, value: str) -> str:
    """The address with one more parameter."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode({name: value})) if part)
    return urlunsplit(parts._replace(query=query))


def carries_secret(callback: Callback, secret: str) -> Judged | None:
    """The refusal of a callback whose address does not carry the secret, for providers that sign nothing."""
    if not secret:
        return Judged(refusal="No secret is set for callbacks of this provider.")
    if not same(parameter(callback.url, SECRET), secret):
        return Judged(refusal="The address does not carry the secret.")
    return TOO_LARGE if len(callback.body) > MAX_BODY else None


def reference(key: str, length: int) -> str:
    """Our key where a provider takes at most so many letters: itself when it fits, else a digest of it that always is the same."""
    if len(key) <= length and _PLAIN.match(key):
        return key
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode().rstrip("=").lower()[:length]


def loaded(body: bytes) -> Any:
    """The body as JSON; None when it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def instant(value: object, default: datetime) -> datetime:
    """An instant from ISO 8601, or from seconds or milliseconds since 1970; `default` when it is none."""
    try:
        if isinstance(value, str) and not value.isdigit():
            found = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        seconds = float(value)  # type: ignore[arg-type]  # what cannot be a number is refused by float itself
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return default


def later(states: dict[str, Verdict], state: str) -> Verdict | None:
    """What a provider's word means; None for words that tell nothing new."""
    return states.get(state.strip().lower())
