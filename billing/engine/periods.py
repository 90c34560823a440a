"""Billing periods that end right in short months.

A period starts on the anchor day of a month at midnight South African time; where a month has no such day, on its last one,
and the month after goes back to the anchor: 31 January, 28 February, 31 March. Instants are aware; South Africa has no
daylight saving time (UTC+2 all year), so a local midnight always exists.
"""

import calendar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SOUTH_AFRICA = ZoneInfo("Africa/Johannesburg")
MONTHS = {"month": 1, "year": 12}


def local_date(instant: datetime) -> date:
    """The South African day of an instant."""
    return instant.astimezone(SOUTH_AFRICA).date()


def midnight(day: date) -> datetime:
    """When a day begins in South Africa."""
    return datetime.combine(day, time.min, SOUTH_AFRICA)


def add_months(day: date, months: int, anchor: int) -> date:
    """The anchor day (or the last day, in a shorter month) that many months after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor, last))


def period_end(start: datetime, interval: str, anchor: int) -> datetime:
    """When the period that begins at `start` is over: the start of the next one.

    `interval` is "month" or "year". A first period that begins in the middle of a calendar cycle ends at the next anchor
    day, so it may be shorter. Raises KeyError for an interval without periods ("once").
    """
    months, day = MONTHS[interval], local_date(start)
    begins_on_anchor = day == add_months(day, 0, anchor)
    if begins_on_anchor:
        return midnight(add_months(day, months, anchor))
    this_month = add_months(day, 0, anchor)
    return midnight(this_month if this_month > day else add_months(day, 1, anchor))


def month_of(instant: datetime) -> tuple[datetime, datetime]:
    """The calendar month of an instant in South Africa: when it begins, and when the next one does."""
    first = local_date(instant).replace(day=1)
    return midnight(first), midnight(add_months(first, 1, 1))


def first_period(start: datetime, interval: str, anchor: int) -> tuple[datetime, datetime]:
    """The whole period that a first, perhaps shorter, one is cut from: its start and its end.

    Begun on 20 March in a cycle that starts on the first, it is 1 March to 1 April, of which twelve days are left.
    """
    end = period_end(start, interval, anchor)
    whole = add_months(local_date(end), -MONTHS[interval], anchor)
    return midnight(whole), end


def days_left(now: datetime, start: datetime, end: datetime) -> tuple[int, int]:
    """Days left, today included, and days in all of a period: what proration multiplies and divides by.

    Whole South African days, so that a preview stays true until midnight.
    """
    first, last, today = local_date(start), local_date(end), local_date(now)
    whole = max(1, (last - first).days)
    return min(whole, max(0, (last - today).days)), whole
