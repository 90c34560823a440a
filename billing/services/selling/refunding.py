"""A sale paid back, whole: reserved under its lock, sent to the gateway with no transaction open, settled. By hand where the gateway cannot."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.gateways import (
    GatewayError,
    GatewayKeyRefused,
    GatewayRefused,
    GatewayUnclear,
    RefundFact,
    TellsRefunds,
)
from billing.gateways.registry import GatewayUnknown
from billing.models import Sale, SalePayment, SaleRefund, SaleRefundState, SaleState
from billing.services.selling import accounts
from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish

NEVER_MADE_AFTER: Final = timedelta(days=1)
UNREACHED_FOR: Final = timedelta(days=3)


class NothingToReturn(Conflict):
    """Not paid, or paid back already."""

    code = "billing.sale.nothing_to_return"
    title = _("There is nothing to pay back")
    message = _("This order was not paid, or was paid back already.")


class StillBeingSent(Conflict):
    """The gateway speaks of a refund before its answer to us was noted: its message is understood again soon."""

    code = "billing.sale.refund_being_sent"
    title = _("The refund is still being sent")
    message = _("The gateway has not answered about this refund yet.")


def give_back(sale_id: int, *, reason: str, by: Actor, now: datetime) -> Sale:
    """Pay a sale back, once; who may is the caller's to say. What was sold ends with it. Needs the tenant.

    With nothing paid (a free place) it only ends. A gateway out of reach is tried again by the sweep, for three days. Not in a
    transaction. Raises NothingToReturn.
    """
    refund = _reserve_sale(sale_id, reason=reason, by=by, now=now)
    if refund is not None:
        send(refund.pk, now=now)
    return Sale.objects.get(pk=sale_id)


def reserve(payment: SalePayment, *, reason: str, ends_sale: bool, label: str, now: datetime) -> SaleRefund:
    """Note that a confirmed payment goes back; a sweep sends it. Once for a payment. The sale is locked."""
    refund, _is_new = SaleRefund.objects.get_or_create(
        payment=payment,
        defaults={
            "amount": payment.amount,
            "reason": reason[:255],
            "ends_sale": ends_sale,
            "by_label": label[:254],
            "created_at": now,
        },
    )
    found: SaleRefund = refund
    return found


def send(refund_id: int, *, now: datetime) -> SaleRefund:
    """Send a reserved refund; the gateway sees the same key each time. Does nothing for one that was sent."""
    refund: SaleRefund = SaleRefund.objects.select_related("payment").get(pk=refund_id)
    if refund.state != SaleRefundState.RESERVED:
        return refund
    payment = refund.payment
    try:
        fact = accounts.get(payment.gateway).refund(
            payment.gateway_id,
            amount=refund.amount,
            currency="ZAR",
            reason=refund.reason,
            request_key=f"sale-refund-{payment.reference}",
        )
    except (GatewayRefused, GatewayUnknown) as error:
        reason = error.reason if isinstance(error, GatewayRefused) else str(error)
        return _settle(refund_id, SaleRefundState.FAILED, now=now, failure=reason)
    except GatewayKeyRefused:
        why = str(_("The payment service does not take your account’s key any more."))
        return _settle(refund_id, SaleRefundState.FAILED, now=now, failure=why)
    except GatewayUnclear:  # it may have been made: nothing is sent again by itself
        return _settle(refund_id, SaleRefundState.ACCEPTED, now=now)
    except GatewayError:
        if refund.created_at > now - UNREACHED_FOR:
            return refund
        why = str(_("The payment service could not be reached for three days."))
        return _settle(refund_id, SaleRefundState.FAILED, now=now, failure=why)
    states = {
        "pending": SaleRefundState.ACCEPTED,
        "done": SaleRefundState.DONE,
        "failed": SaleRefundState.FAILED,
    }
    return _settle(refund_id, states[fact.status], now=now, gateway_id=fact.refund_id, failure=fact.reason)


@transaction.atomic
def by_hand(sale_id: int, *, by: Actor, now: datetime) -> None:
    """The seller paid by EFT what the gateway could not pay back. Raises NothingToReturn."""
    sale = locks.lock_sale(sale_id)
    found = _failed_of(sale)
    if found is None:
        raise NothingToReturn
    refund = locks.lock_sale_refund(found.pk)
    refund.is_by_hand, refund.failure = True, ""
    refund.state, refund.decided_at = SaleRefundState.DONE, now
    refund.save()
    audit(sale, "billing.sale.returned_by_hand", by=by, changes={"amount": [None, refund.amount]})


def to_send(*, now: datetime) -> list[int]:
    """The active organisation's refunds that did not get out."""
    return list(SaleRefund.objects.to_send(now=now).order_by("pk").values_list("pk", flat=True)[:200])


