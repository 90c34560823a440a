"""What a person does with a whole thread of her inbox, and taking it back.

A deed is known by the transaction that did it, which its lines carry: undoing touches those and no line that was changed since.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

from notifications.models import Notification, NotificationQuerySet
from notifications.services import lines
from notifications.services.inbox import check_snooze


@dataclass(frozen=True)
class Deed:
    """What was done: to how many lines, and by which name it is undone."""

    count: int
    name: int


@transaction.atomic
def mark_read(user_id: int, public_id: str, *, now: datetime) -> Deed:
    """Mark a thread read, up to this line: what came after it was not on the page."""
    return _done(user_id, _open(user_id, public_id, now).unread(), read_at=now)


@transaction.atomic
def mark_unread(user_id: int, public_id: str, *, now: datetime) -> Deed:
    """Mark the newest line of a thread unread."""
    newest = _open(user_id, public_id, now).filter(public_id=public_id, read_at__isnull=False)
    return _done(user_id, newest, read_at=None)


@transaction.atomic
def archive(user_id: int, public_id: str, *, now: datetime) -> Deed:
    """Put a thread away, read, up to this line."""
    thread = _open(user_id, public_id, now)
    return _done(user_id, thread, archived_at=now, read_at=Coalesce("read_at", now))


@transaction.atomic
def archive_read(user_id: int, *, now: datetime) -> Deed:
    """Put away all that is read."""
    mine = Notification.objects.for_person(user_id).open(at=now)
    return _done(user_id, mine.filter(read_at__isnull=False), archived_at=now)


@transaction.atomic
def snooze(user_id: int, public_id: str, *, until: datetime, now: datetime) -> Deed:
    """Put a thread off: until then it is neither shown nor counted, then it is unread and on top. Raises SnoozeOutOfRange."""
    check_snooze(until, now=now)
    thread = _open(user_id, public_id, now)
    return _done(user_id, thread, snoozed_until=until, read_at=None, seen_at=None)


@transaction.atomic
def bring_back(user_id: int, public_id: str) -> Deed:
    """Take a thread out of the archive, or wake one that was put off, up to this line."""
    away = _thread(user_id, public_id).exclude(archived_at=None, snoozed_until=None)
    return _done(user_id, away, archived_at=None, snoozed_until=None)


@transaction.atomic
def undo(user_id: int, name: int) -> int:
    """Take back what was put away or put off by the deed of that name. Returns how many lines."""
    mine = Notification.objects.for_person(user_id).filter(changed_in=name)
    away = mine.filter(Q(archived_at__isnull=False) | Q(snoozed_until__isnull=False))
    by_archiving = When(read_at=F("archived_at"), then=None)
    found = away.update(
        archived_at=None, snoozed_until=None, read_at=Case(by_archiving, default=F("read_at"))
    )
    if found:
        lines.ring([user_id])
    return found


def _thread(user_id: int, public_id: str) -> NotificationQuerySet:
    """The line and those of its thread that do not stand above it."""
    mine = Notification.objects.for_person(user_id)
    line = mine.filter(public_id=public_id).order_by("pk").first()
    if line is None:
        return mine.none()
    return mine.of_thread(line).filter(Q(pk=line.pk) | Q(listed_at__lte=line.listed_at))


def _open(user_id: int, public_id: str, now: datetime) -> NotificationQuerySet:
    """Those of them that are in the inbox now."""
    return _thread(user_id, public_id).open(at=now)


def _done(user_id: int, rows: NotificationQuerySet, **values: object) -> Deed:
    keys = list(rows.values_list("pk", flat=True))
    count = Notification.objects.filter(pk__in=keys).update(**values)
    if not count:
        return Deed(0, 0)
    lines.ring([user_id])
    name = Notification.objects.filter(pk=keys[0]).values_list("changed_in", flat=True).get()
    return Deed(count, name)
