"""Credit we owe an organisation: given by staff, by a downgrade, or for money that came twice; used by the next charge."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from billing import events, locks, permissions
from billing.models import Charge, CreditEntry
from billing.services import books
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish

UNDONE = "Undone:"
NOTED = "Credit note"  # before its number


def balance(currency: str = "ZAR") -> Decimal:
    """What the active organisation has left. One query."""
    rows = CreditEntry.objects.filter(currency=currency).aggregate(total=Sum("amount"))
    return rows["total"] or Decimal(0)


@transaction.atomic
def give(
    organisation_id: int,
    *,
    amount: Decimal,
    reason: str,
    key: str,
    by: Actor,
    now: datetime,
    currency: str = "ZAR",
) -> CreditEntry:
    """Give credit, once for each `key`. Needs the tenant. Raises NotAllowed, and ValueError for nothing or less."""
    require(by, permissions.CREDIT_GIVE)
    if amount <= 0:
        raise ValueError("Credit is more than nothing.")
    locks.lock_customer(organisation_id)
    known = CreditEntry.objects.filter(key=key).order_by("pk").first()
    if known is not None:
        return known
    entry = CreditEntry.objects.create(
        amount=amount, currency=currency, reason=reason, key=key, by_label=by.label, created_at=now
    )
    books.credited(entry, now=now)
    audit(entry, "billing.credit.given", by=by, changes={"amount": [None, amount], "reason": [None, reason]})
    publish(events.CreditGiven(entry=entry.public_id, amount=str(amount)))
    return entry


def use(charge: Charge, *, now: datetime) -> None:
    """Write down what a charge takes of the credit. The customer's lock is held, the charge is new."""
    if charge.credit:
        entry = CreditEntry.objects.create(
            amount=-charge.credit,
            currency=charge.currency,
            reason=f"Used for {charge.reference}",
            charge=charge,
            key=f"used:{charge.public_id}",
            by_label="SynthAI",
            created_at=now,
        )
        books.credited(entry, now=now)


def give_back(charge: Charge, *, now: datetime) -> None:
    """A charge is not paid after all: its credit is free again. The customer's lock is held."""
    if charge.credit:
        rows = CreditEntry(
            organisation_id=charge.organisation_id,
            amount=charge.credit,
            currency=charge.currency,
            reason=f"{charge.reference} was cancelled",
            charge=charge,
            key=f"returned:{charge.public_id}",
            by_label="SynthAI",
            created_at=now,
        )
        CreditEntry.objects.bulk_create([rows], ignore_conflicts=True)
        books.credited(rows, now=now)


def owe(charge: Charge, amount: Decimal, *, now: datetime, reason: str = "") -> None:
    """What a change gave back, or money that came twice, becomes credit; once for each charge and reason.

    After something of the charge was undone (`take_back`) the same may come again.
    """
    row = CreditEntry(
        organisation_id=charge.organisation_id,
        amount=amount,
        currency=charge.currency,
        reason=reason or f"Not used, from {charge.reference}",
        charge=charge,
        key=f"owed:{charge.public_id}:{_undone(charge) or ''}:{reason[:60]}",
        by_label="SynthAI",
        created_at=now,
    )
    CreditEntry.objects.bulk_create([row], ignore_conflicts=True)
    books.credited(row, now=now)


def take_back(charge: Charge, said: str, *, now: datetime) -> Decimal:
    """Undo the credit that money for this charge left, found by what its reason says. Returns how much; again: nothing.

    The customer's lock is held. The balance may fall below nothing: the next credit fills it first.
    """
    rows = CreditEntry.objects.filter(charge=charge, reason__contains=said)
    left = rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if left <= 0:
        return Decimal(0)
    entry = CreditEntry.objects.create(
        organisation_id=charge.organisation_id,
        amount=-left,
        currency=charge.currency,
        reason=f"{UNDONE} {said}"[:200],
        charge=charge,
        key=f"undone:{charge.public_id}:{_undone(charge)}",
        by_label="SynthAI",
        created_at=now,
    )
    books.credited(entry, now=now)
    return left


def _undone(charge: Charge) -> int:
    return CreditEntry.objects.filter(charge=charge, reason__startswith=UNDONE).count()
