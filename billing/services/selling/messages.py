"""Gateways' messages about sellers' accounts: judged on their raw bytes with the seller's own credentials, stored once, understood later."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from billing.gateways import GatewayError, PaymentFact, RawMessage, RefundFact
from billing.models import SaleMessage
from billing.services.selling import accounts, paying, refunding
from synthai.core.errors import DomainError

MOST_ATTEMPTS: Final = 24
LEASE: Final = timedelta(minutes=5)
_KEPT_HEADERS: Final = ("content-type", "user-agent", "x-paystack-signature", "x-forwarded-for")


def receive(gateway: str, message: RawMessage) -> bool:
    """Store a genuine message, once; False for any other. Needs the seller's tenant. Raises GatewayUnknown."""
    reading = accounts.get(gateway).read(message)
    if not reading.is_genuine:
        return False
    row = SaleMessage(
        gateway=gateway,
        dedupe_key=reading.dedupe_key,
        body=message.body,
        headers={name: message.headers[name] for name in _KEPT_HEADERS if name in message.headers},
        source_ip=message.source_ip[:45],
        received_at=message.received_at,
        next_try_at=message.received_at,
    )
    SaleMessage.objects.bulk_create([row], ignore_conflicts=True)
    return True


def waiting(*, now: datetime) -> list[int]:
    """The active organisation's messages to be understood now, oldest first."""
    rows = SaleMessage.objects.waiting(now=now).order_by("next_try_at", "pk")
    return list(rows.values_list("pk", flat=True)[:200])


def handle(message_id: int, *, now: datetime) -> None:
    """Understand one message. The lease is its next try: a worker that dies leaves it to the sweep. Needs the tenant."""
    claimed = SaleMessage.objects.waiting(now=now).filter(pk=message_id).update(next_try_at=now + LEASE)
    if not claimed:
        return
    row: SaleMessage = SaleMessage.objects.get(pk=message_id)
    try:
        _understand(row, now=now)
    except (GatewayError, DomainError) as error:
        _again(row, f"{type(error).__name__}: {error}", now=now)
        return
    row.next_try_at, row.error = None, ""
    row.save(update_fields=["next_try_at", "error"])


@transaction.atomic
def empty_old(*, now: datetime) -> int:
    """Empty bodies that were kept long enough: they hold personal data. Needs the tenant."""
    return int(
        SaleMessage.objects.to_empty(now=now).update(body=b"", headers={}, source_ip="", is_emptied=True)
    )


def _understand(row: SaleMessage, *, now: datetime) -> None:
    message = RawMessage(
        body=bytes(row.body), headers=row.headers, source_ip=row.source_ip, received_at=row.received_at
    )
    found = accounts.get(row.gateway).findings(message)
    if not found.is_believed:
        return
    for fact in found.facts:
        _apply(row.gateway, fact, now=now)


def _apply(gateway: str, fact: Any, *, now: datetime) -> None:
    if isinstance(fact, PaymentFact):
        paying.take(gateway, fact, now=now)
    elif isinstance(fact, RefundFact):
        refunding.take(gateway, fact, now=now)


def _again(row: SaleMessage, error: str, *, now: datetime) -> None:
    row.attempts += 1
    row.error = error[:300]
    wait = min(timedelta(hours=6), timedelta(seconds=20) * 2**row.attempts)
    row.next_try_at = now + wait if row.attempts < MOST_ATTEMPTS else None
    row.save(update_fields=["attempts", "error", "next_try_at"])
