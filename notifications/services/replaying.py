"""Staff send once more what failed: counted first, then worked off in batches by a task, each batch in a transaction.

Killed at any moment it goes on after the last batch. Each delivery is looked at once, so one that fails again is not sent in a
circle. What was cancelled, belongs to somebody who is gone, or is older than its kind lives, stays as it is.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from notifications import events, locks
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.models import (
    Attempt,
    AttemptResult,
    Delivery,
    DeliveryState,
    Mail,
    MailState,
    Replay,
    ReplayState,
)
from notifications.services import messages, resending, reserving
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.events import publish

if TYPE_CHECKING:
    from django.db.models import QuerySet

LIFE = timedelta(days=3)  # of kinds that do not say how long they are worth something
BATCH = 200
SECONDS_PER_RUN = 60


@dataclass(frozen=True, kw_only=True)
class Failed:
    """Which failed deliveries: empty fields leave all in, but for an SMS or WhatsApp message that may have arrived."""

    since: datetime
    until: datetime
    channel: str = ""
    provider: str = ""
    answer: str = ""

    def rows(self) -> "QuerySet[Delivery]":
        """Them, oldest first."""
        rows = Delivery.objects.filter(
            state=DeliveryState.FAILED, finished_at__range=(self.since, self.until)
        )
        if self.channel:
            rows = rows.filter(channel=self.channel)
        if self.provider:
            rows = rows.filter(provider=self.provider)
        if self.answer:
            rows = rows.filter(answer__icontains=self.answer)
        in_doubt = Exists(Attempt.objects.filter(delivery=OuterRef("pk"), result=AttemptResult.UNCLEAR))
        rows = rows.exclude(~Q(channel__in=reserving.REPEATABLE), in_doubt)
        return rows.order_by("pk")

    def mails(self) -> "QuerySet[Mail]":
        """The apps' own mails that nobody took, by the same filters and the day on which they were queued."""
        rows = Mail.objects.filter(state=MailState.FAILED, created_at__range=(self.since, self.until))
        rows = rows.exclude(text="") if self.channel in ("", Channel.EMAIL) else rows.none()
        if self.provider:
            rows = rows.filter(provider=self.provider)
        return rows.filter(last_error__icontains=self.answer) if self.answer else rows


@dataclass(frozen=True)
class Counted:
    """What a replay would do now."""

    found: int
    stale: int
    mails: int  # own mails that failed the same: they are sent again one by one, or from their list

    @property
    def goes(self) -> int:
        """How many would go."""
        return self.found - self.stale


def count(failed: Failed, *, now: datetime) -> Counted:
    """How many a replay would send, and how many it would leave. Four queries."""
    rows = failed.rows().order_by()
    found = rows.count()
    lives = {code: now - life_of(code) for code in rows.values_list("message__kind", flat=True).distinct()}
    fresh = rows.filter(message__cancelled_at=None, user__is_active=True)
    goes = 0
    for code, created_at in fresh.values_list("message__kind", "message__created_at").iterator():
        goes += registry.known(code) is not None and created_at >= lives[code]
    return Counted(found=found, stale=found - goes, mails=failed.mails().count())


@transaction.atomic
def start(failed: Failed, *, by: Actor, now: datetime) -> Replay:
    """Send these once more, by tasks after the commit. On record."""
    row = Replay.objects.create(
        channel=failed.channel,
        provider=failed.provider,
        answer=failed.answer,
        since=failed.since,
        until=failed.until,
        counted=count(failed, now=now).goes,
        started_by_id=by.user_id,
        created_at=now,
    )
    changes = {"rows": [0, row.counted]}
    audit(row, "notifications.replay.started", by=by, changes=changes)
    publish(events.ReplayAsked(replay_id=row.pk))
    return row


@transaction.atomic
def stop(public_id: str, *, by: Actor, now: datetime) -> bool:
    """Send nothing more of it. False when it was at its end."""
    rows = Replay.objects.filter(public_id=public_id, state=ReplayState.WORKING)
    if not rows.update(state=ReplayState.CANCELLED, done_at=now):
        return False
    audit(Replay.objects.get(public_id=public_id), "notifications.replay.stopped", by=by)
    return True


def work(replay_id: int) -> bool:
    """Go on with it for a minute at most. True when it is at its end."""
    deadline = time.monotonic() + SECONDS_PER_RUN
    while time.monotonic() < deadline:
        if work_batch(replay_id, now=timezone.now()):
            return True
    return False


@transaction.atomic
def work_batch(replay_id: int, *, now: datetime, limit: int = BATCH) -> bool:
    """One batch. True when nothing is left, or somebody else is at it."""
    row = locks.lock_working_replay(replay_id)
    if row is None:
        return True
    found = list(_failed_of(row).rows().filter(pk__gt=row.after).select_related("message", "user")[:limit])
    fresh = [each for each in found if not is_stale(each, now=now)]
    back = [each.pk for each in fresh if resending.put_back(each.pk, now=now)]
    messages.hand_out(back)
    row.sent_count += len(back)
    row.left_count += len(found) - len(back)
    row.after = found[-1].pk if found else row.after
    if len(found) < limit:
        row.state, row.done_at = ReplayState.DONE, now
    row.save(update_fields=["after", "sent_count", "left_count", "state", "done_at"])
    return row.state == ReplayState.DONE


def working(*, limit: int = 100) -> list[int]:
    """Replays that are not at their end, oldest first."""
    rows = Replay.objects.filter(state=ReplayState.WORKING).order_by("created_at")
    return list(rows.values_list("pk", flat=True)[:limit])


def is_stale(delivery: Delivery, *, now: datetime) -> bool:
    """Whether nobody should get it any more."""
    message = delivery.message
    is_known = registry.known(message.kind) is not None
    is_over = message.created_at < now - life_of(message.kind)
    return bool(message.cancelled_at) or is_over or not is_known or not delivery.user.is_active


def life_of(code: str) -> timedelta:
    """How long a kind is worth something."""
    found = registry.known(code)
    return (found.lives_for if found else None) or LIFE


def _failed_of(row: Replay) -> Failed:
    return Failed(
        since=row.since, until=row.until, channel=row.channel, provider=row.provider, answer=row.answer
    )
