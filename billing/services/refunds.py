"""Money given back: reserved under the payment's lock, so it is never more than was paid, then sent, then settled."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.gateways import (
    GatewayError,
    GatewayRefused,
    GatewayUnclear,
    RefundFact,
    registry,
)
from billing.models import Dispute, DisputeState, Payment, Refund, RefundState
from billing.services import books, ledger
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.money import format_zar


class RefundTooLarge(DomainError):
    """More than what is left of the payment."""

    code = "billing.refund.too_large"
    title = _("More than was paid")
    message = _("At most %(left)s of this payment can still be given back, not %(wanted)s.")
    remedy = _("Give back at most what is left of the payment.")
    field = "amount"


class Disputed(DomainError):
    """The payer's bank took it back, or judges: the same money is not given back a second time."""

    code = "billing.refund.disputed"
    title = _("A bank has it back")
    message = _(
        "The payer's bank took %(taken)s of this payment back or still judges. At most %(left)s can be given back."
    )
    remedy = _("Wait until the dispute is decided. What was lost is back with the payer already.")
    field = "amount"


class CannotRefund(DomainError):
    """The way it was paid cannot be refunded from here."""

    code = "billing.refund.not_possible"
    title = _("Cannot be given back from here")
    message = _(
        "A payment by %(gateway)s cannot be given back from here. Pay it back by EFT, or give credit."
    )
    remedy = _("Give credit instead.")


def request(payment_id: int, *, amount: Decimal, reason: str, key: str, by: Actor, now: datetime) -> Refund:
    """Give back part or all of a payment, once for each `key`. Needs the tenant.

    Returns the refund as it stands: done, on its way, or failed with the gateway's words; when the gateway is out of
    reach it stays reserved, and a sweep sends it later. Raises NotAllowed, RefundTooLarge, CannotRefund.
    """
    refund = _reserve(payment_id, amount, reason, key, by=by, now=now)
    return send(refund.pk, now=now)


def send(refund_id: int, *, now: datetime) -> Refund:
    """Send a reserved refund; the gateway sees the same key each time. Does nothing for one that was sent."""
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.state != RefundState.RESERVED:
        return refund
    payment = refund.payment
    try:
        fact = registry.get(payment.gateway).refund(
            payment.gateway_id,
            amount=refund.amount,
            currency=payment.currency,
            reason=refund.reason,
            request_key=refund.request_key,
        )
    except GatewayRefused as error:
        return _settle(refund.pk, RefundState.FAILED, now=now, failure=error.reason)
    except GatewayUnclear:  # it may have been made: staff look, nothing is sent again by itself
        return _settle(refund.pk, RefundState.PENDING, now=now)
    except GatewayError:
        return refund
    states = {"pending": RefundState.PENDING, "done": RefundState.DONE, "failed": RefundState.FAILED}
    return _settle(refund.pk, states[fact.status], now=now, gateway_id=fact.refund_id, failure=fact.reason)


def to_send(*, now: datetime) -> list[int]:
    """The active organisation's refunds that did not get out."""
    return list(Refund.objects.to_send(now=now).order_by("pk").values_list("pk", flat=True))


@transaction.atomic(durable=True)
def take(payment_id: int, fact: RefundFact, *, now: datetime) -> None:
    """What the gateway says of a refund, ours or one made on its own pages. Needs the tenant."""
    locks.lock_customer(Payment.objects.get(pk=payment_id).organisation_id)
    payment = locks.lock_payment(payment_id)
    rows = Refund.objects.filter(payment=payment)
    found = rows.filter(gateway_id=fact.refund_id).order_by("pk").first()
    if found is None:  # its answer was lost, or it has no id of theirs yet
        undecided = (RefundState.RESERVED, RefundState.PENDING)
        found = rows.filter(amount=fact.amount, gateway_id="", state__in=undecided).order_by("pk").first()
    if found is None:
        if fact.status == "failed" or fact.amount > payment.refundable:
            return
        found = _book(
            payment, fact.amount, "Refunded at the gateway", f"gateway:{fact.refund_id}", "Gateway", now
        )
    states = {"pending": RefundState.PENDING, "done": RefundState.DONE, "failed": RefundState.FAILED}
    _move(found, states[fact.status], now=now, gateway_id=fact.refund_id, failure=fact.reason)


