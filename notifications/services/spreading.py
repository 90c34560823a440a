"""Tell many: a fact is stored with its audience and spread by a task, batch by batch, each batch in a transaction.

Killed at any moment it goes on after the last batch; a batch done twice tells nobody twice (one message for person and fact).
"""

import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import is_naive

from notifications import audiences, events, locks
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.kinds import Values
from notifications.models import Fact, FactState
from notifications.services import messages
from synthai.core.events import publish

BATCH = 1000
SECONDS_PER_RUN = 120


@transaction.atomic
def tell_audience(
    kind: str,
    audience: str,
    *,
    args: dict[str, Any] | None = None,
    values: Values,
    key: str,
    now: datetime,
    url: str = "",
    organisation_id: int | None = None,
    thread: str = "",
    send_at: datetime | None = None,
    channels: Collection[Channel] = (),
) -> Fact:
    """Tell a fact to everybody of an audience; told by tasks after the commit. Idempotent by `key`.

    A naive `send_at` is a time of each person's own clock; `channels` are the only ones to use. Raises UnknownKind, BadValues, LookupError for an audience that nobody offers.
    """
    audiences.find(audience)
    fact, is_new = Fact.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "audience": audience,
            "audience_args": args or {},
            "values": registry.find(kind).checked(values),
            "url": url,
            "thread": thread,
            "organisation_id": organisation_id,
            "send_at": _kept(send_at),
            "is_local": send_at is not None and is_naive(send_at),
            "channels": [each.value for each in channels],
            "created_at": now,
        },
    )
    if is_new:
        publish(events.FactTold(fact_id=fact.pk))
    return fact


def spread(fact_id: int) -> bool:
    """Tell the people of a fact who were not told yet, for two minutes at most. True when all were."""
    deadline = time.monotonic() + SECONDS_PER_RUN
    while time.monotonic() < deadline:
        if spread_batch(fact_id, now=timezone.now()):
            return True
    return False


@transaction.atomic
def spread_batch(fact_id: int, *, now: datetime, limit: int = BATCH) -> bool:
    """One batch. True when nothing is left, or somebody else is at it."""
    fact = locks.lock_spreading_fact(fact_id)
    if fact is None:
        return True
    people = audiences.find(fact.audience)(fact.organisation_id, fact.audience_args, fact.after, limit)
    fact.told_count += messages.tell(
        fact.kind,
        people,
        values=fact.values,
        key=fact.key,
        url=fact.url,
        organisation_id=fact.organisation_id,
        thread=fact.thread,
        send_at=fact.send_at.replace(tzinfo=None) if fact.send_at and fact.is_local else fact.send_at,
        channels=[Channel(each) for each in fact.channels],
        now=now,
    )
    fact.after = people[-1] if people else fact.after
    if len(people) < limit:
        fact.state, fact.done_at = FactState.DONE, now
    fact.save(update_fields=["after", "told_count", "state", "done_at"])
    return fact.state == FactState.DONE


def _kept(send_at: datetime | None) -> datetime | None:
    """A time of each person's own clock is kept as if it were UTC's; `is_local` says which it is."""
    return send_at.replace(tzinfo=UTC) if send_at is not None and is_naive(send_at) else send_at


@transaction.atomic
def cancel(key: str, *, now: datetime) -> int:
    """Stop a fact from spreading, and take back what did not leave yet. Returns how many deliveries."""
    Fact.objects.filter(key=key, state=FactState.SPREADING).update(state=FactState.CANCELLED, done_at=now)
    return messages.cancel(key, now=now)


def spreading(*, limit: int = 100) -> list[int]:
    """Facts that are not told to everybody yet, oldest first."""
    rows = Fact.objects.filter(state=FactState.SPREADING).order_by("created_at")
    return list(rows.values_list("pk", flat=True)[:limit])
