"""Dates as exports write them. Day/month or month/day is decided by the column or by a person, never guessed."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

SHOP_ZONE: Final = ZoneInfo("Africa/Johannesburg")

_YEAR_FIRST: Final = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,].*)?$", re.ASCII)
_COMPACT: Final = re.compile(r"^(19|20)(\d{2})(\d{2})(\d{2})$", re.ASCII)
_NUMERIC: Final = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ,].*)?$", re.ASCII)
_NAMED: Final = re.compile(r"^(\d{1,2})[-/. ]+([^\W\d_]{3,})\.?[-/., ]+(\d{4}|\d{2})(?:[T ,].*)?$")
_NAMED_FIRST: Final = re.compile(r"^([^\W\d_]{3,})\.?[- ]+(\d{1,2}),?[- ]+(\d{4})(?:[T ,].*)?$")
_INSTANT: Final = re.compile(
    r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)? ?(Z|[+-]\d{2}:?\d{2})$", re.ASCII
)
# First three letters of the months in English and Afrikaans.
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


class DayOrder(StrEnum):
    """Which of the two comes first in 03/04/2026."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class DateUnclear(ValueError):
    """The text is no date (`code` not_a_date) or day and month could be swapped (`code` ambiguous)."""

    def __init__(self, text: str, code: str, why: str) -> None:
        super().__init__(f"“{text}” {why}")
        self.text, self.code = text, code


class OrderEvidence:
    """Collects what a column says about its order, cell by cell, so that a file can be streamed."""

    def __init__(self) -> None:
        self.day_first = False
        self.month_first = False
        self.numeric = False

    def add(self, text: str) -> None:
        """Look at one cell."""
        found = _NUMERIC.match(text.strip())
        if found:
            self.numeric = True
            self.day_first |= int(found[1]) > 12
            self.month_first |= int(found[2]) > 12

    @property
    def is_needed(self) -> bool:
        """Whether any cell depends on the order."""
        return self.numeric

    @property
    def is_mixed(self) -> bool:
        """Whether some cells can only be day/month and others only month/day."""
        return self.day_first and self.month_first

    @property
    def order(self) -> DayOrder | None:
        """The order, when the column proves one."""
        if self.day_first == self.month_first:
            return None
        return DayOrder.DAY_FIRST if self.day_first else DayOrder.MONTH_FIRST


def order_of(texts: Iterable[str]) -> OrderEvidence:
    """The evidence of a whole column."""
    evidence = OrderEvidence()
    for text in texts:
        evidence.add(text)
    return evidence


def parse_date(text: str, order: DayOrder | None = None) -> date:
    """The day a cell means; an instant with an offset is cut in South African time.

    Raises DateUnclear when it is no date, or day and month could be swapped and `order` is not given.
    """
    body = " ".join(text.split())
    instant = _INSTANT.match(body)
    try:
        if instant:
            offset = "+00:00" if instant[3] == "Z" else instant[3]
            return datetime.fromisoformat(f"{instant[1]}T{instant[2]}{offset}").astimezone(SHOP_ZONE).date()
        year, month, day = _parts(body, order)
        return date(year, month, day)
    except DateUnclear:
        raise
    except ValueError as error:
        raise DateUnclear(text, "not_a_date", "is not a date. Write dates like 2026-11-21.") from error


def _parts(body: str, order: DayOrder | None) -> tuple[int, int, int]:
    if found := _YEAR_FIRST.match(body):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _COMPACT.match(body):
        return int(found[1] + found[2]), int(found[3]), int(found[4])
    if found := _NAMED.match(body):
        return _year(found[3]), _month(found[2], body), int(found[1])
    if found := _NAMED_FIRST.match(body):
        return int(found[3]), _month(found[1], body), int(found[2])
    found = _NUMERIC.match(body)
    if not found:
        raise DateUnclear(body, "not_a_date", "is not a date. Write dates like 2026-11-21.")
    first, second, year = int(found[1]), int(found[2]), _year(found[3])
    if order is None:
        if first <= 12 and second <= 12 and first != second:
            why = "could be day/month or month/day. Write dates like 2026-11-21, or say which it is."
            raise DateUnclear(body, "ambiguous", why)
        order = DayOrder.MONTH_FIRST if second > 12 else DayOrder.DAY_FIRST
    return (year, second, first) if order is DayOrder.DAY_FIRST else (year, first, second)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(word: str, body: str) -> int:
    number = _MONTHS.get(word[:3].casefold())
    if number is None:
        raise DateUnclear(body, "not_a_date", "is not a date. Write dates like 2026-11-21.")
    return number
