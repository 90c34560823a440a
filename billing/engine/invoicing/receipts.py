"""Receipts: that a payment arrived, and for what (Consumer Protection Act, section 26: supplier, date, items, unit price,
quantity, totals before and after tax). A receipt is no tax invoice and is never headed as one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.shapes import (
    ZERO,
    Document,
    DocumentReference,
    Kind,
    Party,
    PaymentFact,
    Tier,
    Totals,
)
from synthai.core.errors import DomainError
from synthai.core.money import format_zar


class PaymentDoesNotReach(DomainError):
    """More is said to be settled than was paid."""

    code = "billing.receipt.payment_does_not_reach"
    title = _("The payment does not reach that far")
    message = _("The documents on the receipt come to %(settled)s, but %(paid)s was paid.")
    remedy = _("Lower what goes to each document, until together they are at most the payment.")
    field = "settles"


def receipt(
    document: Document, payment: PaymentFact, *, issued_on: date, paid_before: Decimal = ZERO
) -> Document:
    """The receipt of a payment for one document, with its lines and its totals; `due` is what is still to be paid of it."""
    settled = min(payment.amount, max(ZERO, document.totals.incl - paid_before))
    left = document.totals.incl - paid_before - payment.amount
    return replace(
        document,
        kind=Kind.RECEIPT,
        tier=Tier.NOT_APPLICABLE,
        number="",
        series="",
        issued_on=issued_on,
        supplied_on=document.time_of_supply,
        due_on=None,
        totals=replace(document.totals, paid=payment.amount, due=max(ZERO, left)),
        settles=(document.as_reference(settled),),
        payments=(payment,),
        original=None,
        corrects=None,
        reason="",
        is_copy=False,
    )


def receipt_for_many(
    settles: Sequence[DocumentReference],
    payment: PaymentFact,
    *,
    seller: Party,
    buyer: Party,
    issued_on: date,
) -> Document:
    """The receipt of one payment for several documents, which hold the lines. Raises PaymentDoesNotReach."""
    settled = sum((held.amount or ZERO for held in settles), ZERO)
    if settled > payment.amount:
        raise PaymentDoesNotReach(settled=format_zar(settled), paid=format_zar(payment.amount))
    return Document(
        kind=Kind.RECEIPT,
        issued_on=issued_on,
        seller=seller,
        buyer=buyer,
        totals=Totals(excl=ZERO, vat=ZERO, incl=ZERO, paid=payment.amount),
        settles=tuple(settles),
        payments=(payment,),
    )
