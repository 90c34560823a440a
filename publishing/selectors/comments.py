"""Comments of a piece as each reader may see them, and as moderators find them. A constant number of queries.

Nobody sees a comment who does not get the whole piece. Public pages show none: what people say to each other stays among who is
signed in to an organisation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import selectors as people
from publishing import permissions
from publishing.comment_terms import EDITABLE_FOR, CommentState
from publishing.engine import comment_text
from publishing.models import Comment, CommentQuerySet, CommentReport
from publishing.selectors.reading import Shown
from synthai.core.access import Actor
from synthai.core.errors import NotFound

QUEUES: Final = ("waiting", "reported", "shown", "hidden")


@dataclass(frozen=True, kw_only=True)
class Talk:
    """The comments of one piece for one reader. `house`: public id of the organisation whose piece it is."""

    shown: Shown
    by: Actor
    now: datetime
    house: str

    @property
    def is_open(self) -> bool:
        """Whether the piece takes comments."""
        return bool(self.shown.piece.allows_comments)

    @property
    def may_write(self) -> bool:
        """Whether this reader may comment now."""
        return self.is_open and self.by.user_id is not None and self.by.can(permissions.COMMENT_WRITE)

    @property
    def is_away(self) -> bool:
        """Whether the reader is of another organisation than the piece: then they choose whether to be named."""
        return self.by.organisation_id != self.shown.shelf.pk

    @property
    def is_moderator(self) -> bool:
        """Whether they judge these comments."""
        return not self.is_away and self.by.can(permissions.COMMENT_MODERATE)


@dataclass(frozen=True, kw_only=True)
class ShownComment:
    """A comment as one reader sees it. `is_gone`: neither words nor name are told; `why` says why, or what only they see."""

    comment: Comment
    name: str
    html: SafeString | str
    is_mine: bool
    is_gone: bool = False
    is_house: bool = False
    can_change: bool = False
    why: str = ""
    replies: list["ShownComment"] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A comment as a moderator finds it, with what was reported of it."""

    comment: Comment
    name: str
    html: SafeString
    reasons: list[str]


def talk(shown: Shown, *, by: Actor, now: datetime) -> Talk:
    """The comments of a piece. One query. Raises NotFound for who does not get the whole piece."""
    if not shown.is_whole:
        raise NotFound
    return Talk(shown=shown, by=by, now=now, house=people.public_id_of(shown.shelf.pk))


def threads_query(found: Talk) -> CommentQuerySet:
    """What begins a thread, with its writer; what was taken back or hidden stays as a place while replies stand under it."""
    answered = Comment.objects.standing().filter(parent_id=OuterRef("pk"))
    rows = Comment.objects.threads().filter(piece_id=found.shown.piece.pk)
    readable = Comment.objects.readable(found.by.user_id).values("pk")
    return rows.filter(Q(pk__in=readable) | Exists(answered)).select_related("author")


def threads(found: Talk, rows: Sequence[Comment]) -> list[ShownComment]:
    """These threads with the replies this reader sees, oldest first. One query."""
    replies: dict[int, list[ShownComment]] = {}
    below = Comment.objects.readable(found.by.user_id).filter(parent_id__in=[row.pk for row in rows])
    for row in below.select_related("author").order_by("pk"):
        replies.setdefault(row.parent_id or 0, []).append(told(found, row))
    return [told(found, row, replies.get(row.pk, [])) for row in rows]


def told(found: Talk, row: Comment, replies: Sequence[ShownComment] = ()) -> ShownComment:
    """One comment as this reader may see it."""
    is_mine = row.author_id is not None and row.author_id == found.by.user_id
    base: dict[str, Any] = {"comment": row, "is_mine": is_mine, "replies": list(replies)}
    if row.removed_at is not None:
        gone = _("Taken back.") if row.author_id else _("Somebody who is no longer here wrote this.")
        return ShownComment(**base, name="", html="", is_gone=True, why=gone)
    if row.state != CommentState.SHOWN and not is_mine:
        return ShownComment(**base, name="", html="", is_gone=True, why=_("A moderator hid this comment."))
    return ShownComment(
        **base,
        name=name_of(row, found.house),
        html=comment_text.html(row.text),
        is_house=found.shown.shelf.is_platform and row.home_key == found.house,
        can_change=is_mine and row.state != CommentState.HIDDEN and row.age(found.now) <= EDITABLE_FOR,
        why=_why(row),
    )


