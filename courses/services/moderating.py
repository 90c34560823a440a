"""What questions, answers and reviews have in common: taken back by who wrote them, hidden by a trainer who says why.

Each function needs the row's lock.
"""

from datetime import datetime

from courses.models import Post, Review
from courses.social_refusals import ReasonMissing, TooLong
from courses.social_terms import REASON_LENGTH


def tidied(text: str, *, most: int) -> str:
    """The words as they are kept. Raises TooLong."""
    kept = text.replace("\r\n", "\n").strip()
    if len(kept) > most:
        raise TooLong(length=len(kept), most=most)
    return kept


def set_removed(row: Post | Review, at: datetime | None) -> None:
    """Its author takes it back, or (None) puts it back. Idempotent."""
    if (row.removed_at is None) != (at is None):
        row.removed_at = at
        row.save(update_fields=["removed_at"])


def hide(row: Post | Review, reason: str, *, now: datetime) -> bool:
    """Nobody but its author and trainers sees it any more. False when it was hidden already: then only the reason is another.

    Raises ReasonMissing.
    """
    why = " ".join(reason.split())[:REASON_LENGTH]
    if not why:
        raise ReasonMissing
    is_new = row.hidden_at is None
    row.hidden_at, row.hidden_reason = row.hidden_at or now, why
    row.save(update_fields=["hidden_at", "hidden_reason"])
    return is_new


def show(row: Post | Review) -> bool:
    """Undo `hide`. False when it was not hidden."""
    if row.hidden_at is None:
        return False
    row.hidden_at = None
    row.save(update_fields=["hidden_at"])
    return True
