"""Spans of time that follow from days: `almost nine years old`, `46 days overdue`, `in two weeks`, `our tenth anniversary`."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from typing import Final

from synthai.core.facts.guard.claims import Claim
from synthai.core.facts.guard.roughly import Rough, rough

_TELLS: Final = re.compile(
    r"\b(?:ago|since|old|later|after|before|overdue|outstanding|past|left|from today|from now|next|within|nearly|almost|more than|ahead"
    r"|anniversary|birthday|existence|in business|to go|gelede|oud|sedert|later|agterstallig|nog|bestaan|meer as|byna|lasts|duur)\b",
    re.IGNORECASE,
)
# A term that binds others (`14 days before the tour`) is no time to today.
_TO_TODAY: Final = re.compile(
    r"\b(?:ago|since|old|overdue|outstanding|left|from today|from now|nearly|almost|more than|anniversary|birthday|existence|in business|to go|lasts|past"
    r"|gelede|oud|sedert|agterstallig|nog|bestaan|byna|meer as)\b",
    re.IGNORECASE,
)
_UNITS: Final = {
    "year": "year", "years": "year", "jaar": "year", "month": "month", "months": "month", "maand": "month", "maande": "month",
    "week": "week", "weeks": "week", "weke": "week", "day": "day", "days": "day", "dag": "day", "dae": "day",
    "anniversary": "year", "birthday": "year",
}  # fmt: skip
_AROUND: Final = 35
_WORKING_WEEK: Final = 4  # from Monday to Friday
_NEXT: Final = re.compile(r"[^\W\d_]+")


def follows(claim: Claim, text: str, days: Iterable[date], told: list[date], today: date | None) -> bool:
    """Whether so much time lies between a day that the facts have and today, or between two days of one period."""
    following = claim.following or tuple(_NEXT.findall(text[claim.end : claim.end + _AROUND].lower()))
    unit = next((_UNITS[word] for word in following[:2] if word in _UNITS), "")
    if not unit or len(claim.readings) != 1 or claim.scale != 1 or today is None:
        return False
    around = text[max(0, claim.start - _AROUND) : claim.end + _AROUND]
    if not _TELLS.search(around) and not text[: claim.start].lower().endswith("in "):
        return False
    how = rough(text, claim.start, claim.end)
    to_today = ((day, today) for day in days if day != today) if _TO_TODAY.search(around) else ()
    pairs = [*to_today, *combinations(told, 2)]
    return any(_is_between(claim, unit, min(pair), max(pair), how) for pair in pairs)


def _is_between(claim: Claim, unit: str, first: date, last: date, how: Rough) -> bool:
    shown = claim.readings[0]
    whole, is_even = _length(unit, first, last)
    if claim.is_ordinal:
        return shown in {whole, whole + 1}
    if how is Rough.BELOW:
        return shown == whole + (0 if is_even else 1)
    if how is Rough.NEAR:
        return shown in {whole, whole + 1}
    return shown == whole or (
        unit == "week" and shown == whole + 1 and (last - first).days % 7 >= _WORKING_WEEK
    )


def _length(unit: str, first: date, last: date) -> tuple[int, bool]:
    """Whole units from day to day, and whether nothing is left over."""
    length = (last - first).days
    if unit == "day":
        return length, True
    if unit == "week":
        return length // 7, length % 7 == 0
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    is_even = last.day == first.day
    return (months, is_even) if unit == "month" else (months // 12, is_even and months % 12 == 0)
