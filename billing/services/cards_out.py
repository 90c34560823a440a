"""What leaves for gateways about kept cards: those that were removed are forgotten there, and the one to be charged is named."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from billing import locks
from billing.gateways import GatewayError, OwnPages, registry
from billing.models import Customer, MethodState, PaymentMethod

TRY_AGAIN: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(days=30)
logger = logging.getLogger("synthai.billing")


def forget(*, now: datetime) -> int:
    """Tell gateways to forget the cards whose time to be taken back is over; returns how many they forgot. Needs the tenant.

    One that does not answer is told again each hour, for a month; here the card is not charged any more in any case.
    """
    due = PaymentMethod.objects.to_forget(now=now).order_by("pk").values_list("pk", flat=True)
    return sum(_forget(method_id, now=now) for method_id in list(due))


def _forget(method_id: int, *, now: datetime) -> bool:
    found = _claim(method_id, now=now)
    if found is None:
        return False
    gateway = registry.active().get(found.gateway)
    try:
        if gateway is not None:  # one that is not set up any more has no use for its tokens either
            gateway.end_agreement(found.token)
    except GatewayError as error:
        logger.warning("%s could not forget a card: %s", found.gateway, type(error).__name__)
        if found.removed_at is not None and now < found.removed_at + GIVEN_UP_AFTER:
            return False
    _forgotten(method_id)
    return True


@transaction.atomic(durable=True)
def _claim(method_id: int, *, now: datetime) -> PaymentMethod | None:
    """The card, with the next try planned: two workers never tell of one at once."""
    unlocked = PaymentMethod.objects.get(pk=method_id)
    locks.lock_customer(unlocked.organisation_id)
    found: PaymentMethod = PaymentMethod.objects.get(pk=method_id)
    if found.state != MethodState.ENDED or found.forget_at is None or found.forget_at > now:
        return None
    found.forget_at = now + TRY_AGAIN
    found.save(update_fields=["forget_at"])
    return found


@transaction.atomic(durable=True)
def _forgotten(method_id: int) -> None:
    found = PaymentMethod.objects.get(pk=method_id)
    locks.lock_customer(found.organisation_id)
    rows = PaymentMethod.objects.filter(pk=method_id, state=MethodState.ENDED)
    rows.update(sealed_token="", forget_at=None)  # noqa: S106 - no token is left


def name_default() -> None:
    """Where a gateway charges by itself it charges the card that the customer chose here. Needs the tenant.

    Looks at the choice as it is now, so the order of two choices does not matter. Raises GatewayError.
    """
    customer = Customer.objects.order_by("pk").first()
    wanted = customer.default_method if customer else ""
    rows = PaymentMethod.objects.filter(public_id=wanted, state=MethodState.ACTIVE)
    found: PaymentMethod | None = rows.order_by("pk").first() if wanted else None
    gateway: object = registry.active().get(found.gateway) if found else None
    if found is not None and isinstance(gateway, OwnPages):
        gateway.prefer(found.token)
