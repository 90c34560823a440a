"""Quiet hours, digest hours and the hours of marketing, held against every zone and clock change there is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.engine import marketing
from notifications.engine.clock import DigestTime, QuietHours, moment_of, next_digest, next_loud
from notifications.engine.frequency import Frequency

# At home, put forward and back, half an hour only, in the other half of the year, off by quarters, a day skipped.
ZONES = [
    ZoneInfo(name)
    for name in (
        "Africa/Johannesburg",
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Asia/Kathmandu",
        "Pacific/Apia",
    )
]
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2011, 1, 1), datetime(2031, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))
walls = st.times()
quiets = st.builds(QuietHours, walls, walls)
digests = st.builds(DigestTime, st.integers(0, 23), st.integers(0, 6))
SAST = ZONES[0]


@given(moments, quiets, zones)
def test_what_waits_never_goes_in_quiet_hours_nor_before_its_time(
    at: datetime, quiet: QuietHours, zone: ZoneInfo
) -> None:
    found = next_loud(at, quiet, zone)
    assert found >= at
    assert not quiet.holds(found.astimezone(zone).time())
    assert found - at < timedelta(hours=51), "a night, a clock change, and the day that Samoa skipped"


@given(moments, quiets, zones)
def test_what_is_loud_already_does_not_wait(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> None:
    if not quiet.holds(at.astimezone(zone).time()):
        assert next_loud(at, quiet, zone) == at
    found = next_loud(at, quiet, zone)
    assert next_loud(found, quiet, zone) == found


def test_over_midnight() -> None:
    night = QuietHours(time(21), time(6, 30))
    for hour, minute, day in ((21, 0, 11), (23, 59, 11), (0, 0, 10), (6, 29, 10)):
        at = datetime(2026, 6, 10, hour, minute, tzinfo=SAST)
        assert next_loud(at, night, SAST) == datetime(2026, 6, day, 6, 30, tzinfo=SAST)
    for hour, minute in ((6, 30), (20, 59)):
        at = datetime(2026, 6, 10, hour, minute, tzinfo=SAST)
        assert next_loud(at, night, SAST) == at


def test_an_end_that_the_clock_shows_twice_is_the_later_one_and_one_that_it_skips_comes_after_the_gap() -> (
    None
):
    london = ZoneInfo("Europe/London")
    assert moment_of(date(2026, 10, 25), time(1, 30), london) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment_of(date(2026, 3, 29), time(1, 30), london) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert moment_of(date(2026, 3, 29), time(1, 30), london).astimezone(london).time() == time(2, 30)


@given(moments, digests, zones, st.sampled_from([Frequency.HOURLY, Frequency.DAILY, Frequency.WEEKLY]))
def test_a_digest_comes_after_and_in_time(
    at: datetime, when: DigestTime, zone: ZoneInfo, frequency: Frequency
) -> None:
    longest = {Frequency.HOURLY: 1, Frequency.DAILY: 51, Frequency.WEEKLY: 15 * 24}[frequency]
    found = next_digest(at, frequency, when, zone)
    assert at < found <= at + timedelta(hours=longest)


@given(digests, st.sampled_from(ZONES[:-1]), st.dates(date(2012, 1, 1), date(2030, 1, 1)))
def test_a_daily_digest_comes_once_on_each_day(when: DigestTime, zone: ZoneInfo, day: date) -> None:
    at, days = moment_of(day, time(0), zone) - timedelta(seconds=1), []
    for _ in range(5):
        at = next_digest(at, Frequency.DAILY, when, zone)
        days.append(at.astimezone(zone).date())
    assert days == [day + timedelta(days=number) for number in range(5)]


def test_daily_at_my_hour_and_weekly_on_my_day() -> None:
    monday_evening = datetime(2026, 6, 8, 20, tzinfo=SAST)
    when = DigestTime(hour=7, weekday=0)
    assert next_digest(monday_evening, Frequency.DAILY, when, SAST) == datetime(2026, 6, 9, 7, tzinfo=SAST)
    assert next_digest(monday_evening, Frequency.WEEKLY, when, SAST) == datetime(2026, 6, 15, 7, tzinfo=SAST)
    assert next_digest(monday_evening, Frequency.HOURLY, when, SAST) == datetime(2026, 6, 8, 21, tzinfo=SAST)
    with pytest.raises(ValueError, match="no digest"):
        next_digest(monday_evening, Frequency.NOW, when, SAST)


@given(moments)
def test_marketing_goes_out_within_the_hours_of_the_law_only(at: datetime) -> None:
    found = marketing.next_moment(at)
    local = found.astimezone(SAST)
    hours = marketing.hours_of(local.date())
    assert found >= at
    assert marketing.may_go(found)
    assert hours is not None
    assert hours[0] <= local.time() < hours[1]
    assert local.weekday() != 6
    assert found - at <= timedelta(days=5)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 6, 10, 7, 59), datetime(2026, 6, 10, 8)),
        (datetime(2026, 6, 10, 20, 0), datetime(2026, 6, 11, 8)),
        (datetime(2026, 6, 12, 20, 0), datetime(2026, 6, 13, 9)),  # Friday evening
        (datetime(2026, 6, 13, 13, 0), datetime(2026, 6, 15, 8)),  # Saturday afternoon
        (datetime(2026, 6, 16, 10, 0), datetime(2026, 6, 17, 8)),  # Youth Day
        (datetime(2026, 4, 2, 21, 0), datetime(2026, 4, 4, 9)),  # before Good Friday, to Easter Saturday
    ],
)
def test_days_of_marketing(at: datetime, expected: datetime) -> None:
    assert marketing.next_moment(at.replace(tzinfo=SAST)) == expected.replace(tzinfo=SAST)
