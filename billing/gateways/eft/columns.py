"""Which column of a bank's CSV is what, by its heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# The first that is found counts, so the surer names stand first. Compared without case, punctuation and "(R)".
_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "date": (
        "date", "datum", "posting date", "postingdate", "transaction date", "trans date", "effective date", "value date",
        "process date", "processed date",
    ),
    "description": (
        "description", "transaction description", "details", "transaction details", "narrative", "particulars",
        "memo", "payee", "beskrywing", "statement description", "original description",
    ),
    "reference": (
        "reference", "ref", "customer reference", "statement reference", "your reference", "payment reference",
        "payer reference", "reference number", "verwysing",
    ),
    "amount": ("amount", "transaction amount", "bedrag", "amount zar", "value"),
    "money_out": (
        "money out", "moneyout", "debit", "debits", "debit amount", "payments", "payment", "withdrawals", "withdrawal",
        "paid out", "debiet",
    ),
    "money_in": (
        "money in", "moneyin", "credit", "credits", "credit amount", "deposits", "deposit", "receipts", "paid in",
        "krediet",
    ),
    "fee": ("fee", "fees", "charge"),
    "bank_id": ("transaction id", "unique id", "fitid", "transaction number"),
}  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """Positions in a row; None where the export has no such column."""

    date: int
    description: int
    reference: int | None
    amount: int | None
    money_out: int | None
    money_in: int | None
    fee: int | None
    bank_id: int | None

    @property
    def needed(self) -> int:
        """How many cells a row must have."""
        found = (self.date, self.description, self.amount, self.money_out, self.money_in)
        return max(position for position in found if position is not None) + 1


def columns_of(cells: Sequence[str]) -> Columns | None:
    """The columns, when this row is one of headings: a date, a description, and an amount or both sides of it."""
    headings = [_plain(cell) for cell in cells]
    places = {noun: _place(headings, names) for noun, names in _NAMES.items()}
    day, words = places.pop("date"), places.pop("description")
    if day is None or words is None:
        return None
    found = Columns(date=day, description=words, **places)
    has_sides = found.money_in is not None and found.money_out is not None
    return found if found.amount is not None or has_sides else None


def _place(headings: list[str], names: tuple[str, ...]) -> int | None:
    for name in names:
        if name in headings:
            return headings.index(name)
    return None


def _plain(heading: str) -> str:
    """`MoneyIn(R)` as `moneyin`, `Fee*` as `fee`."""
    without_unit = re.sub(r"\((?:r|zar)\)", " ", heading.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", without_unit).split())
