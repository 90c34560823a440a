"""The relay: takes facts from the outbox to their receivers, at least once.

Rows are taken with FOR UPDATE SKIP LOCKED, handed to Celery, then marked in the same transaction: a relay killed in
between leaves them unmarked, and the next one hands them out again. Woken after each commit, and by beat every minute.
"""

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnreachable

from synthai.core.correlation import request_id_bound
from synthai.core.events import receivers_of, wake_relay
from synthai.core.models import OutboxEvent
from synthai.core.tasks import REQUEST_ID_HEADER, system_task
from synthai.core.tenancy import all_tenants

BATCH = 200
SECONDS_PER_RUN = 40
MAX_ATTEMPTS = 12  # the last pauses are an hour: about five hours in all, then staff decide
MAX_PAUSE = timedelta(hours=1)
REASON = "outbox relay"
logger = logging.getLogger("synthai.outbox")


def relay_waiting() -> int:
    """Hand out what waits, batch by batch, until nothing is left or the time is up. Returns how many events."""
    deadline, total = time.monotonic() + SECONDS_PER_RUN, 0
    while time.monotonic() < deadline:
        taken = relay_batch(now=timezone.now())
        total += taken
        if taken < BATCH:
            break
    return total


def relay_batch(*, now: datetime, limit: int = BATCH) -> int:
    """Hand out the oldest waiting events, at most `limit`, in one transaction. Returns how many were taken.

    An event whose hand-over fails is put off with growing pauses; after MAX_ATTEMPTS it stays for staff. Raises
    kombu's OperationalError, with nothing marked, when the broker is out of reach.
    """
    with (
        all_tenants(reason=REASON),
        transaction.atomic(),
        current_app.producer_pool.acquire(block=True) as producer,
    ):
        waiting = OutboxEvent.objects.filter(_due(now)).order_by("pk")
        rows = list(waiting.select_for_update(skip_locked=True, of=("self",))[:limit])
        handed = [row.pk for row in rows if _hand_over(row, producer, now=now)]
        OutboxEvent.objects.filter(pk__in=handed).update(
            relayed_at=now, attempts=F("attempts") + 1, last_error=""
        )
        return len(rows)


def lag(*, now: datetime) -> timedelta:
    """How long the oldest event that is due has been waiting; those put off after a failure count too."""
    with all_tenants(reason="outbox lag"):
        oldest = (
            OutboxEvent.objects.filter(relayed_at=None, attempts__lt=MAX_ATTEMPTS)
            .order_by("pk")
            .values_list("created_at", flat=True)
            .first()
        )
    return now - oldest if oldest else timedelta()


def relay_again(event_id: int) -> bool:
    """Hand an event out once more, whether it was relayed, put off or given up. For staff. False if it is gone.

    Receivers dedupe by the event's id, so what was done is not done twice.
    """
    with all_tenants(reason="outbox: relay again"), transaction.atomic():
        changed = OutboxEvent.objects.filter(pk=event_id).update(
            relayed_at=None, attempts=0, not_before=None, last_error=""
        )
        transaction.on_commit(wake_relay, robust=True)
    return bool(changed)


def _due(now: datetime) -> Q:
    may_start = Q(not_before=None) | Q(not_before__lte=now)
    return Q(relayed_at=None, attempts__lt=MAX_ATTEMPTS) & may_start


def _hand_over(row: OutboxEvent, producer: Any, *, now: datetime) -> bool:
    try:
        _send(row, receivers_of(row.name), producer)
    except BrokerUnreachable:
        raise
    except Exception as error:
        pause = min(MAX_PAUSE, timedelta(seconds=5 * 2**row.attempts))
        row.attempts, row.not_before, row.last_error = row.attempts + 1, now + pause, type(error).__qualname__
        row.save(update_fields=["attempts", "not_before", "last_error"])
        logger.exception("%s could not be handed over", row.name, extra={"event": str(row.public_id)})
        return False
    return True


def _send(row: OutboxEvent, receivers: Iterable[Any], producer: Any) -> None:
    kwargs = {"event_id": str(row.public_id), "name": row.name, "payload": row.payload}
    if row.organisation_id is not None:
        kwargs["organisation_id"] = row.organisation_id
    with request_id_bound(row.request_id) as request_id:
        for receiver in receivers:
            receiver.apply_async(kwargs=kwargs, headers={REQUEST_ID_HEADER: request_id}, producer=producer)


@system_task(max_retries=0, time_limit=120)
def outbox_relay(**_: object) -> None:
    """Woken after commits, and by beat every minute for what the wake-up missed."""
    relay_waiting()
