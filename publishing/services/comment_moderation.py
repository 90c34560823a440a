"""Comments as moderators judge them: shown or hidden, with a reason that their writer reads. Only under one's own organisation's pieces."""

from datetime import datetime

from django.db import transaction

from accounts import selectors as people
from publishing import events, locks, permissions
from publishing.comment_refusals import ReasonMissing
from publishing.comment_terms import REASON_LENGTH, CommentState
from publishing.engine import comment_text
from publishing.models import Comment, CommentReport
from publishing.selectors.platform import platform_id
from publishing.terms import Audience
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.tenancy import tenant


@transaction.atomic
def show(public_id: str, *, by: Actor, now: datetime) -> Comment:
    """Let readers see it: one that waited, was hidden, or was reported and may stand. Idempotent. Raises NotAllowed, NotFound."""
    comment = _judged(public_id, by=by)
    was, settled = comment.state, _settle(comment, now)
    if was != CommentState.SHOWN:
        comment.state, comment.hidden_reason = CommentState.SHOWN, ""
        comment.save(update_fields=["state", "hidden_reason"])
        publish(events.CommentShown(comment_id=comment.pk))
    if was != CommentState.SHOWN or settled:
        audit(comment, "publishing.comment.shown", by=by, changes={"state": [was, comment.state]})
    return comment


@transaction.atomic
def hide(public_id: str, *, reason: str, by: Actor, now: datetime) -> Comment:
    """Nobody but its writer and moderators sees it any more; `show` undoes it. Again only changes the reason.

    Raises NotAllowed, NotFound, ReasonMissing.
    """
    comment = _judged(public_id, by=by)
    why = " ".join(comment_text.tidied(reason).split())[:REASON_LENGTH]
    if not why:
        raise ReasonMissing
    was, before = comment.state, comment.hidden_reason
    if (was, before) != (CommentState.HIDDEN, why):
        comment.state, comment.hidden_reason = CommentState.HIDDEN, why
        comment.save(update_fields=["state", "hidden_reason"])
        told = {"state": [was, comment.state], "reason": [before or None, why]}
        audit(comment, "publishing.comment.hidden", by=by, changes=told)
    _settle(comment, now)
    return comment


def unsign(user_id: int, organisation_id: int) -> None:
    """Who left an organisation does not speak in its name any more: their comments under the platform's pieces lose their signature."""
    _unsign(organisation_id, author_id=user_id)


def forget_home(organisation_id: int) -> None:
    """An organisation ends: no comment under the platform's pieces names it any more. The words stay their writers'."""
    _unsign(organisation_id)


def _unsign(organisation_id: int, **narrowed: int) -> None:
    platform = platform_id()
    if platform is None or platform == organisation_id:
        return
    home = people.public_id_of(organisation_id)
    with tenant(platform):
        Comment.objects.filter(home_key=home, **narrowed).update(signed="", home_key="")


def _judged(public_id: str, *, by: Actor) -> Comment:
    require(by, permissions.COMMENT_MODERATE)
    comment = locks.lock_comment(public_id)
    is_hidden = comment.piece.audience == Audience.LEADERS and not by.can(permissions.LEADERS_READ)
    if comment.removed_at is not None or is_hidden:
        raise NotFound
    return comment


def _settle(comment: Comment, now: datetime) -> int:
    return CommentReport.objects.open().filter(comment_id=comment.pk).update(settled_at=now)