def _refuse_disputed(payment: Payment, amount: Decimal) -> None:
    """Raises Disputed. The payment is locked."""
    rows = Dispute.objects.filter(payment=payment).exclude(state=DisputeState.WON)
    taken = rows.aggregate(amount=Sum("amount"))["amount"] or Decimal(0)
    left = max(Decimal(0), payment.refundable - taken)
    if amount > left:
        raise Disputed(taken=format_zar(taken), left=format_zar(left))


@transaction.atomic(durable=True)
def _reserve(payment_id: int, amount: Decimal, reason: str, key: str, *, by: Actor, now: datetime) -> Refund:
    require(by, permissions.REFUND_MAKE)
    locks.lock_customer(Payment.objects.get(pk=payment_id).organisation_id)
    payment = locks.lock_payment(payment_id)
    known = Refund.objects.filter(request_key=key).order_by("pk").first()
    if known is not None:
        return known
    gateway = registry.active().get(payment.gateway)
    if gateway is None or not gateway.can_refund:
        raise CannotRefund(gateway=payment.gateway)
    if not 0 < amount <= payment.refundable:
        raise RefundTooLarge(left=format_zar(payment.refundable), wanted=format_zar(amount))
    _refuse_disputed(payment, amount)
    refund = _book(payment, amount, reason, key, by.label, now)
    audit(
        refund,
        "billing.refund.requested",
        by=by,
        changes={"amount": [None, amount], "reason": [None, reason]},
    )
    publish(events.RefundRequested(refund=refund.public_id))
    return refund


def _book(payment: Payment, amount: Decimal, reason: str, key: str, label: str, now: datetime) -> Refund:
    payment.refunded += amount
    payment.version += 1
    payment.save(update_fields=["refunded", "version"])
    refund: Refund = Refund.objects.create(
        payment=payment, request_key=key, amount=amount, reason=reason[:255], by_label=label, created_at=now
    )
    ledger.given_back(payment, refund, now=now)
    return refund


@transaction.atomic(durable=True)
def _settle(
    refund_id: int, state: RefundState, *, now: datetime, gateway_id: str = "", failure: str = ""
) -> Refund:
    refund = Refund.objects.get(pk=refund_id)
    locks.lock_customer(refund.organisation_id)
    locks.lock_payment(refund.payment_id)
    found = locks.lock_refund(refund_id)
    _move(found, state, now=now, gateway_id=gateway_id, failure=failure)
    return found


def _move(refund: Refund, state: RefundState, *, now: datetime, gateway_id: str, failure: str) -> None:
    """To another state, once; a failed one gives its amount back to the payment. Payment and refund are locked."""
    if refund.state in (RefundState.DONE, RefundState.FAILED) or refund.state == state:
        return
    refund.state, refund.gateway_id = state, gateway_id or refund.gateway_id
    refund.failure = failure[:300] if state == RefundState.FAILED else ""
    refund.decided_at = None if state == RefundState.PENDING else now
    refund.save()
    by = system_actor(refund.organisation_id)
    if state == RefundState.DONE:
        audit(refund, "billing.refund.made", by=by, changes={"amount": [None, refund.amount]})
        payment = refund.payment
        books.refunded(refund, payment, now=now)
        publish(
            events.RefundMade(refund=refund.public_id, payment=payment.public_id, amount=str(refund.amount))
        )
    elif state == RefundState.FAILED:
        payment = locks.lock_payment(refund.payment_id)
        payment.refunded -= refund.amount
        payment.save(update_fields=["refunded"])
        ledger.not_given_back(refund, now=refund.decided_at or refund.created_at)
        audit(refund, "billing.refund.failed", by=by, changes={"failure": [None, refund.failure]})
        publish(events.RefundFailed(refund=refund.public_id))
