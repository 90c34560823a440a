"""Comments of readers: written, mended within a quarter of an hour, taken back with undo, reported.

Each verb is about a live piece that the reader gets as a whole; who calls has found it through `selectors.reading`. Rows belong to
the organisation of the piece. Under the platform's pieces a reader of elsewhere is read by a moderator first, until one comment of
theirs was let through, and again for a while after one was hidden; a comment that names a web address waits always.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts import selectors as people
from publishing import events, locks, permissions
from publishing.comment_refusals import (
    CommentEmpty,
    CommentGone,
    CommentHidden,
    CommentsClosed,
    CommentTooLong,
    OwnComment,
    ReasonMissing,
    RepliesGoOneDeep,
    TooLateToChange,
    TooManyComments,
)
from publishing.comment_terms import (
    A_MINUTE,
    AN_HOUR,
    COMMENT_LENGTH,
    DISTRUSTED_FOR,
    EDITABLE_FOR,
    REASON_LENGTH,
    CommentState,
)
from publishing.engine import comment_text
from publishing.models import Comment, CommentReport, Piece
from publishing.refusals import ReaderOnly
from publishing.selectors.reading import Shown
from synthai.core.access import Actor, require
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.tenancy import tenant
from synthai.core.versions import check_version

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_LONGEST_NAME: Final = 200


def write(
    shown: Shown, *, text: str, by: Actor, now: datetime, reply_to: str = "", signs: bool = False
) -> Comment:
    """Say something under a piece, or in reply to a comment. The same words sent twice within a minute are one comment.

    `signs`: under the platform's pieces, with first name and organisation. Raises NotAllowed, ReaderOnly, NotFound, CommentsClosed,
    CommentEmpty, CommentTooLong, CommentGone, RepliesGoOneDeep, TooManyComments.
    """
    kept = _clean(text)
    with _before(shown, by) as user_id:
        if not Piece.objects.filter(pk=shown.piece.pk, allows_comments=True).exists():
            raise CommentsClosed
        parent = _parent(shown, reply_to) if reply_to else None
        locks.lock_commenter(user_id)
        mine = Comment.objects.filter(author_id=user_id)
        twin = mine.filter(piece=shown.piece, parent=parent, text=kept, created_at__gt=now - _MINUTE).kept()
        if (found := twin.order_by("pk").first()) is not None:
            return found
        _brake(user_id, now)
        made = Comment(piece=shown.piece, parent=parent, author_id=user_id, text=kept, created_at=now)
        made.home_key, made.signed = by.organisation_public_id or "", _signature(shown, by) if signs else ""
        made.state = _state(shown, made, by, now)
        made.save(force_insert=True)
        _tell(made)
        return made


def change(
    shown: Shown, public_id: str, *, text: str, by: Actor, now: datetime, version: str | None = None
) -> Comment:
    """Mend what one wrote; it says so afterwards. Raises NotFound, TooLateToChange, CommentHidden, PreconditionFailed, CommentEmpty,
    CommentTooLong."""
    kept = _clean(text)
    with _before(shown, by) as user_id:
        comment = _own(shown, public_id, user_id)
        if comment.removed_at is not None:
            raise NotFound
        if comment.state == CommentState.HIDDEN:
            raise CommentHidden
        if comment.age(now) > EDITABLE_FOR:
            raise TooLateToChange
        check_version(comment, version)
        if kept == comment.text:
            return comment
        comment.text, comment.edited_at, comment.version = kept, now, comment.version + 1
        comment.state = _state(shown, comment, by, now)
        comment.save(update_fields=["text", "edited_at", "version", "state"])
        _tell(comment)
        return comment


def take_back(shown: Shown, public_id: str, *, by: Actor, now: datetime) -> Comment:
    """Take back what one wrote; `put_back` undoes it for thirty days. Replies of others stay. Idempotent. Raises NotFound."""
    return _set_removed(shown, public_id, now, by=by)


def put_back(shown: Shown, public_id: str, *, by: Actor) -> Comment:
    """Undo `take_back`. Idempotent. Raises NotFound, also when its words are forgotten."""
    return _set_removed(shown, public_id, None, by=by)


def report(shown: Shown, public_id: str, *, reason: str, by: Actor, now: datetime) -> CommentReport:
    """Say that a comment should not stand. Once a person and comment: again only changes the reason.

    Raises NotAllowed, ReaderOnly, NotFound, OwnComment, ReasonMissing.
    """
    why = " ".join(comment_text.tidied(reason).split())[:REASON_LENGTH]
    if not why:
        raise ReasonMissing
    with _before(shown, by, permissions.LIBRARY_READ) as user_id:
        comment = locks.lock_comment(public_id)
        if comment.piece_id != shown.piece.pk or not comment.is_standing:
            raise NotFound
        if comment.author_id == user_id:
            raise OwnComment
        row, is_new = CommentReport.objects.get_or_create(
            comment=comment, user_id=user_id, defaults={"reason": why, "created_at": now}
        )
        if not is_new and row.settled_at is None:
            row.reason = why
            row.save(update_fields=["reason"])
        if is_new:
            publish(events.CommentWaits(comment_id=comment.pk))
        return row


def forget_words(*, now: datetime) -> int:
    """Empty what was taken back more than thirty days ago. Needs the tenant. Returns how many."""
    return Comment.objects.outdated(now=now).update(text="", signed="")


@contextmanager
def _before(shown: Shown, by: Actor, capability: str = permissions.COMMENT_WRITE) -> Iterator[int]:
    """The person before a piece, in a transaction of the piece's organisation. Raises NotAllowed, ReaderOnly, NotFound."""
    require(by, capability)
    if by.user_id is None:
        raise ReaderOnly
    if not shown.is_whole:
        raise NotFound
    with tenant(shown.shelf.pk), transaction.atomic():
        yield by.user_id


