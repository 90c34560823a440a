"""Ports held by lock files.

Probing alone does not do: granian binds with SO_REUSEPORT, so two checkouts would share one port and
silently share its traffic. A port belongs to whoever holds the lock on its file; the kernel gives the
lock back when that process ends, however it ends.
"""

import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from synthai.embedded.errors import CannotRun

PORTS_TRIED = 200


class Port:
    """A reserved port. Keep the object as long as the port is used."""

    def __init__(self, number: int, lock: int) -> None:
        self.number = number
        self._lock = lock

    def release(self) -> None:
        """Lets others have the port. Calling it twice does nothing."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def reserve(first: int) -> Port:
    """The first port from `first` upwards that nobody listens on and no other checkout holds.

    Raises CannotRun after 200 ports.
    """
    for number in _candidates(first):
        lock = _lock(number)
        if lock is None:
            continue
        if is_free(number):
            return Port(number, lock)
        os.close(lock)
    msg = f"No free port between {first} and {first + PORTS_TRIED}: stop a program that listens there."
    raise CannotRun(msg)


def is_free(number: int) -> bool:
    """Whether nothing listens on this port of this machine, by IPv4 or IPv6 loopback."""
    if _answers(socket.AF_INET, "127.0.0.1", number):
        return False
    with suppress(OSError):  # a machine without IPv6
        if _answers(socket.AF_INET6, "::1", number):
            return False
    return _binds(number)


def _candidates(first: int) -> Iterator[int]:
    yield from range(first, min(first + PORTS_TRIED, 65535))


def _answers(family: socket.AddressFamily, host: str, number: int) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, number)) == 0


def _binds(number: int) -> bool:
    """Whether the port can be bound as our servers will bind it (a recent connection is no obstacle)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True


def _lock(number: int) -> int | None:
    """An open, locked file for this port, or None when another process holds it."""
    handle = _open(_folder() / f"{number}.lock")
    if handle is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _open(path: Path) -> int | None:
    """Opens the lock file, made by whichever account came first; a read handle is enough to lock."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
    with suppress(FileNotFoundError):
        return os.open(path, flags)
    try:
        handle = os.open(path, flags | os.O_CREAT, 0o644)
    except PermissionError:  # another account made it at this very moment
        return None
    with suppress(PermissionError):
        os.fchmod(handle, 0o644)  # whatever the umask: other accounts must be able to open it
    return handle


def _folder() -> Path:
    """One folder for all accounts of this machine: sticky, so that nobody removes another's locks."""
    folder = Path(tempfile.gettempdir()) / "synthai-ports"
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(0o1777)
    return folder
