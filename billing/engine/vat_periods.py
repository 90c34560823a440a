"""VAT periods: which days one return is about, and by when it is submitted and paid. Arithmetic; no database.

Two months ending in odd months (category A) or even ones (category B), or every month (category C). eFiling takes a return until the
last business day of the month after the period; public holidays are none. The 2026 Budget proposed one date for everybody.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from synthai.core.sa_days import working_day_until

MONTHLY, ODD, EVEN = "monthly", "odd", "even"
CATEGORIES: Final = {ODD: "A", EVEN: "B", MONTHLY: "C"}
_YEAR: Final = 12
_ONE: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class VatPeriod:
    """The days of one return."""

    first: date
    last: date

    @property
    def due_on(self) -> date:
        """The last day to submit and pay by eFiling."""
        return due_on(self.last)

    @property
    def code(self) -> str:
        """The month it ends in, as an address says it: "2026-11"."""
        return f"{self.last:%Y-%m}"


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    return day.replace(day=1), month_end(day.year, day.month)


def month_end(year: int, month: int) -> date:
    """The last day of a month; month 13 is the next January."""
    year, month = (year + 1, month - _YEAR) if month > _YEAR else (year, month)
    return date(year, month, calendar.monthrange(year, month)[1])


def period_end(periods: str, on: date) -> date:
    """The last day of the period that a day belongs to."""
    is_odd = on.month % 2 == 1
    goes_on = (periods == ODD and not is_odd) or (periods == EVEN and is_odd)
    return month_end(on.year, on.month + (1 if goes_on else 0))


def period_of(periods: str, on: date) -> tuple[date, date]:
    """The first and the last day of the period that a day belongs to."""
    last = period_end(periods, on)
    first = last.replace(day=1)
    return (first if periods == MONTHLY else (first - _ONE).replace(day=1)), last


def containing(periods: str, on: date) -> VatPeriod:
    """The period that a day belongs to."""
    first, last = period_of(periods, on)
    return VatPeriod(first=first, last=last)


def before(periods: str, period: VatPeriod) -> VatPeriod:
    """The one before."""
    return containing(periods, period.first - _ONE)


def after(periods: str, period: VatPeriod) -> VatPeriod:
    """The next one."""
    return containing(periods, period.last + _ONE)


def due_on(last: date) -> date:
    """The last business day of the month after a period's last day: weekends and public holidays move it earlier."""
    return working_day_until(month_end(last.year, last.month + 1))
