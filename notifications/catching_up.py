"""What a tab or a phone missed: a cursor without gaps.

Neither the clock nor a sequence will do: of two transactions the one that began first may commit last, and its line would
stand before a cursor that has passed already. So a cursor is the database's own snapshot, which knows every transaction
that had ended when it was taken, and a line knows the transaction that changed it last. What a snapshot did not see is
what was missed: nothing twice, nothing never. Time alone changes lines too, those put off come back: so the cursor holds its moment.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Exists, Func, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from notifications.models import InboxReset, Notification
from synthai.core.sealing import BrokenSeal, seal, unseal

MOST = 200  # changed lines; whoever missed more reads the list anew
OLDEST = timedelta(days=14)
SNAPSHOT = Func(template="pg_current_snapshot()::text", output_field=TextField())


@dataclass(frozen=True)
class Cursor:
    """How far somebody has read: PostgreSQL's snapshot as text, and when it was taken."""

    snapshot: str
    at: datetime

    @property
    def first_open(self) -> int:
        """The oldest transaction that had not ended."""
        return int(self.snapshot.split(":")[0])

    @property
    def next_free(self) -> int:
        """The first transaction that had not begun."""
        return int(self.snapshot.split(":")[1])


@dataclass(frozen=True)
class Changes:
    """What was missed. `is_whole` false: too much, too old, or lines are gone for good: read the list anew."""

    cursor: str
    unread: int
    lines: list[Notification]
    is_whole: bool


@dataclass(frozen=True)
class _Head:
    cursor: Cursor
    unread: int
    was_reset: bool


def write(user_id: int, cursor: Cursor) -> str:
    """The cursor as its owner carries it; it opens nothing."""
    content = json.dumps([cursor.snapshot, cursor.at.isoformat()], separators=(",", ":"))
    return seal(content.encode(), purpose=_purpose(user_id))


def read(user_id: int, text: str) -> Cursor | None:
    """The cursor behind a text; None for anything else."""
    try:
        snapshot, at = json.loads(unseal(text, purpose=_purpose(user_id)))
    except (BrokenSeal, ValueError):
        return None
    return Cursor(snapshot, datetime.fromisoformat(at))


def unread_of(user_id: Any, *, now: datetime) -> Coalesce:
    """The number on the bell, as a part of another query."""
    rows = Notification.objects.filter(user_id=user_id).unread().open(at=now)
    counted = rows.order_by().values("user_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def changes(user_id: int, after: str, *, now: datetime) -> Changes:
    """What changed for a person since the cursor `after`. Two queries.

    Without a change the cursor stays as it was, so that the same question has the same answer (304).
    """
    since = read(user_id, after)
    head = _head(user_id, since, now=now)
    fresh = write(user_id, head.cursor)
    if since is None or head.was_reset or _is_of_no_use(since, head.cursor, now=now):
        return Changes(fresh, head.unread, [], is_whole=False)
    lines = list(_missed(user_id, since, now=now)[: MOST + 1])
    if len(lines) > MOST:
        return Changes(fresh, head.unread, [], is_whole=False)
    return Changes(fresh if lines else after, head.unread, lines, is_whole=True)


def _missed(user_id: int, since: Cursor, *, now: datetime) -> models.QuerySet[Notification]:
    written = Q(_unseen("changed_in", since), changed_in__gte=since.first_open)
    woken = Q(snoozed_until__gt=since.at, snoozed_until__lte=now)
    rows = Notification.objects.for_person(user_id).filter(written | woken)
    return rows.select_related("organisation").order_by("-listed_at", "-id")


def _unseen(column: str, since: Cursor) -> Func:
    """Whether the transaction in that column had not ended when the snapshot was taken."""
    return Func(
        column,
        Value(since.snapshot),
        template="(NOT pg_visible_in_snapshot(%(expressions)s::pg_snapshot))",
        arg_joiner="::text::xid8, ",
        output_field=models.BooleanField(),
    )


def _is_of_no_use(since: Cursor, present: Cursor, *, now: datetime) -> bool:
    """Too old, or of another database: one that was restored counts its transactions anew."""
    return since.next_free > present.next_free or now - since.at > OLDEST


def _head(user_id: int, since: Cursor | None, *, now: datetime) -> _Head:
    """Taken before the lines: what is committed in between is told now and once more, never left out."""
    resets = InboxReset.objects.filter(user_id=OuterRef("pk"))
    was_reset = Exists(resets.filter(_unseen("reset_in", since))) if since else Value(value=True)
    people = get_user_model().objects.filter(pk=user_id)
    found = people.values_list(SNAPSHOT, unread_of(OuterRef("pk"), now=now), was_reset).get()
    return _Head(Cursor(found[0], now), found[1], found[2])


def _purpose(user_id: int) -> str:
    return f"notifications.changes|{user_id}"
