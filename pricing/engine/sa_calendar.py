"""South African dates that move sales, as shares of a week. Sources: Public Holidays Act 36 of 1994 (through
the `holidays` package), Department of Basic Education term dates, SASSA payment rule in force since 2022.

Weeks run Monday to Sunday and are counted from Monday 1970-01-05 (see dates.py).
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays
import numpy as np

from pricing.engine.arrays import Floats, Ints

MONDAY = date(1970, 1, 5)
TUESDAY, WEDNESDAY, THURSDAY, SATURDAY = 1, 2, 3, 5
NAMES = ("public_holidays", "payday_25", "month_end", "sassa", "school_holiday", "black_friday", "december")
# Public-school terms; years that are not listed use the usual shape of the year (USUAL_TERMS).
TERMS = {
    2025: ("01-15/03-28", "04-08/06-27", "07-22/10-03", "10-13/12-10"),
    2026: ("01-14/03-27", "04-08/06-26", "07-21/09-23", "10-06/12-09"),
    2027: ("01-13/03-19", "04-06/06-25", "07-20/09-22", "10-05/12-08"),
}
USUAL_TERMS = ("01-15/03-25", "04-06/06-25", "07-20/09-28", "10-06/12-09")
SPECIAL_SCHOOL_HOLIDAYS = frozenset({date(2026, 6, 15), date(2027, 4, 26)})


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of a year, with observed Mondays and declared days."""
    return frozenset(holidays.country_holidays("ZA", years=year))


def is_business_day(day: date) -> bool:
    """Return whether banks work: Monday to Friday and no public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def business_day_on_or_before(day: date) -> date:
    """Return the last business day not after `day`: pay is moved earlier, never later."""
    while not is_business_day(day):
        day -= timedelta(days=1)
    return day


def paydays(year: int, month: int) -> tuple[date, date]:
    """Return the 25th-rule payday and the month-end payday of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (
        business_day_on_or_before(date(year, month, 25)),
        business_day_on_or_before(following - timedelta(days=1)),
    )


def sassa_days(year: int, month: int) -> tuple[date, date, date]:
    """Return the grant days of a month: older persons, disability, children.

    The first is the 2nd when that is Tuesday to Thursday, else the next Tuesday; the others follow on the next
    business days.
    """
    first = date(year, month, 2)
    if first.weekday() not in (TUESDAY, WEDNESDAY, THURSDAY):
        first += timedelta(days=(TUESDAY - first.weekday()) % 7)
    second = _next_business_day(first)
    return first, second, _next_business_day(second)


def _next_business_day(day: date) -> date:
    day += timedelta(days=1)
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 21 + 1)


def is_school_holiday(day: date) -> bool:
    """Return whether public schools are closed for holidays (weekends inside a term do not count)."""
    if day in SPECIAL_SCHOOL_HOLIDAYS:
        return True
    text = day.strftime("%m-%d")
    return not any(first <= text <= last for first, last in _terms(day.year))


@lru_cache(maxsize=64)
def _terms(year: int) -> tuple[tuple[str, str], ...]:
    return tuple((span[:5], span[6:]) for span in TERMS.get(year, USUAL_TERMS))


@lru_cache(maxsize=4096)
def week_features(week: int) -> tuple[float, ...]:
    """Return the features of one dated week number, in the order of NAMES."""
    days = [MONDAY + timedelta(days=int(week) * 7 + i) for i in range(7)]
    middle = days[3]
    pays = [pay for shift in (0, 1) for pay in paydays(*_month(middle, shift))]
    pays += list(paydays(*_month(middle, -1)))
    grants = [day for shift in (0, 1) for day in sassa_days(*_month(middle, shift))]
    friday = black_friday(middle.year)
    return (
        sum(day in public_holidays(day.year) for day in days) / 2.0,
        float(any(pay in days for pay in (pays[0], pays[2], pays[4]))),
        float(any(pay in days for pay in (pays[1], pays[3], pays[5]))),
        float(any(day in grants for day in days)),
        sum(is_school_holiday(day) for day in days) / 7.0,
        float(friday in days),
        sum(day.month == 12 and 8 <= day.day <= 24 for day in days) / 7.0,
    )


def _month(day: date, shift: int) -> tuple[int, int]:
    ordinal = day.year * 12 + day.month - 1 + shift
    return ordinal // 12, ordinal % 12 + 1


def features(weeks: Ints) -> Floats:
    """Return the calendar features of dated week numbers, shape (weeks, len(NAMES))."""
    return np.array([week_features(int(week)) for week in weeks], dtype=float).reshape(-1, len(NAMES))


def year_angle(weeks: Ints) -> Floats:
    """Return where in the year each dated week lies, in radians."""
    angle: Floats = 2 * np.pi * ((np.asarray(weeks, dtype=float) * 7 + 7) % 365.2425) / 365.2425
    return angle
