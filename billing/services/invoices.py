"""Invoices and notes: what is issued for which fact, and what waits until it can be.

SynthAI issues the tax invoice when it is paid; what is paid on account by EFT gets a pro forma until then. Each fact has one document:
its key makes it once, however often a task runs. What cannot be issued, since the law wants more than is known, waits as a
WaitingDocument that names what is missing. No payment ever waits for it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from billing import events, locks
from billing.engine import ledger
from billing.engine.invoicing import notes
from billing.engine.invoicing.shapes import Document
from billing.engine.periods import local_date
from billing.models import Charge, ChargeState, Refund, RefundState, TaxDocument, WaitingDocument
from billing.services import drafting, issuing
from billing.services import ledger as credit_ledger
from billing.services.issuing import Issue
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish

Work = dict[str, str]
CUSTOMERS: Final = "buyer."  # fields that the customer can fill in begin like this


@transaction.atomic
def issue(charge_public_id: str, *, now: datetime) -> TaxDocument | None:
    """The invoice of a paid charge; None when nothing was sold for money, or when it has to wait. Idempotent. Needs the tenant."""
    charge = Charge.objects.select_related("organisation").get(public_id=charge_public_id)
    locks.lock_customer(charge.organisation_id)
    if charge.state != ChargeState.PAID or charge.subtotal - charge.discount <= 0:
        return None
    key, work = f"sale:{charge.public_id}", {"do": "sale", "charge": charge.public_id}
    made = _try(key, work, charge, lambda: drafting.sale(charge, key=key, now=now), now=now)
    if made is not None:
        for early in Refund.objects.filter(payment__charge=charge, state=RefundState.DONE).order_by("pk"):
            credit_refund(early.public_id, now=now)  # what went back before there was an invoice
    return made


@transaction.atomic
def credit_refund(refund_public_id: str, *, now: datetime) -> TaxDocument | None:
    """The credit note of money that went back. None when it has to wait, or was for nothing that was invoiced. Needs the tenant.

    What of it was credit that the payment had left was never invoiced.
    """
    refund = Refund.objects.select_related("payment__charge").get(public_id=refund_public_id)
    charge = refund.payment.charge
    locks.lock_customer(charge.organisation_id)
    key = f"refund:{refund.public_id}"
    work = {"do": "refund", "refund": refund.public_id}
    amount = refund.amount - credit_ledger.taken_for(refund)

    def make() -> Issue:
        return _note(key, charge, amount, refund.reason or _("Refund"), now=now)

    return _try(key, work, charge, make, now=now) if amount and original_of(charge) else None


@transaction.atomic
def credit_void(charge_public_id: str, *, now: datetime) -> TaxDocument | None:
    """An invoice whose charge was called off: all that is left of it is credited. Needs the tenant."""
    charge = Charge.objects.get(public_id=charge_public_id)
    locks.lock_customer(charge.organisation_id)
    original = original_of(charge)
    if original is None or charge.state != ChargeState.VOID or not left_of(original):
        return None
    key, work = f"void:{charge.public_id}", {"do": "void", "charge": charge.public_id}

    def make() -> Issue:
        document = notes.credit_rest(
            shape_of(newest_of(original)),
            notes=notes_to(original),
            reason=_("The charge was called off"),
            issued_on=local_date(now),
        )
        return _of_note(key, document, original, against=ledger.RECEIVABLES)

    return _try(key, work, charge, make, now=now)


@transaction.atomic
def credit_unused(charge_public_id: str, amount: str, *, now: datetime) -> TaxDocument | None:
    """What a change gave back beyond what it cost: credited on the newest invoice of the plan that has as much left. Needs the tenant."""
    charge = Charge.objects.get(public_id=charge_public_id)
    locks.lock_customer(charge.organisation_id)
    key, value = f"unused:{charge.public_id}", Decimal(amount)
    work = {"do": "unused", "charge": charge.public_id, "amount": amount}
    of_plan = TaxDocument.objects.invoices().filter(
        charge__subscription=charge.subscription_id, corrects__isnull=True
    )
    fitting = (row for row in of_plan.newest_first()[:24] if left_of(row) >= value)
    original = next(fitting, None)
    if original is None:
        if known(key) is None:
            _wait(key, work, charge, _no_invoice(), now=now)
        return known(key)
    reason = _("Paid time that was not used")
    return _try(key, work, charge, lambda: _note_to(key, original, value, reason, now=now), now=now)


def follow(name: str, payload: dict[str, Any], *, now: datetime) -> TaxDocument | None:
    """What a fact asks for. Idempotent. Needs the tenant."""
    verbs: dict[str, Callable[[], TaxDocument | None]] = {
        "billing.ChargePaid": lambda: issue(payload["charge"], now=now),
        "billing.RefundMade": lambda: credit_refund(payload["refund"], now=now),
        "billing.ChargeVoided": lambda: credit_void(payload["charge"], now=now),
        "billing.UnusedReturned": lambda: credit_unused(payload["charge"], payload["amount"], now=now),
    }
    return verbs[name]()


def complete(*, now: datetime) -> int:
    """Try again what waits, each in a transaction of its own: a series of numbers is held for one document. Needs the tenant.

    Returns how many were issued.
    """
    verbs: dict[str, Callable[[Work], TaxDocument | None]] = {
        "sale": lambda work: issue(work["charge"], now=now),
        "refund": lambda work: credit_refund(work["refund"], now=now),
        "void": lambda work: credit_void(work["charge"], now=now),
        "unused": lambda work: credit_unused(work["charge"], work["amount"], now=now),
    }
    waiting = list(WaitingDocument.objects.open(now=now).order_by("pk"))
    return sum(verbs[row.work["do"]](row.work) is not None for row in waiting)


def known(key: str) -> TaxDocument | None:
    """What was issued under a key."""
    found: TaxDocument | None = TaxDocument.objects.filter(key=key).order_by("pk").first()
    return found


def original_of(charge: Charge) -> TaxDocument | None:
    """The invoice that a charge got first; corrected ones come after it."""
    rows = TaxDocument.objects.invoices().filter(charge=charge, corrects__isnull=True)
    found: TaxDocument | None = rows.order_by("pk").first()
    return found


def newest_of(original: TaxDocument) -> TaxDocument:
    """The invoice as it was last corrected."""
    rows = TaxDocument.objects.invoices().filter(corrects=original)
    return rows.order_by("-pk").first() or original


def notes_to(original: TaxDocument) -> list[Document]:
    """Every note to an invoice, oldest first."""
    return [shape_of(row) for row in TaxDocument.objects.filter(original=original).order_by("pk")]


def left_of(original: TaxDocument) -> Decimal:
    """What can still be credited of an invoice."""
    rest = notes.left_of(shape_of(original), notes_to(original))
    return sum((split.incl for split in rest.values()), Decimal(0))


def shape_of(row: TaxDocument) -> Document:
    """The document that was stored. Raises DocumentUnreadable."""
    return Document.from_json(row.data)


def _note(key: str, charge: Charge, amount: Decimal, reason: str, *, now: datetime) -> Issue:
    original = original_of(charge)
    if original is None:
        raise _no_invoice()
    return _note_to(key, original, amount, reason, now=now)


def _note_to(key: str, original: TaxDocument, amount: Decimal, reason: str, *, now: datetime) -> Issue:
    document = drafting.credit(
        shape_of(newest_of(original)),
        amount,
        notes_to(original),
        reason=reason,
        issued_on=max(local_date(now), original.issued_on),
    )
    return _of_note(key, document, original, against=ledger.REFUNDS)


def _of_note(key: str, document: Document, original: TaxDocument, *, against: str) -> Issue:
    if not document.buyer.address.is_given:  # an invoice to R5 000 may lack it; what is known by now is said
        document = replace(document, buyer=drafting.buyer(original.organisation_id))
    return Issue(
        key=key,
        document=document,
        entity=drafting.entity_of(original),
        charge=original.charge,
        original=original,
        against=against,
        kinds=drafting.kinds_of(original.charge),
    )


def _no_invoice() -> DomainError:
    return notes.NoOriginal(document="–")


def _try(
    key: str, work: Work, charge: Charge, make: Callable[[], Issue], *, now: datetime
) -> TaxDocument | None:
    """Issue, or write down what is missing. What is wrong with one document never undoes the fact it is about."""
    made = known(key)
    if made is not None:
        return made
    try:
        with transaction.atomic():
            made = issuing.issue(make(), by=system_actor(charge.organisation_id), now=now)
    except DomainError as error:
        if error.retry_after is not None:
            raise
        _wait(key, work, charge, error, now=now)
        return None
    WaitingDocument.objects.filter(key=key).update(issued_at=now)
    return made


def _wait(key: str, work: Work, charge: Charge, error: DomainError, *, now: datetime) -> None:
    """Remember what is missing, and tell those who can fill it in, once for each answer."""
    findings = [each for each in getattr(error, "findings", ()) if each.is_blocker]
    missing = [each.field for each in findings] or [error.field or error.code]
    problems = [str(each.message) for each in findings] or [str(error)]
    is_for_staff = not all(each.startswith(CUSTOMERS) for each in missing)
    facts: dict[str, Any] = {"missing": missing, "problems": problems, "is_for_staff": is_for_staff}
    first = {
        "work": work,
        "charge": charge,
        "created_at": now,
        "supplied_on": local_date(charge.paid_at or now),
    }
    row, is_new = WaitingDocument.objects.get_or_create(key=key, defaults={**first, **facts})
    if not is_new and row.missing == missing:
        return
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    audit(
        row,
        "billing.document.waiting",
        by=system_actor(charge.organisation_id),
        changes={"missing": [None, missing]},
    )
    publish(events.DocumentWaiting(waiting=row.public_id, missing=missing, is_for_staff=is_for_staff))
