"""What a gateway says of a payment becomes true here: confirmed, failed, or a question for staff.

Order of locks: customer, subscription, charge, payment. Every function may be called again with the same fact.
Money that came is never lost: too much, too late, twice, or for a charge that was called off, it becomes credit, which pays
what is open.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.engine.ledger import RECEIVABLES, clearing
from billing.gateways import PaymentFact
from billing.models import (
    Charge,
    ChargeReason,
    ChargeState,
    MethodState,
    Payment,
    PaymentMethod,
    PaymentState,
    Subscription,
    SubscriptionState,
)
from billing.models.payments import MISMATCHED
from billing.services import books, cases, charges, credit, ledger, live, methods, references, transitions
from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.events import publish

SOON = timedelta(minutes=15)


@transaction.atomic(durable=True)
def take(payment_id: int, fact: PaymentFact, *, now: datetime) -> Payment:
    """Believe a fact of the gateway about this payment, if it is about this very sum. Needs the tenant."""
    return believe(payment_id, fact, now=now)


def believe(payment_id: int, fact: PaymentFact, *, now: datetime) -> Payment:
    """As `take`, in the caller's transaction."""
    payment, charge, subscription = _lock(payment_id)
    by = system_actor(payment.organisation_id)
    if payment.state == PaymentState.CONFIRMED:
        _second_time(payment, charge, fact, now=now)
        _take_what_is_new(payment, charge, fact, now=now)
        return payment
    if (fact.amount, fact.currency) != (payment.amount, payment.currency) and fact.status == "confirmed":
        _mismatch(payment, fact, by=by)
    elif fact.status == "confirmed":
        _confirm(payment, charge, subscription, fact, by=by, now=now)
    elif fact.status in ("failed", "cancelled") and payment.is_undecided:
        _fail(payment, charge, subscription, fact.reason, by=by, now=now)
    elif fact.status == "pending" and payment.is_undecided:
        _still_pending(payment, fact, now=now)
    return payment


@transaction.atomic(durable=True)
def failed(payment_id: int, reason: str, *, now: datetime) -> Payment:
    """The gateway said no. Does nothing to a payment that is decided. Needs the tenant."""
    return refuse(payment_id, reason, by=None, now=now)


def refuse(payment_id: int, reason: str, *, by: Actor | None, now: datetime) -> Payment:
    """As `failed`, in the caller's transaction; by whoever says so."""
    payment, charge, subscription = _lock(payment_id)
    if payment.is_undecided:
        actor = by or system_actor(payment.organisation_id)
        _fail(payment, charge, subscription, reason, by=actor, now=now)
    return payment


@transaction.atomic(durable=True)
def try_later(payment_id: int, *, now: datetime) -> Payment:
    """Nothing was sent: this try is over, and the charge is tried again soon, without counting against it."""
    payment, charge, _subscription = _lock(payment_id)
    if payment.is_undecided:
        _decide(payment, PaymentState.EXPIRED, now=now, failure="The gateway was not reached.")
        if charge.is_open:
            charge.next_try_at, charge.attempts = now + SOON, max(0, charge.attempts - 1)
            charge.save(update_fields=["next_try_at", "attempts"])
    return payment


@transaction.atomic(durable=True)
def never_heard_of(payment_id: int, *, now: datetime) -> Payment:
    """The gateway does not know it after the last question: it never got there. A kept method is tried again."""
    payment, charge, _subscription = _lock(payment_id)
    if not payment.is_undecided:
        return payment
    was_ours = payment.method_id is not None
    _decide(payment, PaymentState.EXPIRED, now=now, failure="The gateway does not know it.")
    if was_ours and charge.is_open:
        charge.next_try_at = now
        charge.save(update_fields=["next_try_at"])
    return payment


def unpay(
    payment_id: int, *, state: PaymentState, why: str, left: str = "", by: Actor, now: datetime
) -> Payment:
    """What counted as paid did not come after all: the payment goes to `state`, its charge is owed again.

    Was the charge paid a second time, then that payment counts for it instead, and the credit it had left is taken back.
    What it opened stays open as for any overdue payment (services.chasing); what it left as credit (found by `left`, the reason given then) is
    taken back, so the credit may fall below nothing and the next credit fills it. In the caller's transaction. Does nothing to a payment that is not confirmed.
    Raises ChargeClosed when part of it was given back already.
    """
    payment, charge, subscription = _lock(payment_id)
    if payment.state != PaymentState.CONFIRMED:
        return payment
    if payment.refunded:
        raise charges.ChargeClosed(
            _("Part of this payment was given back. Settle the rest with the customer.")
        )
    taken = ledger.take_back(charge, ledger.came_with(payment), now=now)
    taken += ledger.take_back(charge, left, now=now) if left else 0
    counted, payment.counted = payment.counted, Decimal(0)
    gateway_id, is_over = payment.gateway_id, state != PaymentState.PENDING
    payment.gateway_id = gateway_id if is_over else ""
    _decide(payment, state, now=now, failure=why if is_over else "")
    books.unpaid(payment, charge, now=now)
    told = {"state": ["confirmed", state], "credit": [None, -taken], "reason": [None, why]}
    audit(payment, "billing.payment.undone", by=by, changes=told)
    charges.uncount(charge, payment=counted, by=by, now=now)
    _owed_again(charge, subscription, by=by, now=now)
    return payment


