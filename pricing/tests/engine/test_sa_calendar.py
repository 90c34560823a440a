"""South African dates against published ones."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from pricing.engine import sa_calendar
from pricing.engine.dates import MONDAY

VECTORS = json.loads((Path(__file__).parent / "za_calendar.json").read_text(encoding="utf-8"))


def week_of(day: date) -> int:
    return int((np.datetime64(day) - MONDAY) // np.timedelta64(7, "D"))


def feature(day: date, name: str) -> float:
    return sa_calendar.week_features(week_of(day))[sa_calendar.NAMES.index(name)]


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_public_holidays(year: int) -> None:
    published = {date.fromisoformat(row["date"]) for row in VECTORS["public_holidays"][str(year)]}
    assert sa_calendar.public_holidays(year) == published


def test_black_friday() -> None:
    for text in VECTORS["black_friday"]["dates"]:
        day = date.fromisoformat(text)
        assert sa_calendar.black_friday(day.year) == day
        assert feature(day, "black_friday") == 1
        assert feature(day + timedelta(days=7), "black_friday") == 0


def test_grant_days_follow_the_official_year() -> None:
    for text in VECTORS["sassa_older_persons"]["official_2025_26"]:
        day = date.fromisoformat(text)
        older, disability, children = sa_calendar.sassa_days(day.year, day.month)
        assert older == day
        assert older < disability < children
        assert feature(day, "sassa") == 1


@pytest.mark.parametrize("year", ["2026", "2027"])
def test_school_terms(year: str) -> None:
    for first, last in VECTORS["school_terms_public"][year]:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        assert not sa_calendar.is_school_holiday(start)
        assert not sa_calendar.is_school_holiday(end)
        assert sa_calendar.is_school_holiday(start - timedelta(days=1))
        assert sa_calendar.is_school_holiday(end + timedelta(days=1))
    assert sa_calendar.is_school_holiday(date(2026, 6, 15))


@pytest.mark.parametrize(
    ("year", "month", "twenty_fifth", "month_end"),
    [
        (2026, 1, date(2026, 1, 23), date(2026, 1, 30)),  # the 25th is a Sunday, the 31st a Saturday
        (2026, 11, date(2026, 11, 25), date(2026, 11, 30)),
        (2026, 12, date(2026, 12, 24), date(2026, 12, 31)),  # the 25th is Christmas
    ],
)
def test_paydays_move_to_the_business_day_before(
    year: int, month: int, twenty_fifth: date, month_end: date
) -> None:
    assert sa_calendar.paydays(year, month) == (twenty_fifth, month_end)
    assert feature(twenty_fifth, "payday_25") == 1
    assert feature(month_end, "month_end") == 1


def test_december_counts_the_festive_days_of_the_week() -> None:
    assert feature(date(2026, 12, 16), "december") == 1
    assert feature(date(2026, 11, 16), "december") == 0


def test_the_year_comes_round() -> None:
    angles = sa_calendar.year_angle(np.array([week_of(date(2026, 1, 1)), week_of(date(2026, 7, 2))]))
    assert np.cos(angles[0]) > 0.99
    assert np.cos(angles[1]) < -0.99
