"""Somebody is back from a gateway and waits on our page: the gateway is asked out of turn."""

from datetime import datetime, timedelta

from django.core.cache import cache
from redis.exceptions import RedisError

from billing.gateways import GatewayError, registry
from billing.models import Payment, PaymentState
from billing.services import settling
from billing.services.payments import FIRST_ASK

LOOK_AGAIN = timedelta(seconds=15)


def is_wanted(payment: Payment, *, now: datetime) -> bool:
    """Whether the gateway is to be asked at once: somebody waits on the page that the browser came back to.

    Every quarter of a minute at most, and rarely for one that is old. With Valkey away the planned questions find it.
    """
    is_at_gateway = payment.state in (PaymentState.REDIRECTED, PaymentState.PENDING)
    if not is_at_gateway or payment.ask_at is None:
        return False
    pause = LOOK_AGAIN if now - payment.created_at < FIRST_ASK else FIRST_ASK
    try:
        return bool(cache.add(f"billing.look.{payment.public_id}", 1, timeout=int(pause.total_seconds())))
    except (RedisError, OSError):
        return False


def look(payment_id: int, *, now: datetime) -> Payment | None:
    """Ask the gateway of a payment out of turn; the questions that are planned stay as they are. Needs the tenant."""
    payment = Payment.objects.filter(pk=payment_id).first()
    gateway = registry.active().get(payment.gateway) if payment is not None and payment.is_undecided else None
    if payment is None or gateway is None:
        return payment
    try:
        fact = gateway.fetch(payment.reference, gateway_id=payment.gateway_id, hint=payment.gateway_reference)
    except GatewayError:
        return payment
    return payment if fact is None else settling.take(payment.pk, fact, now=now)
