"""Bank exports as CSV: whatever delimiter and decimal mark, headings somewhere in the first 20 lines."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from billing.gateways.eft.cells import Unclear, month_comes_first, parse_day, parse_money
from billing.gateways.eft.columns import Columns, columns_of
from billing.gateways.eft.lines import MAX_LINES, Entry, StatementUnreadable, clean

DELIMITERS: Final = (",", ";", "\t", "|")
HEADING_ROWS: Final = 20
_BALANCE: Final = re.compile(
    r"\s*(?:(?:opening|closing|current|available|start|end|begin|slot)\s*)?(?:balance|saldo)"
    r"(?:\s*(?:brought|carried|oorgedra)?\s*(?:forward|over|b/?f|c/?f)?)?\s*\Z",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(r"\s*(?:sub)?tota(?:l|al)s?\b|\s*(?:opening|closing)\b", re.IGNORECASE)
_KINDS: Final = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "excel"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x1f\x8b", "compressed"),
    (b"<!DOCTYPE html", "page"),
    (b"<html", "page"),
)


@dataclass(frozen=True)
class Row:
    """The cells of one record, and the line of the file on which it ends."""

    number: int
    cells: list[str]


def read_csv(content: bytes) -> list[Entry]:
    """The entries of a CSV export. Raises StatementUnreadable with the line and how to mend it."""
    for magic, kind in _KINDS:
        if content.lstrip()[: len(magic)].lower() == magic.lower():
            raise StatementUnreadable("not_text", kind=kind)
    text = decoded(content)
    rows, start, columns = _with_headings(text)
    body = [row for row in rows[start + 1 :] if not _is_idle(row, columns)]
    if not body:
        raise StatementUnreadable("no_lines")
    month_first = _order(body, columns)
    signed_out = _is_signed_out(body, columns)
    return [_entry(row, columns, month_first=month_first, signed_out=signed_out) for row in body]


def decoded(content: bytes) -> str:
    """The text by its byte-order mark, else UTF-8, else as Windows writes it in South Africa."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(name, "replace")
    if b"\x00" in content:
        raise StatementUnreadable("not_text", kind="program")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _with_headings(text: str) -> tuple[list[Row], int, Columns]:
    """The rows under the delimiter that shows headings, their position, and the columns."""
    broken: StatementUnreadable | None = None
    for delimiter in DELIMITERS:
        try:
            rows = list(_rows(text, delimiter))
        except StatementUnreadable as problem:
            broken = broken or problem
            continue
        for position, row in enumerate(rows[:HEADING_ROWS]):
            columns = columns_of(row.cells)
            if columns is not None:
                return rows, position, columns
    raise broken or StatementUnreadable("no_headings")


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for count, cells in enumerate(reader):
            if count > MAX_LINES + HEADING_ROWS:
                raise StatementUnreadable("too_many_lines")
            if any(cell.strip() for cell in cells):
                yield Row(reader.line_num, cells)
    except csv.Error:
        raise StatementUnreadable("bad_quotes", row=reader.line_num) from None


def _is_idle(row: Row, columns: Columns) -> bool:
    """Rows that are no transactions: repeated headings, balances, totals and remarks."""
    if columns_of(row.cells) is not None or _BALANCE.match(_cell(row, columns.description)):
        return True
    if any(digit in _cell(row, columns.date) for digit in "0123456789"):
        return False
    # No day: a remark or a total. A row with an amount and words of its own is a transaction that lost its day.
    return not _has_amount(row, columns) or any(_TOTAL.match(cell) for cell in row.cells)


def _has_amount(row: Row, columns: Columns) -> bool:
    places = (columns.amount, columns.money_in, columns.money_out)
    return any(any(digit in _cell(row, place) for digit in "0123456789") for place in places)


def _order(body: list[Row], columns: Columns) -> bool:
    texts = [_cell(row, columns.date) for row in body]
    month_first = month_comes_first(texts)
    if month_first is not None:
        return month_first
    odd = next(row for row in body if month_comes_first([_cell(row, columns.date)]))
    raise StatementUnreadable("dates_mixed", row=odd.number, text=clean(_cell(odd, columns.date)))


def _is_signed_out(body: list[Row], columns: Columns) -> bool:
    """Whether the column of money out carries minus signs: then a plus in it is money that came back."""
    if columns.money_out is None:
        return False
    amounts = [_money(row, columns.money_out) for row in body]
    known = [amount for amount in amounts if amount]
    return bool(known) and sum(amount < 0 for amount in known) * 2 > len(known)


def _entry(row: Row, columns: Columns, *, month_first: bool, signed_out: bool) -> Entry:
    if len(row.cells) < columns.needed:
        raise StatementUnreadable("row_too_short", row=row.number)
    day = _cell(row, columns.date)
    try:
        found = parse_day(day, month_first=month_first)
    except Unclear:
        raise StatementUnreadable("date_unclear", row=row.number, text=clean(day)) from None
    return Entry(
        date=found,
        amount=_amount(row, columns, signed_out=signed_out),
        description=clean(_cell(row, columns.description)),
        reference=clean(_cell(row, columns.reference)),
        bank_id=clean(_cell(row, columns.bank_id)),
    )


def _amount(row: Row, columns: Columns, *, signed_out: bool) -> Decimal:
    if columns.amount is not None and (single := _money(row, columns.amount)) is not None:
        return single
    money_in, money_out = _money(row, columns.money_in), _money(row, columns.money_out)
    if money_in and money_out:
        raise StatementUnreadable("two_amounts", row=row.number)
    if money_in:
        return money_in
    if money_out:
        return money_out if signed_out else -money_out
    fee = _money(row, columns.fee)
    if fee:
        return -abs(fee)
    if money_in is None and money_out is None and fee is None:
        raise StatementUnreadable("amount_missing", row=row.number)
    return Decimal("0.00")


def _money(row: Row, place: int | None) -> Decimal | None:
    cell = _cell(row, place)
    try:
        return parse_money(cell)
    except Unclear:
        raise StatementUnreadable("amount_unclear", row=row.number, text=clean(cell)) from None


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""
