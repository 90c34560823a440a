"""Installations of their own: each test here starts real servers in a fresh var folder."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ADDRESSES = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SYNTHAI_VAR",
    "DJANGO_SETTINGS_MODULE",
    "PORT",
)


@pytest.fixture
def own_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the addresses of the servers that the other tests run on."""
    for name in ADDRESSES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(own_addresses: None) -> Iterator[Path]:
    """A folder that every account can pass through."""
    with open_folder() as made:
        yield made


@pytest.fixture
def var(folder: Path) -> Path:
    return folder / "var"


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root meets this")


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that every account can pass through (pytest's own are closed to others), removed with
    what its links lead to."""
    made = Path(tempfile.mkdtemp(prefix="synthai-test-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        for link in made.rglob("postgres"):
            if link.is_symlink():
                shutil.rmtree(link.resolve())
        shutil.rmtree(made)
