"""What became of a review: written in one place, whether an editor said it or it follows from publishing."""

from datetime import datetime

from publishing import events
from publishing.models import Piece, Review
from publishing.terms import WORDS_LENGTH, Standing, Verdict
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.events import publish as tell

_STANDINGS = {
    Verdict.APPROVED: Standing.APPROVED,
    Verdict.RETURNED: Standing.RETURNED,
    Verdict.WITHDRAWN: Standing.WRITING,
}


def waiting(piece: Piece) -> Review | None:
    """The review that nobody decided yet. One query. Needs the piece's lock to count on it."""
    return Review.objects.filter(piece_id=piece.pk, verdict=Verdict.WAITING).order_by("pk").first()


def decide(
    piece: Piece,
    review: Review,
    verdict: Verdict,
    words: str,
    *,
    by: Actor,
    now: datetime,
    by_another: bool = False,
) -> Review:
    """Write what became of it, on the review and the piece. `by_another`: who decides had no hand in it. Needs the piece's lock."""
    review.verdict, review.words = verdict, words.strip()[:WORDS_LENGTH]
    review.decided_by_id, review.decided_at, review.seen_version = by.user_id, now, piece.version
    review.by_another = by_another
    review.save(update_fields=["verdict", "words", "decided_by", "decided_at", "seen_version", "by_another"])
    piece.standing = _STANDINGS[verdict]
    piece.save(update_fields=["standing"])
    audit(piece, f"publishing.review.{verdict.value}", by=by)
    return review


def close(piece: Piece, *, by: Actor, now: datetime, is_told: bool = False) -> None:
    """Publishing approves what waits for review. Needs the piece's lock. `is_told`: the asker hears of it by itself."""
    review = waiting(piece)
    if review is None:
        return
    decide(piece, review, Verdict.APPROVED, "", by=by, now=now)
    if is_told:
        tell(events.ReviewDecided(piece_id=piece.pk, review_id=review.pk))
