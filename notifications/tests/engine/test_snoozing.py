"""When "later" is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from notifications.engine.snoozing import is_late, moment

HOME = ZoneInfo("Africa/Johannesburg")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


@pytest.mark.parametrize(
    ("way", "now", "expected"),
    [
        ("later", "2026-11-30T10:20:30", "2026-11-30T13:00"),
        ("later", "2026-11-30T22:20", "2026-12-01T07:00"),
        ("tomorrow", "2026-11-30T23:59", "2026-12-01T07:00"),
        ("tomorrow", "2026-12-01T00:01", "2026-12-02T07:00"),
        ("monday", "2026-11-29T20:00", "2026-11-30T07:00"),  # a Sunday
        ("monday", "2026-11-30T06:00", "2026-12-07T07:00"),  # a Monday
        ("monday", "2026-12-01T06:00", "2026-12-07T07:00"),
    ],
)
def test_by_the_persons_own_clock(way: str, now: str, expected: str) -> None:
    found = moment(way, at(now), hour=7, zone=HOME)
    assert found == at(expected)
    assert found > at(now)


def test_a_clock_that_is_put_forward_overnight() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 3, 28, 22, 30, tzinfo=berlin)
    assert moment("tomorrow", evening, hour=2, zone=berlin).isoformat() == "2026-03-29T01:00:00+00:00"


def test_late_is_when_later_today_is_another_day() -> None:
    assert [is_late(at(f"2026-11-30T{hour}"), HOME) for hour in ("20:59", "21:00")] == [False, True]
