"""Dates and amounts as banks write them. What could mean two things is refused, never guessed."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from synthai.core.money import AmountUnclear, parse_amount

_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})(?!\d)", re.ASCII)
_LOOSE_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_NUMBERS: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)", re.ASCII)
_NAMED: Final = re.compile(r"(\d{1,2})[-/. ]*([A-Za-z]{3,9})\.?[-/., ]*(\d{4}|\d{2})(?!\d)", re.ASCII)
_TAIL: Final = re.compile(
    r"[T ,]*(?:\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})?\Z", re.ASCII
)
# English and Afrikaans, by their first three letters.
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan",
            "feb",
            "mar mrt maa",
            "apr",
            "may mei",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct okt",
            "nov",
            "dec des",
        ),
        start=1,
    )
    for name in names.split()
}
_SIDE: Final = re.compile(r"\s*(cr|dr|kt|dt)\.?\Z", re.IGNORECASE)
_CONTINENTAL: Final = re.compile(r"([-+(]?\s*R?\s*)(\d{1,3}(?:\.\d{3})+),(\d{2})(\)?-?)\Z", re.ASCII)


class Unclear(ValueError):
    """The text is no date or amount, or could mean two."""


def month_comes_first(texts: Iterable[str]) -> bool | None:
    """Whether a column of dates is written month/day. South African banks write day/month; only a second number above 12
    proves otherwise. None when the column proves both."""
    day_first = month_first = False
    for text in texts:
        found = _NUMBERS.match(text.strip())
        if found:
            day_first |= int(found[1]) > 12
            month_first |= int(found[2]) > 12
    return None if day_first and month_first else month_first


def parse_day(text: str, *, month_first: bool = False) -> date:
    """The day that a cell means; a time behind it is left out. Raises Unclear."""
    body = " ".join(text.split())
    for pattern, year, month, day in (
        (_YEAR_FIRST, 1, 3, 4),
        (_LOOSE_YEAR_FIRST, 1, 2, 3),
        (_NUMBERS, 3, *((1, 2) if month_first else (2, 1))),
        (_NAMED, 3, 2, 1),
    ):
        found = pattern.match(body)
        if found and _TAIL.match(body[found.end() :]):
            return _day(found[year], found[month], found[day])
    raise Unclear(text)


def _day(year: str, month: str, day: str) -> date:
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].casefold())
    try:
        found = date(int(year) if len(year) == 4 else 2000 + int(year), number or 0, int(day))
    except ValueError:
        raise Unclear(f"{day} {month} {year}") from None
    if not 1990 <= found.year <= 2100:
        raise Unclear(year)
    return found


def parse_money(text: str) -> Decimal | None:
    """An amount to the cent, None for an empty cell (or a dash). `Cr` and `Dr` behind it are read. Raises Unclear."""
    body = text.strip().strip("'")
    if body in {"", "-", "–"}:
        return None
    side = _SIDE.search(body)
    if side:
        body = body[: side.start()].strip()
    continental = _CONTINENTAL.match(body)
    if continental:
        # 1.234,56 can mean nothing else: groups of three, then a comma and two decimals.
        body = f"{continental[1]}{continental[2].replace('.', '')}.{continental[3]}{continental[4]}"
    try:
        amount = parse_amount(body.removeprefix("+"))
    except AmountUnclear:
        raise Unclear(text) from None
    if abs(amount) >= Decimal(10) ** 12:
        raise Unclear(text)
    if side:
        return -abs(amount) if side[1].casefold() in {"dr", "dt"} else abs(amount)
    return amount
