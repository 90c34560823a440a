"""Where things live under the var folder, and how private files are written."""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthai.embedded.errors import CannotRun

CHECKOUT = Path(__file__).resolve().parents[2]
SECRET_NAMES = ("postgres", "synthai_owner", "synthai_app", "valkey", "django")


@dataclass(frozen=True)
class Places:
    """The folders and files of one installation; two checkouts never share any of them."""

    var: Path

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def postgres(self) -> Path:
        """The cluster's home, or a link to it where the server's user cannot reach this folder."""
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    @property
    def static(self) -> Path:
        """Where settings collect static files."""
        return self.var / "static"

    @property
    def sandbox(self) -> Path:
        """What the played payment gateways remember."""
        return self.var / "sandbox"

    @property
    def push_keys(self) -> Path:
        """The laptop's own keys for push."""
        return self.var / "push_keys.json"

    @property
    def services(self) -> Path:
        return self.run / "services.json"

    @property
    def children(self) -> Path:
        return self.run / "children.json"

    @property
    def lock(self) -> Path:
        return self.run / "lock"

    @property
    def demo(self) -> Path:
        """How to sign in to the sample organisation, as seed_demo said it."""
        return self.var / "demo.txt"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets.json"

    def create(self) -> None:
        """Makes the folders. The run and log folders are private; var itself can be passed through."""
        self.var.mkdir(parents=True, exist_ok=True)
        for private in (self.run, self.log, self.valkey):
            private.mkdir(mode=0o700, exist_ok=True)


def var_folder() -> Path:
    """The var folder this process is told to use: SYNTHAI_VAR, else `var` in the checkout."""
    return Path(os.environ.get("SYNTHAI_VAR") or CHECKOUT / "var").resolve()


def write_private(path: Path, text: str) -> None:
    """Replaces the file at once with one that only its owner can read."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_json(path: Path) -> Any:
    """The file's content, or None when there is no such file or it holds no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def read_text(path: Path) -> str:
    """The file's content, or an empty text when there is no such file."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def load_secrets(places: Places) -> dict[str, str]:
    """The passwords of this installation; made on the first start, kept beside the data they guard.

    Raises CannotRun when there is a database but its passwords are gone.
    """
    found = read_json(places.secrets)
    if isinstance(found, dict) and set(SECRET_NAMES) <= set(found):
        return {name: str(value) for name, value in found.items()}
    if (places.postgres / "data").exists():
        msg = (
            f"{places.secrets} with the database's passwords is missing: put it back from a copy, or delete "
            f"{places.postgres} to begin with an empty database."
        )
        raise CannotRun(msg)
    made = {name: secrets.token_urlsafe(32) for name in SECRET_NAMES}
    write_private(places.secrets, json.dumps(made, indent=1))
    return made
