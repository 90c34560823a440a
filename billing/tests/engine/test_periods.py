"""Periods end right in short months, whatever the anchor."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.periods import SOUTH_AFRICA, add_months, days_left, local_date, midnight, period_end

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("start", "anchor", "ends"),
    [
        (date(2026, 1, 31), 31, [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]),
        (date(2028, 1, 30), 30, [date(2028, 2, 29), date(2028, 3, 30)]),
        (date(2026, 12, 15), 15, [date(2027, 1, 15)]),
        (date(2026, 11, 28), 1, [date(2026, 12, 1), date(2027, 1, 1)]),
    ],
)
def test_months_end_on_the_anchor_or_the_last_day(start: date, anchor: int, ends: list[date]) -> None:
    at, found = midnight(start), []
    for _ in ends:
        at = period_end(at, "month", anchor)
        found.append(local_date(at))
    assert found == ends


def test_a_year_from_leap_day_comes_back_to_it() -> None:
    at, found = midnight(date(2028, 2, 29)), []
    for _ in range(4):
        at = period_end(at, "year", 29)
        found.append(local_date(at))
    assert found == [date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28), date(2032, 2, 29)]


@given(DAYS)
def test_twelve_months_are_a_year(start: date) -> None:
    monthly = midnight(start)
    for _ in range(12):
        monthly = period_end(monthly, "month", start.day)
    assert monthly == period_end(midnight(start), "year", start.day)


@given(DAYS, st.integers(1, 31))
def test_periods_neither_overlap_nor_leave_a_gap(start: date, anchor: int) -> None:
    at = midnight(start)
    for _ in range(14):
        after = period_end(at, "month", anchor)
        assert 1 <= (local_date(after) - local_date(at)).days <= 31
        assert local_date(after) == add_months(local_date(after), 0, anchor)
        at = after


def test_days_left_count_today_and_stay_the_same_all_day() -> None:
    start, end = midnight(date(2026, 1, 1)), midnight(date(2026, 2, 1))
    morning = datetime(2026, 1, 31, 6, tzinfo=SOUTH_AFRICA)
    night = datetime(2026, 1, 31, 23, 59, tzinfo=SOUTH_AFRICA)
    assert days_left(morning, start, end) == days_left(night, start, end) == (1, 31)
    assert days_left(end, start, end) == (0, 31)
    assert days_left(midnight(date(2025, 12, 1)), start, end) == (31, 31)
