"""What a bench is given and what it returns, and how that becomes Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

Cell = str | int | float | None


class Skipped(Exception):
    """Raised by a bench that cannot run here; the message says why and what it needs."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked for. `data` is the folder of sales files kept outside the project."""

    data: Path | None = None
    quick: bool = False
    seed: int = 7001
    jobs: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """One table of results. `note` says how it was measured; a row holds text or numbers."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    digits: int = 3
    remarks: Sequence[str] = field(default_factory=tuple)

    def markdown(self) -> str:
        """The table as GitHub Markdown with its title as a third-level heading."""
        lines = [f"### {self.title}", ""]
        if self.note:
            lines += [self.note, ""]
        lines += [_line(self.columns), _line(["---"] * len(self.columns))]
        lines += [_line([self._cell(value) for value in row]) for row in self.rows]
        lines += ["", *(f"- {remark}" for remark in self.remarks)]
        return "\n".join(lines).rstrip() + "\n"

    def _cell(self, value: Cell) -> str:
        if value is None:
            return ""
        if isinstance(value, float):
            return f"{value:.{self.digits}f}"
        return str(value)


def percent(share: float, digits: int = 1) -> str:
    """0.082 as `8.2 %`."""
    return f"{100 * share:.{digits}f} %"


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
