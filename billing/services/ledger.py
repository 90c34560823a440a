"""The rows of an organisation's credit: what each movement is called and what makes it once.

services.credit decides when credit moves; the customer's lock is held in every function. Each row goes to the books as well, against the
account that it names.
"""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from billing import events
from billing.engine.ledger import RECEIVABLES, REFUNDS
from billing.models import Charge, CreditEntry, Payment, Refund
from billing.services import books
from synthai.core.events import publish

UNDONE = "Undone:"


def balance(currency: str = "ZAR") -> Decimal:
    """What the active organisation has left. One query."""
    rows = CreditEntry.objects.filter(currency=currency).aggregate(total=Sum("amount"))
    return rows["total"] or Decimal(0)


def use(charge: Charge, *, now: datetime) -> None:
    """Write down what a charge takes of the credit. The customer's lock is held, the charge is new."""
    if charge.credit:
        key = f"used:{charge.public_id}"
        _of(charge, -charge.credit, f"Used for {charge.reference}", key, RECEIVABLES, now)


def cover(charge: Charge, amount: Decimal, *, now: datetime) -> None:
    """Write down what an open charge took of the credit. Its version was moved on: that makes the row once."""
    key = f"cover:{charge.public_id}:{charge.version}"
    _of(charge, -amount, f"Used for {charge.reference}", key, RECEIVABLES, now)


def uncover(charge: Charge, amount: Decimal, *, now: datetime) -> None:
    """What a charge took was not there after all. Its version was moved on."""
    key = f"uncover:{charge.public_id}:{charge.version}"
    _of(charge, amount, f"Owed again: {charge.reference}", key, RECEIVABLES, now)


def give_back(charge: Charge, *, now: datetime) -> None:
    """A charge is not paid after all: the credit in it is free again, once. The customer's lock is held."""
    held = charge.credit + charge.from_credit
    if held:
        key = f"returned:{charge.public_id}"
        _once(charge, held, f"{charge.reference} was cancelled", key, RECEIVABLES, now)


def owe(charge: Charge, amount: Decimal, *, account: str, now: datetime, reason: str = "") -> None:
    """What a change gave back, or money that came twice, becomes credit; once for each charge and reason.

    `account` is where it comes from (`billing.engine.ledger`).

    After something of the charge was undone (`take_back`) the same may come again.
    """
    key = f"owed:{charge.public_id}:{_undone(charge) or ''}:{reason[:60]}"
    entry = _once(charge, amount, reason or f"Not used, from {charge.reference}", key, account, now)
    if entry is not None:
        publish(events.CreditAdded(entry=entry.public_id, amount=str(amount), currency=charge.currency))


def take_back(charge: Charge, said: str, *, most: Decimal | None = None, now: datetime) -> Decimal:
    """Undo the credit that money for this charge left, found by what its reason says. Returns how much; again: nothing.

    The customer's lock is held. Without `most` the balance may fall below nothing: the next credit fills it first.
    """
    left = left_by(charge, said)
    left = left if most is None else min(left, most)
    if left <= 0:
        return Decimal(0)
    came = CreditEntry.objects.filter(charge=charge, reason__contains=said, amount__gt=0)
    account = came.exclude(reason__startswith=UNDONE).order_by("pk").values_list("account", flat=True)[0]
    key = f"undone:{charge.public_id}:{_undone(charge)}"
    _of(charge, -left, f"{UNDONE} {said}"[:200], key, account, now)
    return left


def _undone(charge: Charge) -> int:
    return CreditEntry.objects.filter(charge=charge, reason__startswith=UNDONE).count()


def came_with(payment: Payment) -> str:
    """How the reason of everything begins that money of a payment left as credit."""
    return f"Paid with {payment.reference}"


def left_by(charge: Charge, said: str) -> Decimal:
    """What credit for this charge is left whose reason says this, whether it was used since or not."""
    rows = CreditEntry.objects.filter(charge=charge, reason__contains=said)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def given_back(payment: Payment, refund: Refund, *, now: datetime) -> None:
    """A refund is first of what the payment left as credit, as far as that is still there: nobody has it twice."""
    charge, said = payment.charge, came_with(payment)
    left = min(refund.amount, left_by(charge, said), balance(payment.currency))
    if left > 0:
        _of(charge, -left, f"Given back: {said}", f"refund:{refund.public_id}", REFUNDS, now)


def not_given_back(refund: Refund, *, now: datetime) -> None:
    """The refund failed: the credit is there again."""
    taken = CreditEntry.objects.filter(key=f"refund:{refund.public_id}").select_related("charge").first()
    if taken is not None and taken.charge is not None:
        key = f"refund-failed:{refund.public_id}"
        _of(taken.charge, -taken.amount, taken.reason, key, REFUNDS, now)


def taken_for(refund: Refund) -> Decimal:
    """What of a refund was credit that its payment had left: for that nothing was invoiced."""
    taken = CreditEntry.objects.filter(key=f"refund:{refund.public_id}").order_by("pk").first()
    return -taken.amount if taken is not None else Decimal(0)


def _of(charge: Charge, amount: Decimal, reason: str, key: str, account: str, now: datetime) -> CreditEntry:
    entry = CreditEntry.objects.create(
        organisation_id=charge.organisation_id,
        amount=amount,
        currency=charge.currency,
        reason=reason,
        charge=charge,
        account=account,
        key=key,
        by_label="SynthAI",
        created_at=now,
    )
    books.credited(entry, now=now)
    return entry


def _once(
    charge: Charge, amount: Decimal, reason: str, key: str, account: str, now: datetime
) -> CreditEntry | None:
    """None where it was written before."""
    if CreditEntry.objects.filter(key=key).exists():
        return None
    return _of(charge, amount, reason, key, account, now)
