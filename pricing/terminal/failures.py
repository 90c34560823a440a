"""How a command ends: exit codes, and errors told with file, row, column and the way to mend them."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from pricing.engine.problems import Problem

SHOWN: Final = 20
# How to mend what the engine can only name.
REMEDIES: Final = {
    "column_missing": "Rename the heading, or add the column; docs/terminal.md lists them.",
    "no_rows": "Export it again with at least one row of sales.",
    "date_in_future": "Correct the date, or leave the row out.",
    "price_not_positive": "Correct the price, or leave the row out.",
}


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
    lines = [_line(name, problem) for problem in problems[:SHOWN]]
    if count > SHOWN:
        lines.append(f"{name}: and {count - SHOWN:,} more problems like these.")
    return Failure(Exit.BAD_DATA, "\n".join(lines))


def _line(name: str, problem: Problem) -> str:
    remedy = REMEDIES.get(problem.code)
    return f"{name}{', ' if problem.row else ': '}{problem}{f' {remedy}' if remedy else ''}"


def unusable(name: str, message: str) -> Failure:
    """A file as a whole cannot be used."""
    return Failure(Exit.BAD_DATA, f"{name}: {message}")


def other(message: str) -> Failure:
    """Neither the words nor the data are at fault, e.g. a folder that cannot be written."""
    return Failure(Exit.OTHER, message)
