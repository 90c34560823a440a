"""The in-app inbox: tell people, and keep track of what they read."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from notifications.models import Notification
from synthai.core import realtime
from synthai.core.after_commit import after_commit


@transaction.atomic
def notify(
    kind: str,
    user_ids: Iterable[int],
    *,
    title: str,
    body: str = "",
    url: str = "",
    organisation_id: int | None = None,
    key: str,
) -> int:
    """Put one line in each person's inbox and ring their bell after commit.

    Idempotent by (person, key): a repeated fact is told once. Returns how many people were told now.
    Title, body and url are what the person sees; url is a path of this site.
    """
    now = timezone.now()
    wanted = sorted(set(user_ids))
    before = set(Notification.objects.filter(user_id__in=wanted, key=key).values_list("user_id", flat=True))
    rows = [
        Notification(
            user_id=user_id,
            organisation_id=organisation_id,
            kind=kind,
            key=key,
            title=title[:200],
            body=body,
            url=url,
            created_at=now,
        )
        for user_id in wanted
        if user_id not in before
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    _ring_on_commit([row.user_id for row in rows])
    return len(rows)


@transaction.atomic
def mark_read(user_id: int, public_id: str, *, now: datetime) -> bool:
    """Mark one line read for its owner. False when it is not theirs or was read before."""
    mine = Notification.objects.filter(user_id=user_id, public_id=public_id, read_at__isnull=True)
    changed = mine.update(read_at=now) == 1
    if changed:
        _ring_on_commit([user_id])
    return changed


@transaction.atomic
def mark_unread(user_id: int, public_id: str) -> bool:
    """Take a mark back."""
    mine = Notification.objects.filter(user_id=user_id, public_id=public_id, read_at__isnull=False)
    changed = mine.update(read_at=None) == 1
    if changed:
        _ring_on_commit([user_id])
    return changed


@transaction.atomic
def mark_all_read(user_id: int, *, now: datetime) -> int:
    """Mark everything read. Returns how many lines changed."""
    changed = Notification.objects.filter(user_id=user_id, read_at__isnull=True).update(read_at=now)
    if changed:
        _ring_on_commit([user_id])
    return changed


@transaction.atomic
def forget(user_id: int, *, organisation_id: int) -> int:
    """Drop what an organisation told a person who no longer belongs to it."""
    deleted, _ = Notification.objects.filter(user_id=user_id, organisation_id=organisation_id).delete()
    return deleted


def _ring_on_commit(user_ids: list[int]) -> None:
    """Hint every open tab of these people to fetch their bell again."""
    if not user_ids:
        return
    public_ids = get_user_model().objects.filter(pk__in=user_ids).values_list("public_id", flat=True)
    for public_id in public_ids:
        topic = realtime.user_topic(public_id)
        after_commit(realtime.push, topic, "notification", public_id)
