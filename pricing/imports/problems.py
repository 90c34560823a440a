"""What is wrong with the rows of a file, and the report that lists it row by row."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from pricing.imports.problem_kinds import KINDS, Severity

Mask = npt.NDArray[np.bool_]

REPORT_ROWS: Final = 20_000
_EXAMPLES: Final = 5
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Found:
    """Rows of one kind in one column."""

    kind: str
    column: str
    rows: npt.NDArray[np.intp]
    text: Callable[[int], str]


@dataclass
class Problems:
    """Everything found in a file. Row numbers are those of a spreadsheet: `row_numbers[place]`."""

    found: list[Found] = field(default_factory=list)

    def add(self, kind: str, mask: Mask, column: str, text: Callable[[int], str]) -> None:
        """Note the rows of a mask; `text` gives the cell of a row as it stood in the file."""
        rows = np.flatnonzero(mask)
        if len(rows):
            self.found.append(Found(kind, column, rows, text))

    def of(self, severity: Severity) -> Iterable[Found]:
        """Those of one severity."""
        return (found for found in self.found if KINDS[found.kind].severity == severity)

    def mask(self, severity: Severity, rows: int) -> Mask:
        """Rows that have a problem of this severity."""
        out = np.zeros(rows, dtype=np.bool_)
        for found in self.of(severity):
            out[found.rows] = True
        return out

    def summary(self, row_numbers: npt.NDArray[Any]) -> list[dict[str, Any]]:
        """One entry a kind and column for the page: how many, and the first few with row and cell."""
        return [
            {
                "code": found.kind,
                "severity": KINDS[found.kind].severity,
                "column": found.column,
                "count": len(found.rows),
                "examples": [
                    {"row": int(row_numbers[row]), "value": found.text(int(row))[:80]}
                    for row in found.rows[:_EXAMPLES]
                ],
            }
            for found in sorted(
                self.found, key=lambda found: (_ORDER[KINDS[found.kind].severity], -len(found.rows))
            )
        ]

    def write(self, path: Path, row_numbers: npt.NDArray[Any]) -> int:
        """Write the row-level report as CSV for a spreadsheet, in row order; returns how many rows it lists.

        At most REPORT_ROWS rows, what was refused first; no cell can be taken for a formula.
        """
        listed = [
            (int(row), number)
            for number, found in sorted(
                enumerate(self.found), key=lambda pair: _ORDER[KINDS[pair[1].kind].severity]
            )
            for row in found.rows[:REPORT_ROWS]
        ][:REPORT_ROWS]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(
                [
                    _("Row"),
                    _("Column"),
                    _("In the file"),
                    _("What is wrong"),
                    _("How to mend it"),
                    _("What happened"),
                ]
            )
            for row, number in sorted(listed):
                found = self.found[number]
                kind = KINDS[found.kind]
                cells = (
                    found.column,
                    found.text(row),
                    str(kind.wrong),
                    str(kind.mend),
                    str(_HAPPENED[kind.severity]),
                )
                writer.writerow([row_numbers[row], *map(harmless, cells)])
        return len(listed)


_ORDER: Final[dict[Severity, int]] = {"refused": 0, "warning": 1, "skipped": 2}
_HAPPENED: Final[dict[Severity, Any]] = {
    "refused": _lazy("Left out"),
    "warning": _lazy("Loaded, please check"),
    "skipped": _lazy("Left out on purpose"),
}


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before = + - @, tab and return."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
