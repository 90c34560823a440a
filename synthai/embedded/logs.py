"""Log files of the children: one each under VAR/log, bounded in size."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 10 * 2**20
TAIL_BYTES = 16 * 2**10


def bound(folder: Path, max_bytes: int = MAX_BYTES) -> None:
    """Moves the content of a log that has grown too long to `<name>.log.1`, in place of the former one.

    The children hold their files open for appending, so the file is copied and emptied, not renamed; a
    line written between the two is lost.
    """
    for log in folder.glob("*.log"):
        with suppress(OSError):  # a full disk must not stop the supervisor
            if log.stat().st_size > max_bytes:
                shutil.copyfile(log, log.with_name(f"{log.name}.1"))
                os.truncate(log, 0)


def tail(log: Path) -> list[str]:
    """The last lines of a log, or nothing when there is none."""
    with suppress(OSError), log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL_BYTES))
        return file.read().decode(errors="replace").splitlines()
    return []


def reason(lines: Iterable[str]) -> str:
    """The line that most likely says why a program ended: the last one with an error in it."""
    known = [line.strip() for line in lines if line.strip()]
    errors = [line for line in known if "FATAL" in line or "PANIC" in line or "rror" in line]
    return (errors or known or ["it left no message"])[-1]
