"""South African working days and pay days.

Public Holidays Act 36 of 1994, through the `holidays` package (observed Mondays, declared days). Salaries come on the 25th or
on the last working day of the month, earlier when that is no working day, and in December mostly before the 16th: general
knowledge of the trade, not law. The pricing engine, a library that imports nothing of ours, has a calendar of its own
(`pricing/engine/sa_calendar.py`): there the 25th of December is what moves sales.
"""

from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5
_DECEMBER = 12
_ONE = timedelta(days=1)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year."""
    import holidays  # noqa: PLC0415 - it takes every process a while, and few ask

    return frozenset(holidays.country_holidays("ZA", years=year))


def is_working_day(day: date) -> bool:
    """Whether banks work: Monday to Friday, no public holiday."""
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def working_day_until(day: date) -> date:
    """The last working day up to and including `day`: pay moves earlier, never later."""
    while not is_working_day(day):
        day -= _ONE
    return day


def working_day_from(day: date) -> date:
    """The first working day from `day` on, itself included."""
    while not is_working_day(day):
        day += _ONE
    return day


def pay_days(year: int, month: int) -> tuple[date, ...]:
    """The days of a month on which most people are paid, in order: in December the 15th, else the 25th; and the last one."""
    next_month = date(year + month // 12, month % 12 + 1, 1)
    most = 15 if month == _DECEMBER else 25
    found = {working_day_until(date(year, month, most)), working_day_until(next_month - _ONE)}
    return tuple(sorted(found))


def pay_day_from(day: date) -> date:
    """The first pay day from `day` on, itself included."""
    year, month = day.year, day.month
    while True:
        for found in pay_days(year, month):
            if found >= day:
                return found
        year, month = year + month // 12, month % 12 + 1
