"""What was agreed with an employee, held against our dated table of what the law asks at least.

Reads `wage.amount`, `wage.per` (hour, day, week, fortnight, month), `hours.week`, `days.week`, `overtime.times` and `sunday.times` (percent), `leave.days`,
`notice.weeks` and `employment.start`. A month has 52/12 weeks. The comparison is of exact figures; only what is shown is rounded.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from content.engine.reckoning import ground, law
from content.engine.reckoning.ground import HUNDRED, LAW, Figures
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.values import Quantity

MAKES: Final = (
    "wage.hourly", "wage.yearly", "law.minimum_wage", "law.minimum_wage_from", "law.threshold", "law.threshold_from", "law.hours", "law.leave_days",
    "law.sick_days", "law.notice_first", "law.notice_second", "law.notice_later", "check.wage_low", "check.hours_high", "check.overtime_low",
    "check.sunday_low", "check.leave_low", "check.notice_low", "check.above_threshold", "check.count", "check.wage_unknown",
)  # fmt: skip
WEEKS_A_YEAR: Final = Decimal(52)
_PAYS_A_YEAR: Final = {
    "week": WEEKS_A_YEAR, "fortnight": WEEKS_A_YEAR / 2, "month": Decimal(12),
}  # fmt: skip


def hourly(amount: Decimal, per: str, *, hours_week: Decimal, days_week: Decimal) -> Decimal:
    """What is earned an hour, exactly."""
    if per == "hour":
        return amount
    if per == "day":
        return amount * days_week / hours_week
    return amount * _PAYS_A_YEAR[per] / (WEEKS_A_YEAR * hours_week)


def reckon(facts: FactBase, today: date) -> Iterable[Fact]:
    """Hourly wage, what the law asks at least, and where the answers fall short of it."""
    figures = Figures(today)
    on = max(ground.day(facts, "employment.start") or today, today)
    findings = [
        *_put_wage(figures, facts, on),
        *_put_times(figures, facts, on),
        *_put_notice(figures, facts, on),
    ]
    for name, is_short in findings:
        figures.put(f"check.{name}", is_short)
    if findings:
        figures.put("check.count", sum(is_short for _name, is_short in findings))
    return figures


def _put_wage(figures: Figures, facts: FactBase, on: date) -> list[tuple[str, bool]]:
    amount, hours = ground.number(facts, "wage.amount"), ground.number(facts, "hours.week")
    days, per = ground.number(facts, "days.week"), ground.chosen(facts, "wage.per")
    if amount is None or not hours or not days or not per:
        return []
    exact = hourly(amount, per, hours_week=hours, days_week=days)
    yearly = exact * hours * WEEKS_A_YEAR
    figures.money("wage.hourly", exact)
    figures.money("wage.yearly", yearly)
    return [*_against_minimum(figures, exact, on), *_against_threshold(figures, yearly, on)]


def _against_minimum(figures: Figures, exact: Decimal, on: date) -> list[tuple[str, bool]]:
    least = law.in_force(law.MINIMUM_WAGE, on)
    figures.put("check.wage_unknown", least is None)
    if least is None:
        return []
    figures.money("law.minimum_wage", least.value, LAW)
    figures.put("law.minimum_wage_from", least.effective_from, LAW)
    return [("wage_low", exact < least.value)]


def _against_threshold(figures: Figures, yearly: Decimal, on: date) -> list[tuple[str, bool]]:
    row = law.in_force(law.EARNINGS_THRESHOLD, on)
    if row is not None:
        figures.money("law.threshold", row.value, LAW)
        figures.put("law.threshold_from", row.effective_from, LAW)
        figures.put("check.above_threshold", yearly > row.value)
    return []


def _put_times(figures: Figures, facts: FactBase, on: date) -> list[tuple[str, bool]]:
    found = []
    most = _value(law.HOURS_A_WEEK, on)
    figures.put("law.hours", Quantity(most, "hours", "hour"), LAW)
    for name, key, limit, is_most in (
        ("hours_high", "hours.week", most, True),
        ("overtime_low", "overtime.times", _value(law.OVERTIME_TIMES, on) * HUNDRED, False),
        ("sunday_low", "sunday.times", _value(law.SUNDAY_TIMES, on) * HUNDRED, False),
    ):
        given = ground.number(facts, key)
        if given is not None:
            found.append((name, given > limit if is_most else given < limit))
    days, leave = ground.number(facts, "days.week"), ground.number(facts, "leave.days")
    if days is not None:
        least = days * _value(law.LEAVE_WEEKS, on)
        figures.put("law.leave_days", Quantity(least, "working days", "working day"), LAW)
        figures.put("law.sick_days", Quantity(days * _value(law.SICK_WEEKS, on), "days", "day"), LAW)
        if leave is not None:
            found.append(("leave_low", leave < least))
    return found


def _put_notice(figures: Figures, facts: FactBase, on: date) -> list[tuple[str, bool]]:
    for name, table in (
        ("first", law.NOTICE_FIRST),
        ("second", law.NOTICE_SECOND),
        ("later", law.NOTICE_LATER),
    ):
        figures.put(f"law.notice_{name}", Quantity(_value(table, on), "weeks", "week"), LAW)
    given = ground.number(facts, "notice.weeks")
    return [] if given is None else [("notice_low", given < _value(law.NOTICE_LATER, on))]


def _value(table: tuple[law.DatedFigure, ...], on: date) -> Decimal:
    row = law.in_force(table, on)
    return (row or table[0]).value