def take_back_part(payment_id: int, said: str, *, by: Actor, now: datetime) -> None:
    """Money for this payment's charge that was kept as credit did not come; found by what the credit's reason says.

    What it had paid is owed again. In the caller's transaction; again: nothing.
    """
    _payment, charge, subscription = _lock(payment_id)
    if ledger.take_back(charge, said, now=now):
        _owed_again(charge, subscription, by=by, now=now)


def _owed_again(charge: Charge, subscription: Subscription | None, *, by: Actor, now: datetime) -> None:
    """Something that had counted is gone: a charge that is not whole any more is open, and other credit may still pay it."""
    credit.uncover(charge, by=by, now=now)
    if charge.state == ChargeState.PAID:
        _pays_instead(charge, by=by, now=now)
    is_reopened = charge.state == ChargeState.PAID and charge.missing > 0
    if is_reopened:
        charges.reopen(charge, by=by, now=now)
    credit.cover(charge.currency, first=charge.pk, by=by, now=now)
    if not is_reopened or subscription is None:
        return
    if locks.lock_charge(charge.pk).is_open and subscription.state == SubscriptionState.ACTIVE:
        transitions.past_due(locks.lock_subscription(subscription.pk), by=by, now=now)


def _pays_instead(charge: Charge, *, by: Actor, now: datetime) -> None:
    """Another payment for the charge that came whole and was kept as credit counts for it now: that credit is taken back.

    As far as it is still there; what was used since pays for something else. The charge is paid and stays so.
    """
    rows = Payment.objects.filter(charge=charge, state=PaymentState.CONFIRMED, refunded=0)
    for payment_id in rows.order_by("pk").values_list("pk", flat=True):
        most = min(charge.missing, ledger.balance(charge.currency))
        other = locks.lock_payment(payment_id)
        if came := ledger.take_back(charge, ledger.came_with(other), most=most, now=now):
            other.counted += came
            other.save(update_fields=["counted"])
            charges.count_instead(charge, came, by=by)


def no_way_to_charge(charge: Charge, method: PaymentMethod | None, *, now: datetime) -> None:
    """No method, an expired card, or the gateway's own schedule: the customer has until the charge is due.

    Customer and charge are locked. After its day the subscription is overdue.
    """
    by = system_actor(charge.organisation_id)
    if method is not None and not method.is_scheduled_by_gateway:
        methods.needs_attention(method, by=by)
    charge.next_try_at = charge.due_at if charge.due_at > now else None
    charge.save(update_fields=["attempts", "next_try_at"])
    if charge.next_try_at is not None and charge.total > 0:
        publish(events.ChargeAwaited(charge=charge.public_id, due_at=charge.due_at.isoformat()))
    is_change = charge.reason == ChargeReason.CHANGE  # not opened yet, so nothing is overdue
    if charge.next_try_at is None and charge.subscription_id is not None and not is_change:
        transitions.past_due(locks.lock_subscription(charge.subscription_id), by=by, now=now)


def _lock(payment_id: int) -> tuple[Payment, Charge, Subscription | None]:
    unlocked = Payment.objects.select_related("charge").get(pk=payment_id)
    locks.lock_customer(unlocked.organisation_id)
    owner = unlocked.charge.subscription_id
    subscription = locks.lock_subscription(owner) if owner is not None else None
    charge = locks.lock_charge(unlocked.charge_id)
    return locks.lock_payment(payment_id), charge, subscription


def _confirm(
    payment: Payment,
    charge: Charge,
    subscription: Subscription | None,
    fact: PaymentFact,
    *,
    by: Actor,
    now: datetime,
) -> None:
    payment.gateway_id, payment.fee = fact.gateway_id, fact.fee
    if payment.method_id is not None:
        methods.was_charged(PaymentMethod.objects.get(pk=payment.method_id))
    if fact.method is not None and (payment.keeps_method or payment.method_id is not None):
        payment.method = methods.keep(payment.organisation_id, payment.gateway, fact.method, now=now)
    _decide(payment, PaymentState.CONFIRMED, now=now)
    books.paid(payment, charge, now=now)
    references.route(references.payment_key(payment.gateway, fact.gateway_id), payment.organisation_id)
    audit(payment, "billing.payment.confirmed", by=by, changes={"amount": [None, payment.amount]})
    publish(
        events.PaymentConfirmed(
            payment=payment.public_id,
            charge=charge.public_id,
            gateway=payment.gateway,
            amount=str(payment.amount),
            currency=payment.currency,
        )
    )
    payment.counted = charges.count(charge, subscription, payment.amount, by=by, now=now)
    payment.save(update_fields=["counted"])
    surplus = payment.amount - payment.counted
    if surplus:
        why = "more than was still owed" if payment.counted else "no longer owed"
        reason = f"{ledger.came_with(payment)}, {why}"
        credit.owe(charge, surplus, account=RECEIVABLES, by=by, now=now, reason=reason)


