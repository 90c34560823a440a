"""When a limit will be reached."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from billing.engine import forecasts
from billing.engine.periods import midnight, month_of

START, END = midnight(date(2026, 5, 1)), midnight(date(2026, 6, 1))


def at(day: int, hour: int = 0) -> datetime:
    return midnight(date(2026, 5, day)) + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("used", "limit", "now", "expected"),
    [
        ("50", "100", at(11), date(2026, 5, 21)),  # 50 in ten days
        ("15", "30", at(6, 12), date(2026, 5, 12)),
        ("29", "30", at(29), date(2026, 5, 29)),  # some hours before midnight
        ("50", "100", at(17), None),  # on 2 June: not this month
        ("100", "100", at(11), None),  # reached already
        ("120", "100", at(11), None),
        ("0", "100", at(11), None),
        ("3", "100", at(3), None),  # two days are no pace
        ("0.5", "1.5", at(5), date(2026, 5, 13)),
        ("1", "0", at(11), None),
    ],
)
def test_from_this_months_pace(used: str, limit: str, now: datetime, expected: date | None) -> None:
    assert forecasts.from_pace(Decimal(used), Decimal(limit), start=START, end=END, now=now) == expected


@pytest.mark.parametrize(
    ("used", "limit", "grown", "expected"),
    [
        (6, 8, 2, date(2026, 6, 9)),  # two more in thirty days
        (80, 100, 20, date(2026, 6, 9)),
        (6, 8, 1, None),  # one is no trend
        (6, 8, 6, None),  # everything is new
        (8, 8, 4, None),
        (10, 5_000, 2, None),  # in two hundred years
    ],
)
def test_from_recent_growth(used: int, limit: int, grown: int, expected: date | None) -> None:
    found = forecasts.from_growth(Decimal(used), Decimal(limit), grown=grown, now=at(10))
    assert found == expected


def test_a_month_is_south_africas() -> None:
    assert month_of(datetime.fromisoformat("2026-04-30T22:00:00+00:00")) == (START, END)
    assert month_of(datetime.fromisoformat("2026-04-30T21:59:59+00:00"))[1] == START