def count(found: Talk) -> int:
    """How many comments stand. One query."""
    return Comment.objects.standing().filter(piece_id=found.shown.piece.pk).count()


def own(found: Talk, public_id: str) -> Comment:
    """One's own comment under this piece. Raises NotFound."""
    rows = Comment.objects.kept().filter(public_id=public_id, piece_id=found.shown.piece.pk)
    return _one(rows.filter(author_id=found.by.user_id or 0))


def standing(found: Talk, public_id: str) -> Comment:
    """A comment under this piece that every reader sees. Raises NotFound."""
    rows = Comment.objects.standing().filter(public_id=public_id, piece_id=found.shown.piece.pk)
    return _one(rows.select_related("author"))


def to_judge(public_id: str, *, by: Actor) -> Comment:
    """A comment of one's own organisation's pieces, for a moderator who may read the piece. Needs the tenant. Raises NotFound."""
    rows = Comment.objects.for_judge(is_leader=by.can(permissions.LEADERS_READ)).kept()
    return _one(rows.filter(public_id=public_id).select_related("author", "piece"))


def queue(name: str, *, by: Actor) -> CommentQuerySet:
    """What a moderator looks through: one of QUEUES; by any other name all that is to be judged. Nothing under pieces that they may not
    read. Needs the tenant."""
    rows = Comment.objects.for_judge(is_leader=by.can(permissions.LEADERS_READ))
    by_name = {
        "waiting": rows.waiting,
        "reported": rows.reported,
        "shown": rows.standing,
        "hidden": rows.hidden,
    }
    found: CommentQuerySet = by_name.get(name, rows.to_judge)()
    return found.select_related("author", "piece__live", "parent")


def judged(rows: Sequence[Comment]) -> list[Judged]:
    """These comments with their names and what was reported of them. Two queries. Needs the tenant."""
    reasons: dict[int, list[str]] = {}
    reports = CommentReport.objects.open().filter(comment_id__in=[row.pk for row in rows])
    for report in reports.order_by("pk"):
        reasons.setdefault(report.comment_id, []).append(report.reason)
    house = people.public_id_of(rows[0].organisation_id or 0) if rows else ""
    return [
        Judged(
            comment=row,
            name=name_of(row, house),
            html=comment_text.html(row.text),
            reasons=reasons.get(row.pk, []),
        )
        for row in rows
    ]


def figures(*, is_leader: bool) -> dict[str, int]:
    """How many stand in each queue, for a moderator who reads what is meant for managers, or not. One query. Needs the tenant."""
    kept = Q(removed_at__isnull=True)
    open_report = Exists(CommentReport.objects.open().filter(comment_id=OuterRef("pk")))
    rows = Comment.objects.for_judge(is_leader=is_leader).annotate(is_reported=open_report)
    found: dict[str, int] = rows.aggregate(
        waiting=Count("pk", filter=kept & Q(state=CommentState.WAITING)),
        reported=Count("pk", filter=kept & Q(state=CommentState.SHOWN, is_reported=True)),
        shown=Count("pk", filter=kept & Q(state=CommentState.SHOWN)),
        hidden=Count("pk", filter=kept & Q(state=CommentState.HIDDEN)),
    )
    return found


def name_of(row: Comment, house: str) -> str:
    """What a writer is called: the organisation's own people by name, others by what they signed with."""
    if row.home_key == house:
        return row.author.label if row.author else _("Somebody who is no longer here")
    return row.signed or _("A reader")


def _why(row: Comment) -> str:
    if row.state == CommentState.WAITING:
        return _("Only you see it yet: a moderator reads it first.")
    if row.state == CommentState.HIDDEN:
        return _("A moderator hid it: %(reason)s") % {"reason": row.hidden_reason}
    return ""


def _one(rows: CommentQuerySet) -> Comment:
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found
