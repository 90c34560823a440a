"""The in-app inbox: tell people, and keep track of what they read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.models import Notification
from notifications.services import following, lines, messages, on_call
from synthai.core.errors import DomainError

LONGEST_SNOOZE = timedelta(days=366)


class SnoozeOutOfRange(DomainError):
    """Not in the future, or too far in it."""

    code = "notifications.snooze_out_of_range"
    title = _("A notification can be put off for a year at most")
    status = 422
    message = _("Choose a moment that is still to come, within a year.")
    field = "snoozed_until"


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


def mark_seen(user_id: int, public_ids: Sequence[str], *, now: datetime) -> int:
    """These lines were on a page that she opened. One statement. Returns how many are new to her; the bell is not rung for it."""
    if not public_ids:
        return 0
    shown = Notification.objects.for_person(user_id).filter(public_id__in=public_ids, seen_at=None)
    return shown.update(seen_at=now)


@transaction.atomic
def archive(user_id: int, public_id: str, *, now: datetime) -> bool:
    """Put a line away, read. False when it is not hers or away already."""
    mine = Notification.objects.for_person(user_id).filter(public_id=public_id, archived_at=None)
    changed = mine.update(archived_at=now, read_at=Coalesce("read_at", now)) == 1
    if changed:
        lines.ring([user_id])
    return changed


@transaction.atomic
def bring_back(user_id: int, public_id: str) -> bool:
    """Take a line out of the archive, or wake one that was put off. False when it is not hers or is open."""
    mine = Notification.objects.for_person(user_id).filter(public_id=public_id)
    away = mine.exclude(archived_at=None, snoozed_until=None)
    changed = away.update(archived_at=None, snoozed_until=None) == 1
    if changed:
        lines.ring([user_id])
    return changed


@transaction.atomic
def snooze(user_id: int, public_id: str, *, until: datetime, now: datetime) -> bool:
    """Put a line off: until then it is neither shown nor counted, then it is unread again. Raises SnoozeOutOfRange."""
    check_snooze(until, now=now)
    mine = Notification.objects.for_person(user_id).filter(public_id=public_id, archived_at=None)
    changed = mine.update(snoozed_until=until, read_at=None, seen_at=None) == 1
    if changed:
        lines.ring([user_id])
    return changed


def check_snooze(until: datetime, *, now: datetime) -> None:
    """Raises SnoozeOutOfRange."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise SnoozeOutOfRange


@transaction.atomic
def mark_all_read(user_id: int, *, now: datetime) -> int:
    """Mark everything read. Returns how many lines changed."""
    changed = Notification.objects.for_person(user_id).unread().open(at=now).update(read_at=now)
    if changed:
        lines.ring([user_id])
    return changed


@transaction.atomic
def forget(user_id: int, *, organisation_id: int) -> int:
    """Drop what an organisation told a person who no longer belongs to it, what she followed and was asked for there."""
    messages.forget(user_id, organisation_id=organisation_id, now=timezone.now())
    following.forget(user_id, organisation_id=organisation_id)
    on_call.forget(user_id, organisation_id=organisation_id)
    deleted, _rows = Notification.objects.filter(user_id=user_id, organisation_id=organisation_id).delete()
    if deleted:
        lines.read_anew([user_id])
        lines.ring([user_id])
    return deleted


@transaction.atomic
def wake(*, now: datetime, since: datetime) -> int:
    """Ring for lines that were put off until a moment between `since` and `now`. Returns how many people were rung for."""
    woken = Notification.objects.filter(archived_at=None, snoozed_until__gt=since, snoozed_until__lte=now)
    people = list(woken.order_by("user_id").values_list("user_id", flat=True).distinct())
    lines.ring(people)
    return len(people)
