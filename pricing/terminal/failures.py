"""How a command ends: exit codes, and errors told with file, row, column and the way to mend them."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from pricing.engine.problems import Problem

SHOWN: Final = 20


class Exit(IntEnum):
    """What the exit code says; kept stable, documented in docs/terminal.md."""

    SUCCESS = 0
    USAGE = 2
    BAD_DATA = 3
    OTHER = 4
    INTERRUPTED = 130


class Failure(Exception):
    """Ends the command with `code`; the message is shown on stderr as it is."""

    def __init__(self, code: Exit, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def usage(message: str) -> Failure:
    """The command line is wrong."""
    return Failure(Exit.USAGE, message)


def bad_data(name: str, problems: Sequence[Problem], total: int | None = None) -> Failure:
    """A table cannot be used; one line a problem, at most SHOWN of them."""
    count = max(total or 0, len(problems))
    lines = [f"{name}, {problem}" if problem.row else f"{name}: {problem}" for problem in problems[:SHOWN]]
    if count > SHOWN:
        lines.append(f"{name}: and {count - SHOWN:,} more problems like these.")
    return Failure(Exit.BAD_DATA, "\n".join(lines))


def unusable(name: str, message: str) -> Failure:
    """A file as a whole cannot be used."""
    return Failure(Exit.BAD_DATA, f"{name}: {message}")


def other(message: str) -> Failure:
    """Neither the words nor the data are at fault, e.g. a folder that cannot be written."""
    return Failure(Exit.OTHER, message)
