"""A gateway's message: judged on its raw bytes, stored, answered; understood later in a worker.

Storing is one INSERT that a second delivery of the same thing runs into; nothing else happens before the reply. A message that
is not genuine is kept for staff to see, as far as FORGED_KEPT_AN_HOUR goes, and never acted on.
"""

import hashlib
import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import F
from redis.exceptions import RedisError

from billing.gateways import Check, GatewayError, RawMessage, registry
from billing.models import GatewayMessage, MessageState
from billing.models.inbox import LEASE
from billing.services import facts
from billing.services.storing import store
from synthai.core.errors import DomainError

LARGEST_BODY = 256 * 1024
FORGED_KEPT_AN_HOUR = 500
BODY_KEPT = timedelta(days=90)
MOST_ATTEMPTS = 24  # some four days: a gateway may be down for one
FAULTS = (DatabaseError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
_WAKE, _WAKE_SECONDS = "billing.inbox.wake", 10
_KEPT_HEADERS = ("content-type", "user-agent", "x-paystack-signature", "stripe-signature", "x-forwarded-for")
logger = logging.getLogger("synthai.billing")


def receive(gateway: str, message: RawMessage) -> GatewayMessage | None:
    """Store a message; None when it is not genuine. The row of one that came before counts the copy.

    One statement, its own transaction: what was stored stays stored. Returns the row as it arrived, which is not the
    stored one when the same thing came before. Needs no tenant, and none may be active. Raises GatewayUnknown.
    """
    reading = registry.get(gateway).read(message)
    if not reading.is_genuine:
        _keep_forged(gateway, message, reading.kind, reading.checks)
        return None
    row = _row(gateway, message, reading.kind, reading.checks)
    row.dedupe_key = reading.dedupe_key
    row.next_try_at = message.received_at
    store(row)
    return row


def wants_wake() -> bool:
    """Whether a worker is to be woken for what has just been stored: one sweep on its way is enough for a burst.

    The sweep says `woken` before it looks, so whatever is stored later asks for another. With Valkey away beat's own
    sweep finds it.
    """
    try:
        return bool(cache.add(_WAKE, 1, timeout=_WAKE_SECONDS))
    except (RedisError, OSError):
        return False


def woken() -> None:
    """A sweep is about to look."""
    try:
        cache.delete(_WAKE)
    except (RedisError, OSError):
        logger.warning("The next message waits for beat.")


def handle(message_id: int, *, now: datetime) -> GatewayMessage | None:
    """Understand one waiting message. None when another worker has it, or it is handled. Needs no tenant.

    The lease is the planned next try: a worker that dies leaves the message to the sweep.
    """
    claimed = GatewayMessage.objects.filter(
        pk=message_id, state=MessageState.WAITING, next_try_at__lte=now
    ).update(next_try_at=now + LEASE, attempts=F("attempts") + 1)
    if not claimed:
        return None
    row: GatewayMessage = GatewayMessage.objects.get(pk=message_id)
    try:
        return _understand(row, now=now)
    except GatewayError as error:
        return _again(row, f"{type(error).__name__}: {error}", now=now)
    except DomainError as error:
        return _again(row, str(error), now=now)
    except FAULTS as error:  # ours: staff see which, and it is tried as often as any other
        logger.exception("A message of %s could not be understood", row.gateway)
        row.refresh_from_db(fields=["verdicts"])
        return _again(row, f"{type(error).__name__}, see the log", now=now)


def run_again(message_id: int, *, now: datetime) -> None:
    """For staff: let a message be handled once more, whatever became of it. A forged one stays refused."""
    rows = GatewayMessage.objects.filter(pk=message_id).exclude(state=MessageState.REJECTED)
    rows.update(state=MessageState.WAITING, next_try_at=now, attempts=0, error="")


def expire(*, now: datetime) -> int:
    """Empty the bodies of messages older than BODY_KEPT: they hold personal data. Returns how many."""
    old = GatewayMessage.objects.filter(received_at__lt=now - BODY_KEPT).exclude(body=b"")
    return int(old.update(body=b"", headers={}))


def waiting(*, now: datetime, at_most: int = 500) -> list[int]:
    """Messages to be handled now, oldest first."""
    rows = GatewayMessage.objects.to_handle(now=now).order_by("next_try_at", "pk")
    return list(rows.values_list("pk", flat=True)[:at_most])


def _understand(row: GatewayMessage, *, now: datetime) -> GatewayMessage:
    message = RawMessage(
        body=bytes(row.body), headers=row.headers, source_ip=row.source_ip, received_at=row.received_at
    )
    found = registry.get(row.gateway).findings(message)
    row.verdicts = [*row.verdicts, *map(_plain, found.checks)]
    if not found.is_believed:
        return _end(row, MessageState.REJECTED, now=now)
    matched = [facts.apply(row.gateway, fact, now=now) for fact in found.facts]
    row.payment_reference = next((reference for reference in matched if reference), "")
    nobody = bool(matched) and all(reference is None for reference in matched)
    return _end(row, MessageState.UNMATCHED if nobody else MessageState.DONE, now=now)


def _again(row: GatewayMessage, error: str, *, now: datetime) -> GatewayMessage:
    row.error = error[:300]
    if row.attempts >= MOST_ATTEMPTS:
        return _end(row, MessageState.FAILED, now=now)
    row.next_try_at = now + min(timedelta(hours=6), timedelta(seconds=20) * 2**row.attempts)
    row.save(update_fields=["error", "next_try_at", "verdicts"])
    return row


def _end(row: GatewayMessage, state: MessageState, *, now: datetime) -> GatewayMessage:
    row.state, row.handled_at, row.next_try_at = state, now, None
    row.save(update_fields=["state", "handled_at", "next_try_at", "verdicts", "payment_reference", "error"])
    return row


def _keep_forged(gateway: str, message: RawMessage, kind: str, checks: tuple[Check, ...]) -> None:
    failed = next((check.name for check in checks if not check.passed), "nothing to check")
    logger.warning("A message to %s was refused: %s", gateway, failed)
    if not _has_room(gateway, message.received_at):
        return
    row = _row(gateway, message, kind, checks)
    row.dedupe_key = "refused:" + hashlib.sha256(message.body + failed.encode()).hexdigest()
    row.state, row.handled_at = MessageState.REJECTED, message.received_at
    GatewayMessage.objects.bulk_create([row], ignore_conflicts=True)


def _has_room(gateway: str, at: datetime) -> bool:
    key = f"billing.forged.{gateway}.{at:%Y%m%d%H}"
    try:
        cache.add(key, 0, timeout=3700)
        return bool(cache.incr(key) <= FORGED_KEPT_AN_HOUR)
    except (RedisError, OSError, ValueError):
        return False


def _row(gateway: str, message: RawMessage, kind: str, checks: tuple[Check, ...]) -> GatewayMessage:
    return GatewayMessage(
        organisation_id=None,
        gateway=gateway,
        kind=kind[:60],
        body=message.body,
        headers={name: message.headers[name] for name in _KEPT_HEADERS if name in message.headers},
        source_ip=message.source_ip[:45],
        verdicts=[_plain(check) for check in checks],
        received_at=message.received_at,
    )


def _plain(check: Check) -> dict[str, object]:
    return {"name": check.name, "passed": check.passed, "detail": check.detail}
