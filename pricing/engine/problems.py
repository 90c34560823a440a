"""What is wrong with the data given, told so that a shop owner can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 5
KEPT = 500


@dataclass(frozen=True)
class Problem:
    """One fault. `row` is the line of the file with the header as line 1 (so the first data row is 2)."""

    row: int | None
    column: str | None
    code: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                f"row {self.row}" if self.row is not None else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"{place}: {self.message}" if place else self.message


@dataclass(frozen=True)
class Notice:
    """Something the engine decided by itself and the person should know. Never stops the work."""

    code: str
    message: str


class EngineError(ValueError):
    """Base of every refusal of the engine: the input, not the program, has to change."""


class BadHistory(EngineError):
    """The sales history cannot be used. `problems` lists what, where and how to mend it (at most 500)."""

    def __init__(self, problems: Sequence[Problem], total: int | None = None) -> None:
        self.problems: list[Problem] = list(problems)[:KEPT]
        self.total = max(total or 0, len(problems))
        shown = [str(problem) for problem in self.problems[:SHOWN]]
        if self.total > len(shown):
            shown.append(f"and {self.total - len(shown)} more.")
        super().__init__(" ".join(shown))


class BadInput(BadHistory):
    """A plan, candidate list or scenario list cannot be used. Same shape as `BadHistory`."""
