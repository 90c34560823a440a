"""The checker's one door: a document, who claims, and what it was bought for, to a verdict."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.engine.invoicing.checker.figures import figures, vat_of
from billing.engine.invoicing.checker.paper import paper
from billing.engine.invoicing.checker.received import Claimant, Expense, Purchase, Received, Use
from billing.engine.invoicing.checker.verdict import Claim, Outcome, Ruling, Verdict
from synthai.core.money import round_half_up

YEARS_TO_CLAIM: Final = 5
NOTHING: Final = Decimal("0.00")
WHOLE: Final = Decimal(100)


def judge(received: Received, claimant: Claimant, purchase: Purchase, *, today: date) -> Verdict:
    """Whether the VAT on the document is input tax of the claimant, how much of it, and why."""
    rulings = (
        *_vendor(received, claimant),
        *paper(received, claimant, today=today),
        *figures(received),
        *_denied(purchase),
        *_use(purchase),
        *_claimed(received, claimant, purchase, today),
    )
    outcomes = {ruling.outcome for ruling in rulings}
    if Outcome.FAILED in outcomes:
        return Verdict(claim=Claim.NO, amount=NOTHING, rulings=rulings)
    vat = vat_of(received)
    amount = round_half_up(vat * _share(received, claimant, purchase))
    claim = Claim.YES if amount == vat else Claim.PART
    return Verdict(claim=Claim.ASK if Outcome.ASK in outcomes else claim, amount=amount, rulings=rulings)


def _share(received: Received, claimant: Claimant, purchase: Purchase) -> Decimal:
    """The part of the VAT that may be claimed now: what is used for taxable supplies, of what was paid on the payments basis."""
    share = Decimal(1)
    if purchase.use is Use.MIXED and purchase.taxable_share is not None:
        share = min(WHOLE, max(NOTHING, purchase.taxable_share)) / WHOLE
    if claimant.is_on_payments_basis and purchase.paid is not None and received.incl:
        paid = max(NOTHING, purchase.paid) / received.incl
        share *= min(Decimal(1), max(NOTHING, paid))  # nothing of a total below zero
    return share


def _vendor(received: Received, claimant: Claimant) -> Iterator[Ruling]:
    """Only a vendor has input tax, and for what was supplied while being one."""
    on = received.time_of_supply
    if not claimant.vat_number:
        message = _("You are not registered for VAT, so there is no input tax to claim.")
        yield Ruling(code="claimant.no_vendor", section="16(2)", outcome=Outcome.FAILED, message=message)
    elif on is not None and not claimant.is_vendor(on):
        message = _(
            "You were not registered for VAT on %(day)s. For goods still on hand when you registered there may be a claim: ask your accountant."
        )
        yield Ruling(
            code="claimant.not_then",
            section="16(2)",
            outcome=Outcome.FAILED,
            message=message % {"day": date_format(on, "j F Y")},
            field="supplied_on",
        )
    else:
        message = _("You are registered for VAT.")
        yield Ruling(code="claimant", section="16(2)", outcome=Outcome.PASSED, message=message)


def _denied(purchase: Purchase) -> Iterator[Ruling]:
    """Section 17(2) denies three kinds of input tax."""
    rows = {
        Expense.ENTERTAINMENT: (
            "17(2)(a)",
            _(
                "VAT on entertainment (food, drinks, accommodation, tickets) may not be claimed. Businesses that sell it have exceptions: ask your accountant if you are one."
            ),
        ),
        Expense.CLUB: (
            "17(2)(b)",
            _("VAT on subscriptions of sports, social and recreational clubs may not be claimed."),
        ),
        Expense.MOTOR_CAR: (
            "17(2)(c)",
            _(
                "VAT on a motor car, bought or rented, may not be claimed. Dealers and car rentals have exceptions: ask your accountant if you are one."
            ),
        ),
    }
    if purchase.expense in rows:
        section, message = rows[purchase.expense]
        yield Ruling(
            code=f"expense.{purchase.expense.value}",
            section=section,
            outcome=Outcome.FAILED,
            message=message,
            field="expense",
        )


def _use(purchase: Purchase) -> Iterator[Ruling]:
    """Input tax is for making taxable supplies; what is used for both is claimed in part."""
    if purchase.use is Use.OTHER:
        message = _("It is not for making taxable supplies, so its VAT is no input tax.")
        yield Ruling(code="use.other", section="17(1)", outcome=Outcome.FAILED, message=message, field="use")
    elif purchase.use is Use.MIXED and purchase.taxable_share is None:
        message = _(
            "It is only partly for taxable supplies. Which part may be claimed goes by a method that SARS accepts: ask your accountant and enter the share."
        )
        yield Ruling(
            code="use.mixed", section="17(1)", outcome=Outcome.ASK, message=message, field="taxable_share"
        )
    elif purchase.use is Use.MIXED:
        message = _("Only the share for taxable supplies, %(share)s %%, may be claimed.")
        yield Ruling(
            code="use.share",
            section="17(1)",
            outcome=Outcome.PASSED,
            message=message % {"share": f"{purchase.taxable_share:f}"},
            field="taxable_share",
        )
    else:
        message = _("It is for making taxable supplies.")
        yield Ruling(
            code="use.taxable", section="17(1)", outcome=Outcome.PASSED, message=message, field="use"
        )


def _claimed(received: Received, claimant: Claimant, purchase: Purchase, today: date) -> Iterator[Ruling]:
    """Once, in time, with the supplier's own invoice, and on the payments basis as it is paid."""
    if purchase.was_claimed:
        message = _("This invoice was claimed before. VAT is claimed once.")
        yield Ruling(code="claimed", section="16(3)", outcome=Outcome.FAILED, message=message, field="number")
    on = received.time_of_supply
    if on is not None and (today.year - on.year, today.month, today.day) > (YEARS_TO_CLAIM, on.month, on.day):
        message = _("It is more than five years old. Whether it can still be claimed, ask your accountant.")
        yield Ruling(code="age", section="16(3)", outcome=Outcome.ASK, message=message, field="issued_on")
    if received.is_self_billed:
        message = _(
            "You made this invoice for the supplier. Self-billing needs the approval of SARS (BGR 15): ask your accountant."
        )
        yield Ruling(code="self_billed", section="20(2)", outcome=Outcome.ASK, message=message)
    if claimant.is_on_payments_basis and purchase.paid is not None:
        message = _("On the payments basis VAT is claimed as far as the invoice is paid.")
        yield Ruling(
            code="payments_basis", section="15", outcome=Outcome.PASSED, message=message, field="paid"
        )
