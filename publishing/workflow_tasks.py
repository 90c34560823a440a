"""Background work of pieces on their way to readers: fetch, one service call."""

from typing import Any

from django.utils import timezone

from publishing.services import desks, reviews, scheduling, telling
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def pieces_turn(*, organisation_id: int, **_: Any) -> None:
    """Send each piece for which something is due on its own way: one that fails is in no other's."""
    for piece_id in scheduling.due(now=timezone.now()):
        piece_turn.enqueue(organisation_id=organisation_id, piece_id=piece_id)


@tenant_task(queue="default")
def piece_turn(*, piece_id: int, **_: Any) -> None:
    """What is due for one piece goes live or ends."""
    scheduling.turn(piece_id, now=timezone.now())


@tenant_task(queue="default")
def reviewers_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who may review what waits for them."""
    telling.review_asked(payload["review_id"])


@tenant_task(queue="default")
def asker_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who sent a piece for review what became of it."""
    telling.review_decided(payload["review_id"])


@tenant_task(queue="default")
def writers_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell writers that readers see their piece."""
    telling.published(payload["piece_id"], payload["revision"], payload.get("by_id"))


@tenant_task(queue="default")
def missed_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who planned a piece that it could not go live."""
    telling.missed(payload["piece_id"], payload["revision"], payload.get("by_id"))


@tenant_task(queue="default")
def taken_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who was writing that somebody took over."""
    telling.taken_over(payload["piece_id"], payload["user_id"], payload["from_id"], payload["since"])


@tenant_task(queue="default")
def note_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell colleagues of a note."""
    telling.note_written(payload["note_id"])


@tenant_task(queue="default")
def member_leave(*, payload: dict[str, Any], **_: Any) -> None:
    """What was asked of who left is asked of whoever may, and they write in nothing any more."""
    desks.forget(payload["user_id"])
    reviews.release(payload["user_id"])


@tenant_task(queue="default")
def member_follow(*, payload: dict[str, Any], **_: Any) -> None:
    """Who may not review with their new role is asked no longer."""
    reviews.release(payload["user_id"])