def to_ask(*, now: datetime) -> list[int]:
    """The active organisation's refunds whose end nobody told us."""
    return list(SaleRefund.objects.to_ask(now=now).order_by("pk").values_list("pk", flat=True)[:200])


def ask(refund_id: int, *, now: datetime) -> None:
    """Ask the gateway what became of a refund: a seller may never have said where its messages go. Needs the tenant.

    One that got no clear answer, and that the gateway does not know a day later, was never made.
    """
    refund: SaleRefund = SaleRefund.objects.select_related("payment").get(pk=refund_id)
    payment = refund.payment
    try:
        gateway = accounts.get(payment.gateway)
        if not isinstance(gateway, TellsRefunds):
            return
        facts = gateway.refunds(payment.gateway_id)
    except (GatewayError, GatewayUnknown):
        return
    for fact in facts:
        take(payment.gateway, fact, now=now)
    if not facts and not refund.gateway_id and refund.created_at <= now - NEVER_MADE_AFTER:
        _give_up(refund_id, now=now)


@transaction.atomic
def _give_up(refund_id: int, *, now: datetime) -> None:
    refund = locks.lock_sale_refund(refund_id)
    if refund.state == SaleRefundState.ACCEPTED:
        why = str(_("The payment service knows nothing of this refund."))
        _move(refund, SaleRefundState.FAILED, now=now, failure=why)


@transaction.atomic
def take(gateway: str, fact: RefundFact, *, now: datetime) -> None:
    """What the gateway says of a refund that is on its way; one that the seller made on its pages is none of ours.

    Needs the tenant. Raises StillBeingSent.
    """
    rows = SaleRefund.objects.filter(payment__gateway=gateway, payment__gateway_id=fact.gateway_id)
    found = rows.order_by("pk").first()
    if found is None or fact.status == "pending":
        return
    refund = locks.lock_sale_refund(found.pk)
    if refund.state == SaleRefundState.RESERVED:
        raise StillBeingSent
    if refund.state != SaleRefundState.ACCEPTED or not _is_same(refund, fact):
        return
    done = fact.status == "done"
    _move(refund, SaleRefundState.DONE if done else SaleRefundState.FAILED, now=now, failure=fact.reason)


@transaction.atomic(durable=True)
def _reserve_sale(sale_id: int, *, reason: str, by: Actor, now: datetime) -> SaleRefund | None:
    sale = locks.lock_sale(sale_id)
    if sale.state != SaleState.PAID:
        raise NothingToReturn
    payment: SalePayment | None = SalePayment.objects.that_pay(sale).order_by("pk").first()
    sale.state, sale.returned_at = SaleState.RETURNED, now
    sale.version += 1
    sale.save(update_fields=["state", "returned_at", "version"])
    audit(
        sale,
        "billing.sale.returned",
        by=by,
        changes={"amount": [None, sale.total], "reason": [None, reason]},
    )
    publish(
        events.SaleReturned(
            sale=sale.public_id, kind=sale.kind, item=sale.item, amount=str(sale.total), reason=reason[:200]
        )
    )
    if payment is None:
        return None
    return reserve(payment, reason=reason, ends_sale=True, label=by.label, now=now)


def _is_same(refund: SaleRefund, fact: RefundFact) -> bool:
    """By the gateway's id; by the amount where no clear answer ever told us an id."""
    return refund.gateway_id == fact.refund_id if refund.gateway_id else refund.amount == fact.amount


def _failed_of(sale: Sale) -> SaleRefund | None:
    rows = SaleRefund.objects.filter(payment__sale=sale, state=SaleRefundState.FAILED)
    return rows.order_by("pk").first()


@transaction.atomic(durable=True)
def _settle(
    refund_id: int, state: SaleRefundState, *, now: datetime, gateway_id: str = "", failure: str = ""
) -> SaleRefund:
    refund = locks.lock_sale_refund(refund_id)
    if refund.state != SaleRefundState.RESERVED:
        return refund  # sent twice at once: the other answer was noted, and may have been overtaken by then
    refund.gateway_id = gateway_id or refund.gateway_id
    _move(refund, state, now=now, failure=failure)
    return refund


def _move(refund: SaleRefund, state: SaleRefundState, *, now: datetime, failure: str) -> None:
    refund.state = state
    refund.failure = failure[:300] if state == SaleRefundState.FAILED else ""
    refund.decided_at = None if state == SaleRefundState.ACCEPTED else now
    refund.save()
    if state == SaleRefundState.FAILED:
        sale = refund.payment.sale
        by = system_actor(sale.organisation_id)
        audit(sale, "billing.sale.return_failed", by=by, changes={"failure": [None, refund.failure]})
        publish(events.SaleRefundFailed(sale=sale.public_id, failure=refund.failure))
