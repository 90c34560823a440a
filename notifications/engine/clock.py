"""Wall clocks: quiet hours, digest hours and days in a person's own time zone.

A time that the clock shows twice (it was put back) means the later one, a time that it skips (it was put forward) the moment
as long after the gap: so whatever waits for a wall time never goes before it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from notifications.engine.frequency import Frequency

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_ROUNDS = 4  # a clock is put forward or back at most once around a night; the rest is caution


@dataclass(frozen=True)
class QuietHours:
    """From `start` until `end` by the wall clock, over midnight when `start` is later. Equal times: never quiet."""

    start: time
    end: time

    def holds(self, wall: time) -> bool:
        """Whether this wall time is quiet."""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


@dataclass(frozen=True)
class DigestTime:
    """When a person reads what was gathered: the hour, and for weekly ones the day (0 is Monday)."""

    hour: int = 7
    weekday: int = 0


def moment_of(day: date, wall: time, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which the wall clock shows this time."""
    return max(datetime.combine(day, wall.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))


def next_loud(at: datetime, quiet: QuietHours | None, zone: tzinfo) -> datetime:
    """`at` itself, or the end of the quiet hours it falls into."""
    if quiet is None:
        return at
    found = at
    for _ in range(_ROUNDS):
        local = found.astimezone(zone)
        wall = local.time()
        if not quiet.holds(wall):
            return found
        ends_tomorrow = quiet.start > quiet.end and wall >= quiet.start
        found = moment_of(local.date() + _DAY * ends_tomorrow, quiet.end, zone)
    return found


def next_digest(at: datetime, frequency: Frequency, when: DigestTime, zone: tzinfo) -> datetime:
    """The first moment after `at` at which a digest of this frequency goes out. Raises ValueError for NOW and OFF."""
    local = at.astimezone(zone)
    if frequency is Frequency.HOURLY:
        past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return at.astimezone(UTC) - past + _HOUR
    if not frequency.is_digest:
        raise ValueError(f"{frequency} is no digest.")
    day = local.date() - _DAY  # the clock may show this hour a second time today
    while True:
        is_day = frequency is Frequency.DAILY or day.weekday() == when.weekday
        if is_day and (found := moment_of(day, time(when.hour), zone)) > at:
            return found
        day += _DAY
