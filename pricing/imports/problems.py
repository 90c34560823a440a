"""What can be wrong with a row, in words, and the report that lists it row by row."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Severity = Literal["refused", "warning", "skipped"]
Mask = npt.NDArray[np.bool_]

REPORT_ROWS: Final = 20_000
_EXAMPLES: Final = 5
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Kind:
    """One kind of problem: what is wrong, and how to mend it."""

    severity: Severity
    wrong: "_StrPromise"
    mend: "_StrPromise"


KINDS: Final[dict[str, Kind]] = {
    "overlong_row": Kind(
        "refused",
        _lazy("The row has more cells than there are headings."),
        _lazy("Usually a comma inside a name or a decimal comma: put quotation marks around that cell."),
    ),
    "date_missing": Kind("refused", _lazy("There is no date."), _lazy("Fill in the day of the sale.")),
    "date_unclear": Kind("refused", _lazy("This is not a date."), _lazy("Write dates like 2026-11-21.")),
    "date_future": Kind(
        "refused", _lazy("The date lies in the future."), _lazy("Sales can only be in the past: correct the date.")
    ),
    "date_too_old": Kind("refused", _lazy("The date is before 1990."), _lazy("Correct the year.")),
    "code_missing": Kind(
        "refused", _lazy("There is neither a product code nor a name."), _lazy("Fill in the product's code.")
    ),
    "code_too_long": Kind(
        "refused", _lazy("The product code is longer than 120 characters."), _lazy("Use a shorter code.")
    ),
    "code_rounded": Kind(
        "refused",
        _lazy("A spreadsheet has rounded this code to a number such as 6.00123E+12."),
        _lazy("Format the column as text in the spreadsheet and export again, or use the till's own export."),
    ),
    "units_missing": Kind("refused", _lazy("The units are missing."), _lazy("Fill in how many were sold.")),
    "units_unclear": Kind("refused", _lazy("The units are not a number."), _lazy("Write numbers like 12 or 0.750.")),
    "units_ambiguous": Kind(
        "refused", _lazy("The units could mean two numbers."), _lazy("Write them like 1234 or 1.25.")
    ),
    "units_too_large": Kind("refused", _lazy("The units are larger than a billion."), _lazy("Correct the units.")),
    "price_missing": Kind("refused", _lazy("The price is missing."), _lazy("Fill in the price of one unit.")),
    "price_unclear": Kind("refused", _lazy("The price is not a number."), _lazy("Write prices like 24.99.")),
    "price_ambiguous": Kind(
        "refused", _lazy("The price could mean two amounts."), _lazy("Write it like 1234.56.")
    ),
    "price_zero": Kind(
        "refused", _lazy("The price is zero."), _lazy("Leave give-aways out: they say nothing about demand.")
    ),
    "price_negative": Kind(
        "refused",
        _lazy("The price is below zero."),
        _lazy("For a refund write the units below zero and the price above it."),
    ),
    "price_too_large": Kind("refused", _lazy("The price is larger than a billion."), _lazy("Correct the price.")),
    "currency_other": Kind(
        "refused", _lazy("The amount is not in rand."), _lazy("Only sales in rand (ZAR) can be imported.")
    ),
    "line_cancelled": Kind("skipped", _lazy("The order was cancelled or refunded."), _lazy("Nothing to do.")),
    "line_without_units": Kind("skipped", _lazy("A line of a receipt with no units."), _lazy("Nothing to do.")),
    "repeated_dropped": Kind(
        "skipped", _lazy("The row repeats another one exactly and was left out, as you asked."), _lazy("Nothing to do.")
    ),
    "repeated_row": Kind(
        "warning",
        _lazy("The row repeats another one exactly; both were counted."),
        _lazy("If that is a mistake, undo this import, remove the row, and import again."),
    ),
    "price_outlier": Kind(
        "warning",
        _lazy("The price is more than five times, or less than a fifth of, what the product usually costs."),
        _lazy("Check for a missing decimal point or a price per case."),
    ),
    "units_outlier": Kind(
        "warning",
        _lazy("Far more units than the product ever sells."),
        _lazy("Check for a bulk order or a typing error."),
    ),
    "code_twins": Kind(
        "warning",
        _lazy("Another code differs from this one only in capitals; they are kept as two products."),
        _lazy("If it is one product, use one spelling and import again."),
    ),
    "cost_unclear": Kind(
        "warning", _lazy("The cost is not an amount above zero; it was left out."), _lazy("Write costs like 12.50.")
    ),
    "cost_above_price": Kind(
        "warning",
        _lazy("The cost without VAT is above the price without VAT."),
        _lazy("Check whether the cost is per case, or includes VAT."),
    ),
    "promo_unclear": Kind(
        "warning",
        _lazy("The promotion cell is neither yes or no nor a share from 0 to 1; it was left out."),
        _lazy("Write yes or no, or 1 or 0."),
    ),
    "competitor_unclear": Kind(
        "warning", _lazy("The competitor's price is not an amount; it was left out."), _lazy("Write it like 24.99.")
    ),
    "stock_unclear": Kind(
        "warning", _lazy("The stock is not a number; it was left out."), _lazy("Write numbers like 12.")
    ),
    "extra_unclear": Kind(
        "warning", _lazy("A further column has a text among its numbers; it was left out."), _lazy("Correct the cell.")
    ),
    "name_cut": Kind(
        "warning", _lazy("The name is longer than 250 characters and was cut."), _lazy("Use a shorter name.")
    ),
    "price_list_unclear": Kind(
        "warning", _lazy("The price is not an amount above zero; it was left out."), _lazy("Write prices like 24.99.")
    ),
    "repeated_product": Kind(
        "warning",
        _lazy("The product stands in the file more than once; the last row counts."),
        _lazy("Keep one row for each product."),
    ),
}  # fmt: skip


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
