"""When a class and its series take place, by the clocks of its zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MOST_DATES: Final = 52
ZONES: Final = (
    "Africa/Johannesburg",
    "Africa/Windhoek",
    "Africa/Gaborone",
    "Africa/Maputo",
    "Africa/Harare",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Africa/Cairo",
    "Indian/Mauritius",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/New_York",
    "Australia/Sydney",
    "UTC",
)


def moment(day: date, clock: time, zone: str) -> datetime:
    """That day at that hour by the clocks of a zone. An hour that the clocks skip is the one after it."""
    local = datetime.combine(day, clock.replace(tzinfo=None), tzinfo=ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC"))


def weekly(day: date, clock: time, zone: str, times: int) -> Iterator[datetime]:
    """So many moments, each a week after the one before by the clocks of the zone, whatever summer time does."""
    for week in range(times):
        yield moment(day + timedelta(weeks=week), clock, zone)
