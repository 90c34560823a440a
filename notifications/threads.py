"""The inbox by thread: the newest line of each, with how many there are and why it came, in one query for a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, JSONObject

from notifications import catching_up, kinds, selectors
from notifications.models import Fact, Message, Notification, NotificationQuerySet
from notifications.services import escalating, why
from notifications.services.topic_audience import TOPIC
from synthai.core.keyset import Page
from synthai.core.keyset import page as keyset_page

if TYPE_CHECKING:
    from django.db import models

PAGE_SIZE = 30
UNFOLDED = 5  # lines below the newest that stand in the page itself; the rest is behind a link
ORDER = ("-listed_at", "-id")


@dataclass(frozen=True)
class Group:
    """A thread as the page shows it: its newest line, the next ones, and how many there are."""

    line: Notification
    count: int = 1
    unread: int = 0
    others: list[dict[str, Any]] = field(default_factory=list)
    because: str = ""
    ways: list[why.Way] = field(default_factory=list)
    topic: dict[str, str] | None = None
    matter: Any = None  # what somebody has to take, and who was asked

    @property
    def more(self) -> int:
        """How many lie under the newest."""
        return self.count - 1

    @property
    def hidden(self) -> int:
        """How many of those do not stand in the page."""
        return self.more - len(self.others)


@dataclass(frozen=True)
class Inbox:
    """One page of threads, the number on the bell, and the cursor from which changes are told; "" means: all anew."""

    groups: list[Group]
    page: Page[Any]
    unread: int
    cursor: str


def read(
    user_id: int, show: str, *, now: datetime, cursor: str | None = None, thread: Notification | None = None
) -> Inbox:
    """A page of the inbox; with `thread` its lines one by one. One query, a second one when the page is empty.

    Raises CursorInvalid.
    """
    lines = selectors.inbox(user_id, show, now=now)
    rows = lines.of_thread(thread) if thread else _newest(lines, user_id, show, now)
    rows = _with_reasons(rows).annotate(
        snapshot=catching_up.SNAPSHOT, bell=catching_up.unread_of(user_id, now=now)
    )
    scope = f"inbox-{show}-{thread.group if thread else ''}"
    found = keyset_page(rows, ordering=ORDER, size=PAGE_SIZE, cursor=cursor, scope=scope)
    first: Any = found.rows[0] if found.rows else None
    if first is None:
        bell = 0 if show in {"all", "unread"} and not cursor else selectors.unread_count(user_id, now=now)
        return Inbox([], found, bell, "")
    told = catching_up.write(user_id, catching_up.Cursor(first.snapshot, now))
    return Inbox(_groups(found.rows), found, first.bell, told)


def groups_of(user_id: int, show: str, lines: Iterable[Notification], *, now: datetime) -> list[Group]:
    """The threads of these lines as they are in a list now; those that are not in it any more are left out. One query."""
    alone = [line.pk for line in lines if not line.thread]
    threads = {(line.organisation_id, line.thread) for line in lines if line.thread}
    wanted = Q(pk__in=alone)
    for organisation_id, thread in threads:
        wanted |= Q(organisation_id=organisation_id, thread=thread)
    rows = _newest(selectors.inbox(user_id, show, now=now), user_id, show, now)
    return _groups(_with_reasons(rows.filter(wanted)).order_by(*ORDER))


def _newest(
    lines: NotificationQuerySet, user_id: int, show: str, now: datetime
) -> "models.QuerySet[Notification]":
    """The newest line of each thread, with the number of lines and unread ones, and the next few."""
    mine = selectors.inbox(user_id, show, now=now).select_related(None).order_by()
    same = (
        mine.exclude(thread="")
        .annotate(its=Coalesce("organisation_id", 0))
        .filter(its=Coalesce(OuterRef("organisation_id"), 0), thread=OuterRef("thread"))
    )
    later = Q(listed_at__gt=OuterRef("listed_at")) | Q(listed_at=OuterRef("listed_at"), pk__gt=OuterRef("pk"))
    below = same.exclude(pk=OuterRef("pk")).order_by(*ORDER)
    parts = JSONObject(**{name: name for name in ("public_id", "title", "created_at", "read_at")})
    return lines.filter(Q(thread="") | ~Exists(same.filter(later))).annotate(
        count=_number(same, Count("pk")),
        unread=_number(same, Count("pk", filter=Q(read_at=None))),
        others=ArraySubquery(below.values_list(parts)[:UNFOLDED]),
    )


def _number(rows: "models.QuerySet[Any]", what: Count) -> Subquery:
    return Subquery(rows.values("thread").annotate(number=what).values("number"))


def _with_reasons(lines: "models.QuerySet[Notification]") -> "models.QuerySet[Any]":
    """Why each came, and which topic it was told to."""
    told = Message.objects.filter(user_id=OuterRef("user_id"), key=OuterRef("key"))
    followed = Fact.objects.filter(key=OuterRef("key"), audience=TOPIC)
    return lines.annotate(
        reason=Subquery(told.values(it=JSONObject(kind="kind", decision="decision"))),
        topic=Subquery(followed.values("audience_args")),
    )


def _groups(rows: Iterable[Any]) -> list[Group]:
    """With what somebody has to take: two more queries when a line may be about that, which only critical ones are."""
    rows = list(rows)
    matters = escalating.matters(row.key for row in rows if _may_go_on(row))
    return [_group(row, matters.get(row.key)) for row in rows]


def _may_go_on(row: Any) -> bool:
    kind = kinds.known(row.kind)
    return kind is not None and kind.is_critical


def _group(row: Any, matter: Any) -> Group:
    reason = Message(**row.reason) if row.reason else None
    count = getattr(row, "count", None) or 1
    return Group(
        line=row,
        count=count,
        unread=row.unread if count > 1 else int(row.read_at is None),
        others=[_other(each) for each in getattr(row, "others", [])],
        because=why.because(reason) if reason else "",
        ways=why.ways(reason) if reason else [],
        topic=row.topic,
        matter=matter,
    )


def _other(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "created_at": datetime.fromisoformat(found["created_at"])}
