"""What is owed: by invoice, by age, and with interest where an agreement says so.

Reads `invoices.N.due`, `.amount` and `.paid`, `debt.day` (or today), and `interest.is_agreed` with `interest.rate` (per cent a year, simple); a
reminder whose `tone` is friendly asks for none. Age counts from the due day and falls into the bucket it has reached: under 30 days, 30, 60, 90, and 120 days or more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from content.engine.reckoning import ground
from content.engine.reckoning.ground import HUNDRED, ZERO, Figures, cents
from synthai.core.facts.base import Fact, FactBase

AGES: Final = (0, 30, 60, 90, 120)
DAYS_A_YEAR: Final = 365
BUCKETS: Final = ("current", "days_30", "days_60", "days_90", "days_120")
MAKES: Final = (
    "invoices.owing", "invoices.late", "invoices.late_days", "invoices.interest", "debt.total", "debt.overdue", "debt.not_due", "debt.late", "debt.late_days", "debt.interest",
    "debt.total_with_interest", *(f"ageing.{bucket}" for bucket in BUCKETS),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is left of one invoice, and for how many days it has been late (0: not yet)."""

    amount: Decimal
    late: int

    def interest(self, rate: Decimal) -> Decimal:
        """Simple interest at a rate in per cent a year, to the cent."""
        return cents(self.amount * rate * self.late / (HUNDRED * DAYS_A_YEAR))


def by_age(owed: Sequence[Owed]) -> dict[str, Decimal]:
    """The sum of each bucket."""
    sums = dict.fromkeys(BUCKETS, ZERO)
    for each in owed:
        reached = max(place for place, days in enumerate(AGES) if days <= each.late)
        sums[BUCKETS[reached]] += each.amount
    return sums


def reckon(facts: FactBase, today: date) -> Iterable[Fact]:
    """The figures of a reminder, a statement or a letter of demand."""
    figures = Figures(today)
    on = ground.day(facts, "debt.day") or today
    keys = facts.records("invoices")
    owed = {key: _owed_of(facts, key, on) for key in keys}
    known = {key: each for key, each in owed.items() if each is not None}
    rate = _rate(facts)
    for key, each in known.items():
        figures.money(f"{key}.owing", each.amount)
        figures.days(f"{key}.late", each.late)
        figures.put(f"{key}.late_days", each.late)
        figures.money(f"{key}.interest", each.interest(rate))
    if keys and len(known) == len(keys):
        _put_sums(figures, list(known.values()), rate)
    return figures


def _rate(facts: FactBase) -> Decimal:
    is_asked = ground.is_yes(facts, "interest.is_agreed") and ground.chosen(facts, "tone") != "friendly"
    return ground.number_or(facts, "interest.rate") if is_asked else ZERO


def _owed_of(facts: FactBase, key: str, on: date) -> Owed | None:
    amount, due = ground.number(facts, f"{key}.amount"), ground.day(facts, f"{key}.due")
    if amount is None or due is None:
        return None
    return Owed(amount=amount - ground.number_or(facts, f"{key}.paid"), late=max(0, (on - due).days))


def _put_sums(figures: Figures, owed: list[Owed], rate: Decimal) -> None:
    total = sum((each.amount for each in owed), ZERO)
    overdue = sum((each.amount for each in owed if each.late), ZERO)
    figures.money("debt.total", total)
    figures.money("debt.overdue", overdue)
    figures.money("debt.not_due", total - overdue)
    late = max(each.late for each in owed)
    figures.days("debt.late", late)
    figures.put("debt.late_days", late)
    for bucket, amount in by_age(owed).items():
        figures.money(f"ageing.{bucket}", amount)
    interest = sum((each.interest(rate) for each in owed), ZERO)
    figures.money("debt.interest", interest)
    figures.money("debt.total_with_interest", total + interest)
