"""Which reckoner makes the figures of which blueprints. The arithmetic is in `content/engine/reckoning/`; the rate of VAT is billing's dated one."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from billing.engine import vat
from content.engine.reckoning import debts, employment, empowerment, payslips, plans, quotations
from synthai.core.documents.blueprints.reckoning import reckoner
from synthai.core.facts.base import Fact, FactBase

# What each reckoner may make: the linter knows these keys.
MAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "quotation": quotations.MAKES,
    "debts": debts.MAKES,
    "plan": plans.MAKES,
    "employment": employment.MAKES,
    "payslip": payslips.MAKES,
    "empowerment": empowerment.MAKES,
}


def quotation(facts: FactBase, on: date) -> Iterable[Fact]:
    """A quotation, with the standard rate of VAT of its day."""
    return quotations.reckon(facts, on, rate_on=vat.standard_rate)


_RECKONERS: Final[Mapping[str, Callable[[FactBase, date], Iterable[Fact]]]] = {
    "quotation": quotation,
    "debts": debts.reckon,
    "plan": plans.reckon,
    "employment": employment.reckon,
    "payslip": payslips.reckon,
    "empowerment": empowerment.reckon,
}


def register() -> None:
    """All of them."""
    for name, function in _RECKONERS.items():
        reckoner(name, makes=MAKES[name])(function)