def _second_time(payment: Payment, charge: Charge, fact: PaymentFact, *, now: datetime) -> None:
    """The same fact again is no news; another payment of the gateway's under our reference is money to give back."""
    if (
        fact.status != "confirmed"
        or fact.gateway_id == payment.gateway_id
        or fact.currency != payment.currency
    ):
        return
    by, why = system_actor(payment.organisation_id), f"Paid twice: {payment.gateway} {fact.gateway_id}"[:200]
    told = {"gateway_id": [payment.gateway_id, fact.gateway_id]}
    audit(payment, "billing.payment.doubled", by=by, changes=told)
    credit.owe(charge, fact.amount, account=clearing(payment.gateway), by=by, now=now, reason=why)


def _take_what_is_new(payment: Payment, charge: Charge, fact: PaymentFact, *, now: datetime) -> None:
    """The gateway answered before its message came, and did not say all: the message names its fee, and the card that it keeps."""
    if fact.status != "confirmed" or fact.gateway_id != payment.gateway_id:
        return
    has_fee = payment.fee is None and fact.fee is not None
    has_card = payment.method_id is None and fact.method is not None and payment.keeps_method
    if has_fee:
        payment.fee = fact.fee
        books.fee_told(payment, charge, now=now)
    if has_card and fact.method is not None:
        payment.method = methods.keep(payment.organisation_id, payment.gateway, fact.method, now=now)
    if has_fee or has_card:
        payment.version += 1
        payment.save(update_fields=["fee", "method", "version"])


def _fail(
    payment: Payment,
    charge: Charge,
    subscription: Subscription | None,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    _decide(payment, PaymentState.FAILED, now=now, failure=reason)
    audit(payment, "billing.payment.failed", by=by, changes={"failure": [None, payment.failure]})
    publish(events.PaymentFailed(payment=payment.public_id, charge=charge.public_id, gateway=payment.gateway))
    is_by_herself = payment.method_id is None or charge.reason in (ChargeReason.CHANGE, ChargeReason.ITEM)
    if is_by_herself or not charge.is_open:
        return  # she tries again, or lets it be: what she has is paid for
    if subscription is None or not subscription.is_live:
        return  # a first payment: she pressed the button and sees that it failed
    transitions.past_due(subscription, by=by, now=now)
    if not cases.has_tries_left(subscription):  # else services.chasing tries again
        methods.needs_attention(PaymentMethod.objects.get(pk=payment.method_id or 0), by=by)


def _mismatch(payment: Payment, fact: PaymentFact, *, by: Actor) -> None:
    """Not this sum: nothing is opened, staff are told. The money is at the gateway and is not forgotten."""
    payment.failure = f"{MISMATCHED} {fact.amount} {fact.currency}."
    payment.ask_at, payment.gateway_id = None, payment.gateway_id or fact.gateway_id
    payment.version += 1
    payment.save(update_fields=["failure", "ask_at", "gateway_id", "version"])
    told = {"amount": [str(payment.amount), str(fact.amount)], "currency": [payment.currency, fact.currency]}
    audit(payment, "billing.payment.mismatched", by=by, changes=told)
    publish(events.PaymentMismatched(payment=payment.public_id, gateway=payment.gateway))


def _still_pending(payment: Payment, fact: PaymentFact, *, now: datetime) -> None:
    """The bank is at it; or it declined, and the customer is at the gateway still and may try another card there."""
    before = payment.state, payment.failure
    is_at_gateway = fact.was_declined or fact.is_unpaid and payment.state == PaymentState.REDIRECTED
    payment.state = PaymentState.REDIRECTED if is_at_gateway else PaymentState.PENDING
    if not payment.is_mismatched:
        said = fact.reason or str(_("The payment was declined."))
        payment.failure = said[:300] if fact.was_declined else ""
    payment.gateway_id = payment.gateway_id or fact.gateway_id
    payment.ask_at = payment.ask_at or now + SOON
    if before != (payment.state, payment.failure):
        payment.version += 1
        live.moved(payment)
    payment.save(update_fields=["state", "failure", "gateway_id", "ask_at", "version"])


def _decide(payment: Payment, state: PaymentState, *, now: datetime, failure: str = "") -> None:
    payment.state, payment.decided_at, payment.ask_at = state, now, None
    payment.failure = failure[:300]
    payment.version += 1
    payment.save()
    live.moved(payment)


def ended_agreement(method: PaymentMethod, status: str, *, by: Actor, now: datetime) -> None:
    """The gateway says what became of a kept method. Customer is locked."""
    if status == "ended" and method.state != MethodState.ENDED:
        methods.ended(method, by=by, now=now)
    elif status == "attention":
        methods.needs_attention(method, by=by)
