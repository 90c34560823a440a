"""Suppliers' invoices: judged by `engine.invoicing.checker`, kept in a list by whoever wants, removed with an undo.

What is kept is the customer's working paper: she removes it as she likes, and it goes when nobody needs it any more.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.invoicing.checker import asking
from billing.engine.invoicing.checker.judging import judge
from billing.engine.invoicing.checker.paper import tier_of
from billing.engine.invoicing.checker.received import Claimant, Purchase, Received
from billing.engine.invoicing.checker.verdict import Ruling, Verdict
from billing.engine.invoicing.numbers import normalise_vat_number
from billing.engine.invoicing.shapes import Tier
from billing.engine.periods import local_date
from billing.models import CheckedInvoice, CheckSource
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict

# The claim may be made for five years (section 16(3)), and what it rests on is kept five years from that return (section 55).
KEPT_YEARS: Final = 10


class NothingToKeep(Conflict):
    """Neither who sent it nor its number."""

    code = "billing.checked.nothing"
    title = _("There is nothing to keep")
    message = _(
        "Type the supplier's name and the number of the invoice, so that you find it again in the list."
    )
    field = "supplier_name"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: the document, who claims, what it was for, and how it came in."""

    received: Received
    claimant: Claimant
    purchase: Purchase
    source: CheckSource = CheckSource.TYPED


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The verdict, which tax invoice the amount wants, and what to write to the supplier (empty: nothing)."""

    verdict: Verdict
    tier: Tier
    message: str


def check(question: Question, *, by: Actor, today: date) -> Answer:
    """Judge an invoice; nothing is kept. Raises NotAllowed."""
    require(by, permissions.INVOICE_CHECK)
    verdict = judge(question.received, question.claimant, question.purchase, today=today)
    message = asking.message(question.received, question.claimant, verdict)
    return Answer(verdict=verdict, tier=tier_of(question.received), message=message)


@transaction.atomic
def keep(question: Question, answers: dict[str, Any], *, by: Actor, now: datetime) -> CheckedInvoice:
    """Judge it and keep it with `answers` as they were typed, in place of the same invoice. Needs the tenant.

    Raises NotAllowed, NothingToKeep.
    """
    received, today = question.received, local_date(now)
    verdict = check(question, by=by, today=today).verdict
    if not received.supplier_name or not received.number:
        raise NothingToKeep
    locks.lock_customer(by.organisation_id)  # who presses twice keeps it once
    match = match_of(received)
    row = locks.lock_checked(match) or CheckedInvoice(match=match)
    before = str(row.amount) if row.pk else None
    for name, value in _columns(received, verdict).items():
        setattr(row, name, value)
    row.source, row.answers, row.by_label = question.source, answers, by.label
    row.checked_at, row.removed_at, row.keep_until = now, None, date(today.year + KEPT_YEARS, 12, 31)
    row.save()
    audit(row, "billing.checked.kept", by=by, changes={"amount": [before, str(row.amount)]})
    return row


@transaction.atomic
def remove(public_id: str, *, by: Actor, now: datetime) -> CheckedInvoice:
    """Take one out of the list; for a day it can be put back. Needs the tenant. Raises NotAllowed, NotFound."""
    require(by, permissions.INVOICE_CHECK)
    row = locks.lock_checked_row(public_id)
    if row.removed_at is None:
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        audit(row, "billing.checked.removed", by=by, changes={})
    return row


@transaction.atomic
def put_back(public_id: str, *, by: Actor) -> CheckedInvoice:
    """Undo `remove`. Needs the tenant. Raises NotAllowed, NotFound (it is gone for good)."""
    require(by, permissions.INVOICE_CHECK)
    row = locks.lock_checked_row(public_id)
    if row.removed_at is not None:
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        audit(row, "billing.checked.put_back", by=by, changes={})
    return row


def tidy(*, now: datetime) -> int:
    """Delete for good what was removed, and what nobody needs any more; returns how many. Needs the tenant."""
    rows = CheckedInvoice.objects.over(now=now)
    return int(rows.delete()[0])


def match_of(received: Received) -> str:
    """The supplier and the number, so that one invoice is kept once however it is written."""
    supplier = normalise_vat_number(received.supplier_vat_number) or " ".join(
        received.supplier_name.casefold().split()
    )
    return f"{supplier[:200]}|{''.join(received.number.casefold().split())[:100]}"


def rulings_of(row: CheckedInvoice) -> tuple[Ruling, ...]:
    """What was said when it was checked."""
    return tuple(Ruling(**each) for each in row.rulings)


def _columns(received: Received, verdict: Verdict) -> dict[str, Any]:
    return {
        "supplier": received.supplier_name[:200],
        "supplier_vat_number": received.supplier_vat_number[:20],
        "number": received.number[:100],
        "issued_on": received.issued_on,
        "supplied_on": received.supplied_on,
        "currency": received.currency[:3],
        "vat": _cents(received.vat),
        "incl": _cents(received.incl),
        "claim": verdict.claim.value,
        "amount": verdict.amount,
        "rulings": [asdict(ruling) for ruling in verdict.rulings],
    }


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal("0.01"))
