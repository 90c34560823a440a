"""Treatments as the tax categories of EN 16931.

There, what is out of scope (O) may stand beside nothing else. So on a document that has taxed lines too, such lines are written as
exempt (E) with the reason "Not subject to VAT", by which `reading` knows them again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from billing.engine.invoicing.shapes import ZERO, Document, TaxGroup, Treatment
from billing.engine.invoicing.ubl.building import aggregate, amount, basic
from billing.engine.invoicing.ubl.names import CATEGORIES, EXEMPT_REASON, OUT_OF_SCOPE_REASON


@dataclass(frozen=True)
class Category:
    """A code with its rate and, for what is not taxed, the reason."""

    code: str
    rate: Decimal
    reason: str = ""

    def write(self, element: Any, *, with_reason: bool) -> None:
        """Into a TaxCategory, or a line's ClassifiedTaxCategory, which has no reason."""
        basic(element, "ID", self.code)
        if self.code != "O":
            basic(element, "Percent", self.rate)
        if with_reason:
            basic(element, "TaxExemptionReason", self.reason)
        basic(aggregate(element, "TaxScheme"), "ID", "VAT")


def is_outside(document: Document) -> bool:
    """Whether all of it is out of scope of VAT."""
    return all(held.treatment is Treatment.OUT_OF_SCOPE for held in document.groups)


def category_of(treatment: Treatment, rate: Decimal, *, is_outside: bool, reason: str = "") -> Category:
    """The category of a treatment, beside the others on its document."""
    if treatment is Treatment.OUT_OF_SCOPE:
        return Category("O" if is_outside else "E", rate, OUT_OF_SCOPE_REASON)
    if treatment is Treatment.EXEMPT:
        return Category("E", rate, reason or EXEMPT_REASON)
    return Category(CATEGORIES[treatment], rate)


def write_groups(parent: Any, document: Document) -> None:
    """The TaxTotal: all VAT, and a subtotal for each code and rate. Two groups may share one code; then they are added."""
    total = aggregate(parent, "TaxTotal")
    amount(total, "TaxAmount", document.totals.vat, document.currency)
    for category, groups in _merged(document):
        subtotal = aggregate(total, "TaxSubtotal")
        amount(subtotal, "TaxableAmount", sum((held.excl for held in groups), ZERO), document.currency)
        amount(subtotal, "TaxAmount", sum((held.vat for held in groups), ZERO), document.currency)
        category.write(aggregate(subtotal, "TaxCategory"), with_reason=True)


def _merged(document: Document) -> Iterable[tuple[Category, list[TaxGroup]]]:
    outside = is_outside(document)
    found: dict[tuple[str, Decimal], tuple[Category, list[TaxGroup]]] = {}
    for held in document.groups:
        category = category_of(held.treatment, held.rate, is_outside=outside, reason=held.reason)
        found.setdefault((category.code, held.rate), (category, []))[1].append(held)
    return found.values()
