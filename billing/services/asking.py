"""The gateway is asked what became of a payment that nobody told us about, at moments that are planned on the payment itself."""

from datetime import datetime, timedelta

from django.db import transaction

from billing import locks
from billing.gateways import GatewayError, registry
from billing.models import Payment, PaymentState
from billing.services import settling

ASK_AGAIN = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
SENDING_ASK_AGAIN = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


def ask(payment_id: int, *, now: datetime) -> Payment | None:
    """Ask the gateway what became of a payment that nobody told us about. Needs the tenant.

    One that it does not know after the last question is over: expired, or failed when it was a kept method's.
    """
    payment = _claim_question(payment_id, now=now)
    if payment is None:
        return None
    gateway = registry.active().get(payment.gateway)
    if gateway is None:
        return payment
    try:
        fact = gateway.fetch(payment.reference, gateway_id=payment.gateway_id, hint=payment.gateway_reference)
    except GatewayError:
        return payment  # asked again later: `_claim_question` has set when
    if fact is not None:
        return settling.take(payment.pk, fact, now=now)
    if payment.asked > len(ASK_AGAIN):
        return settling.never_heard_of(payment.pk, now=now)
    return payment


def to_ask(*, now: datetime) -> list[int]:
    """The active organisation's payments whose gateway is to be asked now."""
    return list(Payment.objects.to_ask(now=now).order_by("pk").values_list("pk", flat=True))


@transaction.atomic(durable=True)
def _claim_question(payment_id: int, *, now: datetime) -> Payment | None:
    """The payment, with the next question already planned: two workers never ask at once, a killed one is followed."""
    payment = locks.lock_payment(payment_id)
    if not payment.is_undecided or payment.ask_at is None or payment.ask_at > now:
        return None
    pauses = SENDING_ASK_AGAIN if payment.state == PaymentState.SENDING else ASK_AGAIN
    payment.ask_at = now + pauses[min(payment.asked, len(pauses) - 1)]
    payment.asked += 1
    payment.save(update_fields=["asked", "ask_at"])
    return payment
