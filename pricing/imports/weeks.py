"""Weeks as files write them: 2026-W05, 202605, any day of the week, or a running number."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from pricing.tabular.dates import DateUnclear, DayOrder, parse_date

_ISO: Final = re.compile(r"^(\d{4})-?W?(\d{2})$", re.ASCII | re.IGNORECASE)
_RUNNING: Final = re.compile(r"^\d{1,4}$", re.ASCII)
_WHY: Final = "is not a week. Write weeks like 2026-W05, or as the date of their Monday."


def are_running(words: Iterable[str]) -> bool:
    """Whether the column only counts weeks, so that a person must say when week 1 began."""
    return all(_RUNNING.match(word.strip()) for word in words)


def parse_week(text: str, *, order: DayOrder | None, week_one: date | None) -> date:
    """The Monday of a week. Raises DateUnclear as `parse_date` does."""
    word = text.strip()
    if week_one is not None and _RUNNING.match(word):
        return monday_of(week_one) + timedelta(weeks=int(word) - 1)
    if found := _ISO.match(word):
        try:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError as error:
            raise DateUnclear(text, "not_a_date", _WHY) from error
    if _RUNNING.match(word):
        raise DateUnclear(text, "not_a_date", _WHY)
    return monday_of(parse_date(word, order))


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
