"""Credit we owe an organisation: given by staff, left by a downgrade, or money that came in part, twice or too late.

It pays what is open as soon as it comes; what is left is used by the next charge.
"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, Q, When

from billing import events, locks, permissions
from billing.engine.ledger import CREDIT_GIVEN
from billing.models import Charge, ChargeState, CreditEntry
from billing.services import books, charges, ledger
from billing.services.ledger import balance
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish

__all__ = ["balance", "cover", "give", "owe", "uncover"]


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
    """Give credit, once for each `key`; it pays what is open. Needs the tenant.

    Raises NotAllowed, and ValueError for nothing or less.
    """
    require(by, permissions.CREDIT_GIVE)
    if amount <= 0:
        raise ValueError("Credit is more than nothing.")
    locks.lock_customer(organisation_id)
    known = CreditEntry.objects.filter(key=key).order_by("pk").first()
    if known is not None:
        return known
    entry = CreditEntry.objects.create(
        amount=amount,
        currency=currency,
        reason=reason,
        account=CREDIT_GIVEN,
        key=key,
        by_label=by.label,
        created_at=now,
    )
    books.credited(entry, now=now)
    audit(entry, "billing.credit.given", by=by, changes={"amount": [None, amount], "reason": [None, reason]})
    publish(events.CreditGiven(entry=entry.public_id, amount=str(amount)))
    cover(currency, by=by, now=now)
    return entry


def owe(charge: Charge, amount: Decimal, *, account: str, by: Actor, now: datetime, reason: str = "") -> None:
    """What a change gave back, or money that came for a charge, becomes credit and pays what is open: this charge first.

    `account` is where it comes from (`billing.engine.ledger`). Once for each charge and reason. The customer's lock is held. The caller's rows of other charges and of the
    subscription are stale afterwards.
    """
    ledger.owe(charge, amount, account=account, now=now, reason=reason)
    cover(charge.currency, first=charge.pk, by=by, now=now)


def cover(currency: str, *, first: int | None = None, by: Actor, now: datetime) -> None:
    """Pay open charges from the credit there is, as far as it goes. The customer's lock is held.

    The charge that the money came for is `first`; then what is owed, the oldest before; then what was asked for, as long
    as its days to pay last: a plan that was chosen and forgotten long ago does not begin by itself. Again: nothing.
    """
    left = ledger.balance(currency)
    if left <= 0:
        return
    for charge_id, subscription_id in _waiting(currency, first, now):
        subscription = locks.lock_subscription(subscription_id) if subscription_id else None
        charge = locks.lock_charge(charge_id)
        left -= charges.count(charge, subscription, left, is_credit=True, by=by, now=now)
        if not left:
            break


def uncover(charge: Charge, *, by: Actor, now: datetime) -> None:
    """Credit that was taken back is missing: it is taken out of this charge, then of others that are open.

    Customer and charge are locked; the charge may be paid, and is not reopened here. What other charges that are paid took
    stays: the balance is below nothing then, and the next credit fills it.
    """
    others = Charge.objects.open().filter(currency=charge.currency, from_credit__gt=0).exclude(pk=charge.pk)
    for pk in [charge.pk, *others.order_by("-pk").values_list("pk", flat=True)]:
        short = -ledger.balance(charge.currency)
        if short <= 0:
            return
        charges.uncount(charge if pk == charge.pk else locks.lock_charge(pk), credit=short, by=by, now=now)


def _waiting(currency: str, first: int | None, now: datetime) -> list[tuple[int, int | None]]:
    owed = Q(effect__do="renew")
    rows = Charge.objects.filter(state=ChargeState.OPEN, currency=currency, collected_by="")
    rows = rows.filter(Q(pk=first or 0) | owed | Q(due_at__gt=now))
    rank = Case(When(pk=first or 0, then=0), When(owed, then=1), default=2)
    return list(rows.order_by(rank, "created_at", "pk").values_list("pk", "subscription_id"))
