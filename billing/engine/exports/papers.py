"""What is exported: documents of a period, and days of the journal; and how rows become files that a program takes."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.engine.invoicing.shapes import Document, Kind, SupplyLine
from synthai.core.spreadsheets import neutralise

Row = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document and the day it counts on. `kinds` are the kinds of revenue by a line's article."""

    document: Document
    on: date
    customer: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""  # of all its lines, where the books have one

    @property
    def is_credit(self) -> bool:
        return self.document.kind is Kind.CREDIT_NOTE

    def account(self, line: SupplyLine) -> str:
        """The ledger's account of a line."""
        return f"revenue.{self.kind or self.kinds.get(line.code, 'plan')}"


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the journal: each account's movement, debit positive; together nothing."""

    on: date
    sides: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What a program takes in one file. A document or day is never parted."""

    units: int
    rows: int = 1_000_000
    size: int = 50_000_000


def files(name: str, heads: Row, units: Iterable[Sequence[Row]], limit: Limit) -> Iterator[tuple[str, bytes]]:
    """Files of at most what the limit says: `name.csv`, or `name-1.csv`, `name-2.csv` … One file is in memory at a time, and one waits.

    Without units there is one file with its headings.
    """
    ready: bytes | None = None
    number = 1
    for content in _contents(heads, units, limit):
        if ready is not None:
            yield f"{name}-{number}.csv", ready
            number += 1
        ready = content
    last = f"{name}.csv" if number == 1 else f"{name}-{number}.csv"
    yield last, ready if ready is not None else _text([heads])


def _contents(heads: Row, units: Iterable[Sequence[Row]], limit: Limit) -> Iterator[bytes]:
    held: list[bytes] = []
    rows = size = 0
    for unit in units:
        text = _text(unit)
        if held and (
            len(held) >= limit.units or rows + len(unit) > limit.rows or size + len(text) > limit.size
        ):
            yield _text([heads]) + b"".join(held)
            held, rows, size = [], 0, 0
        held.append(text)
        rows, size = rows + len(unit), size + len(text)
    if held:
        yield _text([heads]) + b"".join(held)


def _text(rows: Iterable[Row]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def money(amount: Decimal) -> str:
    """With a point and two places."""
    return f"{amount:.2f}"


def words(text: str, longest: int = 4000) -> str:
    """What people typed, on one line, and never a formula."""
    return neutralise(" ".join(text.split())[:longest])


def day(on: date) -> str:
    """As these programs read a South African day."""
    return f"{on:%d/%m/%Y}"
