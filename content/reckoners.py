"""Which reckoner makes the figures of which blueprints. The arithmetic is in `content/engine/reckoning/`; the rate of VAT is billing's dated one."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import wraps
from typing import Final

from billing.engine import vat
from content.engine.reckoning import debts, employment, empowerment, payslips, plans, quotations
from synthai.core.documents.blueprints.reckoning import Reckoner, reckoner
from synthai.core.facts.base import Fact, FactBase

# What each reckoner may make: the linter knows these keys.
MAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "quotation": quotations.MAKES,
    "order": quotations.MAKES,
    "debts": debts.MAKES,
    "plan": plans.MAKES,
    "employment": employment.MAKES,
    "payslip": payslips.MAKES,
    "empowerment": empowerment.MAKES,
}


def quotation(facts: FactBase, on: date) -> Iterable[Fact]:
    """A quotation, with the standard rate of VAT of its day."""
    return quotations.reckon(facts, on, rate_on=vat.standard_rate)


def order(facts: FactBase, on: date) -> Iterable[Fact]:
    """A purchase order: VAT where the supplier charges it."""
    return quotations.reckon(facts, on, rate_on=vat.standard_rate, vendor="order.is_vat_vendor")


_RECKONERS: Final[Mapping[str, Reckoner]] = {
    "quotation": quotation,
    "order": order,
    "debts": debts.reckon,
    "plan": plans.reckon,
    "employment": employment.reckon,
    "payslip": payslips.reckon,
    "empowerment": empowerment.reckon,
}


def bounded(function: Reckoner) -> Reckoner:
    """The same, but for figures that no paper can hold it makes none: the document then says which it lacks, and the answers can be mended."""

    @wraps(function)
    def reckon(facts: FactBase, on: date) -> Iterable[Fact]:
        try:
            return list(function(facts, on))
        except ArithmeticError:
            return ()

    return reckon


def register() -> None:
    """All of them."""
    for name, function in _RECKONERS.items():
        reckoner(name, makes=MAKES[name])(bounded(function))
