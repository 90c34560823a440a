"""Gateways forget what they kept of an organisation that was erased: cards, customers. Tried until they have done it."""

import logging
from datetime import datetime, timedelta

from billing.gateways import GatewayError, registry
from billing.models import GatewayErasure, PaymentMethod
from billing.models.methods import PURPOSE
from billing.services import references
from synthai.core import crypto

logger = logging.getLogger("synthai.billing")
LONGEST_PAUSE = timedelta(days=1)


def note(organisation: str, *, now: datetime) -> None:
    """Write down what is to be forgotten, in the transaction of the erasure. Needs its tenant."""
    kept = PaymentMethod.objects.exclude(sealed_token="").order_by("pk")  # noqa: S106
    rows = [
        GatewayErasure(gateway=method.gateway, kind="method", sealed=method.sealed_token, next_try_at=now)
        for method in kept
    ]
    for code, gateway in registry.active().items():
        if hasattr(gateway, "forget"):
            sealed = crypto.encrypt(organisation, purpose=PURPOSE)
            rows.append(GatewayErasure(gateway=code, kind="customer", sealed=sealed, next_try_at=now))
            rows += _customers(code, now=now)
    GatewayErasure.objects.bulk_create(rows)


def _customers(code: str, *, now: datetime) -> list[GatewayErasure]:
    """Customers at the gateway that were found to be the organisation's: those of plans that it runs, which end with them."""
    return [
        GatewayErasure(
            gateway=code, kind="customer", sealed=crypto.encrypt(customer, purpose=PURPOSE), next_try_at=now
        )
        for customer in references.customers_of(code)
    ]


def run(*, now: datetime) -> int:
    """Ask the gateways; returns how much they forgot. What fails is tried again, later each time."""
    done = 0
    for row in GatewayErasure.objects.due(now=now).order_by("pk")[:200]:
        row.attempts += 1
        row.next_try_at = now + min(LONGEST_PAUSE, timedelta(minutes=5) * 2**row.attempts)
        row.save(update_fields=["attempts", "next_try_at"])
        try:
            _forget(row)
        except GatewayError as error:
            logger.warning("%s could not forget: %s", row.gateway, type(error).__name__)
        else:
            row.delete()
            done += 1
    return done


def _forget(row: GatewayErasure) -> None:
    gateway = registry.active().get(row.gateway)
    if gateway is None:
        return  # it is not used any more, and neither are its tokens
    plain = crypto.decrypt(row.sealed, purpose=PURPOSE)
    if row.kind == "method":
        gateway.end_agreement(plain)
    else:
        forget = getattr(gateway, "forget", None)
        if forget is not None:
            forget(plain)
