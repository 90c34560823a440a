"""What can keep the servers of this laptop from running, said in one sentence."""

import errno
import shutil
from pathlib import Path

DISK_NEEDED_MB = 300  # a fresh cluster with its write-ahead log, static files and a little room
DISK_LOW_MB = 50


class CannotRun(RuntimeError):
    """Stops the start. Its text is shown alone, so it says what is wrong, where, and how to mend it."""


def disk_full(path: Path) -> CannotRun:
    """The error for a disk without room, naming the folder and what is free."""
    free = shutil.disk_usage(_existing(path)).free // 2**20
    return CannotRun(
        f"The disk that holds {path} is full ({free} MB free): free at least {DISK_NEEDED_MB} MB and start again."
    )


def check_disk(path: Path, needed_mb: int) -> None:
    """Raises CannotRun when fewer than `needed_mb` megabytes are free where `path` is or will be."""
    if shutil.disk_usage(_existing(path)).free < needed_mb * 2**20:
        raise disk_full(path)


def sentence(error: OSError, var: Path) -> CannotRun:
    """Any error of the file system as one sentence about the folder of this installation."""
    where = Path(error.filename) if isinstance(error.filename, str) else var
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(where)
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return CannotRun(
            f"{where} cannot be used by this account ({error.strerror}): run as the account that owns {var}, "
            "or set SYNTHAI_VAR to a folder of your own."
        )
    return CannotRun(f"{where}: {error.strerror or error}.")


def _existing(path: Path) -> Path:
    """The nearest folder above `path` that exists."""
    for candidate in (path, *path.parents):
        if candidate.exists():
            return candidate
    return Path("/")