def _clean(text: str) -> str:
    kept = comment_text.tidied(text)
    if not kept:
        raise CommentEmpty
    if len(kept) > COMMENT_LENGTH:
        raise CommentTooLong(length=len(kept), most=COMMENT_LENGTH)
    return kept


def _parent(shown: Shown, public_id: str) -> Comment:
    """The comment that is answered, locked, so that it cannot be hidden meanwhile."""
    found = locks.lock_comment(public_id)
    if found.piece_id != shown.piece.pk:
        raise NotFound
    if found.parent_id is not None:
        raise RepliesGoOneDeep
    if not found.is_standing:
        raise CommentGone
    return found


def _brake(user_id: int, now: datetime) -> None:
    """Raise TooManyComments. Needs the writer's lock, so that two at once are counted one after the other."""
    lately = Comment.objects.filter(author_id=user_id, created_at__gt=now - _HOUR)
    in_hour, in_minute = lately.count(), lately.filter(created_at__gt=now - _MINUTE).count()
    if in_minute >= A_MINUTE or in_hour >= AN_HOUR:
        raise TooManyComments(count=in_minute if in_minute >= A_MINUTE else in_hour)


def _state(shown: Shown, comment: Comment, by: Actor, now: datetime) -> str:
    """Whether readers see it at once: what the organisation's own people write, and what others do whom a moderator knows."""
    if by.organisation_id == shown.shelf.pk:
        return CommentState.SHOWN
    if comment_text.has_link(comment.text):
        return CommentState.WAITING
    if comment.pk and comment.state == CommentState.WAITING:
        return CommentState.WAITING
    theirs = Comment.objects.filter(author_id=comment.author_id)
    hidden = theirs.filter(state=CommentState.HIDDEN)  # also what they took back since: that earns no trust
    was_hidden = hidden.filter(created_at__gt=now - DISTRUSTED_FOR).exists()
    return CommentState.SHOWN if theirs.standing().exists() and not was_hidden else CommentState.WAITING


def _signature(shown: Shown, by: Actor) -> str:
    """What a reader of elsewhere is called: first name and organisation. No address of theirs is ever shown."""
    if by.organisation_id == shown.shelf.pk:
        return ""
    first = "" if "@" in by.label else by.label.split(" ")[0]
    return ", ".join(filter(None, (first, people.name_of(by.organisation_id or 0))))[:_LONGEST_NAME]


def _own(shown: Shown, public_id: str, user_id: int) -> Comment:
    comment = locks.lock_comment(public_id)
    if comment.author_id != user_id or comment.piece_id != shown.piece.pk:
        raise NotFound
    return comment


def _set_removed(shown: Shown, public_id: str, at: datetime | None, *, by: Actor) -> Comment:
    with _before(shown, by) as user_id:
        comment = _own(shown, public_id, user_id)
        if at is None and not comment.text:
            raise NotFound
        if (comment.removed_at is None) != (at is None):
            comment.removed_at = at
            comment.save(update_fields=["removed_at"])
        return comment


def _tell(comment: Comment) -> None:
    fact = events.CommentShown if comment.state == CommentState.SHOWN else events.CommentWaits
    publish(fact(comment_id=comment.pk))
