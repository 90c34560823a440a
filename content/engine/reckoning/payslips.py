"""What a payslip adds up to: hours times rates, other earnings, deductions, and what is paid out.

Reads `wage.hourly_rate`, `hours.ordinary`, `hours.overtime` with `overtime.times` and `hours.sunday` with `sunday.times` (percent of the ordinary
wage), `earnings.N.amount`, `deductions.N.amount`. Tax and contributions are typed in by whoever runs the payroll; nothing is worked out for SARS.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from content.engine.reckoning import ground, law
from content.engine.reckoning.ground import HUNDRED, LAW, ZERO, Figures, cents
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.values import Identifier, Words

MAKES: Final = (
    "worked.kind", "worked.name", "worked.hours", "worked.rate", "worked.amount", "pay.wage", "pay.gross", "pay.deducted", "pay.net", "law.minimum_wage",
    "law.minimum_wage_from", "check.wage_low", "check.net_negative",
)  # fmt: skip
_KINDS: Final = {
    "ordinary": "Ordinary hours",
    "overtime": "Overtime",
    "sunday": "Sundays and public holidays",
}


def reckon(facts: FactBase, today: date) -> Iterable[Fact]:
    """The figures of a payslip."""
    figures = Figures(today)
    rate, ordinary = ground.number(facts, "wage.hourly_rate"), ground.number(facts, "hours.ordinary")
    if rate is None or ordinary is None:
        return figures
    wage, place = ZERO, 0
    for name in _KINDS:
        hours = ground.number_or(facts, f"hours.{name}")
        if hours or name == "ordinary":
            wage += _put_worked(figures, place, name, hours, rate * _times(facts, name))
            place += 1
    _put_sums(figures, facts, wage)
    _put_minimum(figures, rate, ground.day(facts, "pay.last_day") or today)
    return figures


def _times(facts: FactBase, name: str) -> Decimal:
    if name == "ordinary":
        return Decimal(1)
    return ground.number_or(facts, f"{name}.times", HUNDRED) / HUNDRED


def _put_worked(figures: Figures, place: int, name: str, hours: Decimal, rate: Decimal) -> Decimal:
    amount = cents(hours * rate)
    figures.put(f"worked.{place}.kind", Identifier(name))
    figures.put(f"worked.{place}.name", Words(_KINDS[name]))
    figures.put(f"worked.{place}.hours", Identifier(ground.plain(hours)))
    figures.money(f"worked.{place}.rate", rate)
    figures.money(f"worked.{place}.amount", amount)
    return amount


def _put_sums(figures: Figures, facts: FactBase, wage: Decimal) -> None:
    gross, deducted = wage + _sum(facts, "earnings"), _sum(facts, "deductions")
    figures.money("pay.wage", wage)
    figures.money("pay.gross", gross)
    figures.money("pay.deducted", deducted)
    figures.money("pay.net", gross - deducted)
    figures.put("check.net_negative", gross < deducted)


def _sum(facts: FactBase, key: str) -> Decimal:
    return sum((ground.number_or(facts, f"{each}.amount") for each in facts.records(key)), ZERO)


def _put_minimum(figures: Figures, rate: Decimal, on: date) -> None:
    least = law.in_force(law.MINIMUM_WAGE, on)
    figures.put("check.wage_low", least is not None and rate < least.value)
    if least is not None:
        figures.money("law.minimum_wage", least.value, LAW)
        figures.put("law.minimum_wage_from", least.effective_from, LAW)
