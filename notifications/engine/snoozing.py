"""When "later" is: by the person's own clock."""

from datetime import UTC, datetime, time, timedelta, tzinfo

from notifications.engine.clock import moment_of

LATER = timedelta(hours=3)
MONDAY = 0
WAYS = ("later", "tomorrow", "monday")


def moment(way: str, now: datetime, *, hour: int, zone: tzinfo) -> datetime:
    """The moment that a way names; `hour` is the one at which her day begins.

    "later" is in three hours, at the full hour, or tomorrow where that is another day. Raises KeyError.
    """
    local = now.astimezone(zone)
    tomorrow = moment_of(local.date() + timedelta(days=1), time(hour), zone)
    to_monday = (MONDAY - local.weekday() - 1) % 7 + 1  # a Monday names the next one
    monday = moment_of(local.date() + timedelta(days=to_monday), time(hour), zone)
    full = now + LATER - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    is_today = full.astimezone(zone).date() == local.date()
    later = full.astimezone(UTC) if is_today else tomorrow
    return {"later": later, "tomorrow": tomorrow, "monday": monday}[way]


def is_late(now: datetime, zone: tzinfo) -> bool:
    """Whether "later today" would be another day."""
    local = now.astimezone(zone)
    return (local + LATER).date() != local.date()
