"""What a payslip adds up to: hours times rates, other earnings, deductions, and what is paid out.

Reads `wage.hourly_rate`, `hours.ordinary`, `hours.overtime` with `overtime.times`, `hours.sunday` with `sunday.times`, `earnings.N.amount`,
`deductions.N.amount`. Tax and contributions are typed in by whoever runs the payroll; nothing is worked out for SARS here.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from content.engine.reckoning import ground, law
from content.engine.reckoning.ground import LAW, ZERO, Figures, cents
from synthai.core.facts.base import Fact, FactBase

MAKES: Final = (
    "pay.ordinary", "pay.overtime", "pay.sunday", "pay.overtime_rate", "pay.sunday_rate", "pay.gross", "pay.deducted", "pay.net", "law.minimum_wage",
    "law.minimum_wage_from", "check.wage_low", "check.net_negative",
)  # fmt: skip
_ONE: Final = Decimal(1)


def reckon(facts: FactBase, today: date) -> Iterable[Fact]:
    """The figures of a payslip."""
    figures = Figures(today)
    rate, hours = ground.number(facts, "wage.hourly_rate"), ground.number(facts, "hours.ordinary")
    if rate is None or hours is None:
        return figures
    gross = cents(rate * hours)
    figures.money("pay.ordinary", gross)
    for name in ("overtime", "sunday"):
        worked = ground.number(facts, f"hours.{name}")
        if worked:
            times = ground.number_or(facts, f"{name}.times", _ONE)
            amount = cents(worked * rate * times)
            figures.money(f"pay.{name}_rate", rate * times)
            figures.money(f"pay.{name}", amount)
            gross += amount
    gross += _sum(facts, "earnings")
    deducted = _sum(facts, "deductions")
    figures.money("pay.gross", gross)
    figures.money("pay.deducted", deducted)
    figures.money("pay.net", gross - deducted)
    figures.put("check.net_negative", gross < deducted)
    _put_minimum(figures, rate, ground.day(facts, "pay.last_day") or today)
    return figures


def _sum(facts: FactBase, key: str) -> Decimal:
    return sum((ground.number_or(facts, f"{each}.amount") for each in facts.records(key)), ZERO)


def _put_minimum(figures: Figures, rate: Decimal, on: date) -> None:
    least = law.in_force(law.MINIMUM_WAGE, on)
    figures.put("check.wage_low", least is not None and rate < least.value)
    if least is not None:
        figures.money("law.minimum_wage", least.value, LAW)
        figures.put("law.minimum_wage_from", least.effective_from, LAW)
