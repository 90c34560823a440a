"""From what was sold to a document with every sum worked out. The number comes later, at issue, inside the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from billing.engine.invoicing.lines import LineDraft, work_out
from billing.engine.invoicing.rates import is_taxable
from billing.engine.invoicing.shapes import (
    ZERO,
    BankAccount,
    Basis,
    Document,
    Kind,
    Party,
    PaymentFact,
    Rounding,
    SupplyLine,
    Tier,
    Totals,
)
from billing.engine.invoicing.sums import group
from billing.engine.invoicing.tiers import tier_for


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What `compose` makes a document of. `discount` is off the whole document and is spread over its lines.

    Without a rounding it is on the document for prices including VAT (retail), on each line for prices without.
    """

    seller: Party
    buyer: Party
    issued_on: date
    lines: Sequence[LineDraft]
    kind: Kind = Kind.TAX_INVOICE
    basis: Basis = Basis.INCLUSIVE
    rounding: Rounding | None = None
    discount: Decimal = ZERO
    supplied_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    due_on: date | None = None
    currency: str = "ZAR"
    language: str = "en"
    payments: tuple[PaymentFact, ...] = ()
    bank: BankAccount | None = None
    payment_reference: str = ""
    order_reference: str = ""
    terms: str = ""
    notes: tuple[str, ...] = ()


def compose(draft: Draft) -> Document:
    """The document, unnumbered, whole and added up. Raises NoLines, LineRefused and DiscountTooHigh.

    Who is no vendor charges no VAT: then all lines are out of scope, a price without VAT is the price, and a tax invoice becomes an
    invoice. So does that of a vendor with nothing taxable on it.
    """
    rounding = draft.rounding or (Rounding.DOCUMENT if draft.basis is Basis.INCLUSIVE else Rounding.LINE)
    lines = work_out(
        draft.lines,
        basis=draft.basis,
        rounding=rounding,
        on=draft.supplied_on or draft.issued_on,
        charges_vat=draft.seller.is_vendor,
        discount=draft.discount,
    )
    totals = add_up(lines, draft.payments)
    kind = _kind(draft, lines)
    is_tax_invoice = kind is Kind.TAX_INVOICE
    return Document(
        kind=kind,
        tier=tier_for(totals.incl, on=draft.issued_on) if is_tax_invoice else Tier.NOT_APPLICABLE,
        issued_on=draft.issued_on,
        seller=draft.seller if draft.seller.is_vendor else replace(draft.seller, vat_number=""),
        buyer=draft.buyer,
        totals=totals,
        supplied_on=draft.supplied_on,
        period_start=draft.period_start,
        period_end=draft.period_end,
        due_on=draft.due_on,
        currency=draft.currency,
        language=draft.language,
        basis=draft.basis,
        rounding=rounding,
        lines=lines,
        groups=group(lines),
        payments=draft.payments,
        bank=draft.bank,
        payment_reference=draft.payment_reference,
        order_reference=draft.order_reference,
        terms=draft.terms,
        notes=draft.notes,
    )


def numbered(document: Document, *, series: str, number: str) -> Document:
    """The document with its serial number. Raises ValueError when it has one."""
    if document.number:
        raise ValueError(f"{document.number} has its number.")
    return replace(document, series=series, number=number)


def add_up(lines: Sequence[SupplyLine], payments: Sequence[PaymentFact] = ()) -> Totals:
    """The document's sums, and what is still due."""
    incl = sum((line.incl for line in lines), ZERO)
    paid = sum((payment.amount for payment in payments), ZERO)
    return Totals(
        excl=sum((line.excl for line in lines), ZERO),
        vat=sum((line.vat for line in lines), ZERO),
        incl=incl,
        discount=sum((line.discount for line in lines), ZERO),
        paid=paid,
        due=max(ZERO, incl - paid),
    )


def _kind(draft: Draft, lines: Sequence[SupplyLine]) -> Kind:
    if draft.kind is Kind.TAX_INVOICE and not any(is_taxable(line.treatment) for line in lines):
        return Kind.INVOICE
    return draft.kind
