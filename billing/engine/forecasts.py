"""When a limit will be reached, going on as now. Pure arithmetic; nothing is said where there is too little to go by."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from billing.engine.periods import local_date

LEAST_ELAPSED: Final = timedelta(days=3)  # a month's pace before that is noise
GROWTH_DAYS: Final = 30
LEAST_GROWTH: Final = 2  # one new seat is no trend
FURTHEST: Final = timedelta(days=365)


def from_pace(used: Decimal, limit: Decimal, *, start: datetime, end: datetime, now: datetime) -> date | None:
    """The South African day on which this month's pace reaches the limit; None when it will not before `end`."""
    elapsed = now - start
    if elapsed < LEAST_ELAPSED or not 0 < used < limit:
        return None
    wait = Decimal(elapsed.total_seconds()) * (limit - used) / used
    if wait >= Decimal((end - now).total_seconds()):
        return None
    return local_date(now + timedelta(seconds=float(wait)))


def from_growth(used: Decimal, limit: Decimal, *, grown: int, now: datetime) -> date | None:
    """The day on which things that stay reach their limit, as they grew in the last GROWTH_DAYS days.

    None when hardly anything was added, when all of it was (there is no before to compare with), or when it is more than
    a year away.
    """
    if grown < LEAST_GROWTH or used - grown < 1 or used >= limit:
        return None
    wait = GROWTH_DAYS * (limit - used) / Decimal(grown)
    if wait > FURTHEST.days:
        return None
    return local_date(now + timedelta(days=float(wait)))
