"""The in-app inbox: tell people, and keep track of what they read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from notifications.models import Notification
from notifications.services import lines, messages


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
    thread: str = "",
) -> int:
    """Tell people in the caller's own words: a kind that is declared with IN_OUR_WORDS. Otherwise as `messages.tell`.

    Idempotent by (person, key): a repeated fact is told once. Returns how many people were told now.
    Title, body and url are what the person sees; url is a path of this site. Raises UnknownKind.
    """
    return messages.tell(
        kind,
        user_ids,
        values={"title": title[:200], "body": body},
        url=url,
        organisation_id=organisation_id,
        key=key,
        thread=thread,
    )


@transaction.atomic
def mark_read(user_id: int, public_id: str, *, now: datetime) -> bool:
    """Mark one line read for its owner. False when it is not theirs or was read before."""
    mine = Notification.objects.filter(user_id=user_id, public_id=public_id, read_at__isnull=True)
    changed = mine.update(read_at=now) == 1
    if changed:
        lines.ring([user_id])
    return changed


@transaction.atomic
def mark_unread(user_id: int, public_id: str) -> bool:
    """Take a mark back."""
    mine = Notification.objects.filter(user_id=user_id, public_id=public_id, read_at__isnull=False)
    changed = mine.update(read_at=None) == 1
    if changed:
        lines.ring([user_id])
    return changed


@transaction.atomic
def mark_all_read(user_id: int, *, now: datetime) -> int:
    """Mark everything read. Returns how many lines changed."""
    changed = Notification.objects.filter(user_id=user_id, read_at__isnull=True).update(read_at=now)
    if changed:
        lines.ring([user_id])
    return changed


@transaction.atomic
def forget(user_id: int, *, organisation_id: int) -> int:
    """Drop what an organisation told a person who no longer belongs to it."""
    messages.forget(user_id, organisation_id=organisation_id, now=timezone.now())
    deleted, _ = Notification.objects.filter(user_id=user_id, organisation_id=organisation_id).delete()
    return deleted
