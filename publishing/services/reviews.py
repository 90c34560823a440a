"""Review before publishing: asked of an editor or of whoever may, approved, sent back with words, taken back.

Nobody decides about their own work while somebody else may. Whoever may change pieces of others may decide, also when another one
was asked, so that a piece never waits for somebody who is away.
"""

from datetime import date, datetime

from django.db import transaction

from accounts import selectors as people
from publishing import events, permissions
from publishing.models import Piece, Review
from publishing.selectors import approval
from publishing.selectors import reviews as asked
from publishing.services import changing, hints, review_closing, revisions
from publishing.terms import WORDS_LENGTH, RevisionKind, Standing, Verdict
from publishing.workflow_refusals import (
    AlreadyInReview,
    CannotReview,
    NobodyElse,
    NoReview,
    OwnPiece,
    PersonApproves,
    ReadAnother,
    WordsWanted,
)
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish as tell


@transaction.atomic
def ask(
    piece_id: int, *, by: Actor, now: datetime, of: str = "", note: str = "", due_on: date | None = None
) -> Review:
    """Send the draft as it stands for review, to a person (public id) or to whoever may. Raises NotFound, NotAllowed, PiecePutAway,
    AlreadyInReview, CannotReview."""
    piece = changing.changeable(piece_id, by=by)
    if review_closing.waiting(piece) is not None:
        raise AlreadyInReview
    review = Review(
        organisation_id=piece.organisation_id,
        piece=piece,
        revision=revisions.keep(piece, by=by, now=now, kind=RevisionKind.SUBMITTED, note=note.strip()[:200]),
        asked_by_id=by.user_id,
        asked_of_id=_reviewer(piece, of),
        note=note.strip()[:WORDS_LENGTH],
        due_on=due_on,
        asked_at=now,
    )
    review.save()
    piece.standing = Standing.WAITING
    piece.save(update_fields=["standing"])
    audit(piece, "publishing.review.asked", by=by)
    tell(events.ReviewAsked(piece_id=piece.pk, review_id=review.pk))
    hints.later(hints.REVIEW, piece)
    return review


@transaction.atomic
def approve(piece_id: int, *, by: Actor, now: datetime, words: str = "", seen: int | None = None) -> Review:
    """It may be published as it stands. Raises NotFound, NotAllowed, NoReview, OwnPiece, ReadAnother; where somebody else has to
    approve, PersonApproves and NobodyElse as well."""
    piece, review = _decidable(piece_id, by=by, seen=seen)
    by_another = by.kind == "person" and by.user_id not in asked.hands_in(piece, review)
    if not by_another and approval.is_demanded():
        _refuse_own(piece, review, by=by)
    return _decided(piece, review, Verdict.APPROVED, words, by=by, now=now, by_another=by_another)


@transaction.atomic
def send_back(piece_id: int, *, words: str, by: Actor, now: datetime, seen: int | None = None) -> Review:
    """It is to be changed first, and how. Raises WordsWanted, and as `approve`."""
    piece, review = _decidable(piece_id, by=by, seen=seen)
    if not words.strip():
        raise WordsWanted
    return _decided(piece, review, Verdict.RETURNED, words, by=by, now=now)


@transaction.atomic
def take_back(piece_id: int, *, by: Actor, now: datetime) -> Piece:
    """Ask no longer. Idempotent. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = changing.changeable(piece_id, by=by)
    review = review_closing.waiting(piece)
    if review is not None:
        review_closing.decide(piece, review, Verdict.WITHDRAWN, "", by=by, now=now)
        hints.later(hints.REVIEW, piece)
    return piece


@transaction.atomic
def release(user_id: int) -> int:
    """What was asked of somebody who reviews no more is asked of whoever may. Idempotent. Returns how many. Needs the tenant."""
    rows = list(Review.objects.waiting().filter(asked_of_id=user_id).select_related("piece").order_by("pk"))
    if not rows or user_id in asked.editor_ids(rows[0].organisation_id or 0):
        return 0
    for review in rows:
        Review.objects.filter(pk=review.pk, asked_of_id=user_id).update(asked_of=None)
        tell(events.ReviewAsked(piece_id=review.piece_id, review_id=review.pk))
        hints.later(hints.REVIEW, review.piece)
    return len(rows)


def _reviewer(piece: Piece, public_id: str) -> int | None:
    if not public_id:
        return None
    user_id = people.user_id_of(public_id)
    if user_id is None or user_id not in asked.editor_ids(piece.organisation_id or 0):
        raise CannotReview
    return user_id


def _decidable(piece_id: int, *, by: Actor, seen: int | None) -> tuple[Piece, Review]:
    piece = changing.changeable(piece_id, by=by)
    require(by, permissions.PIECE_EDIT)
    review = review_closing.waiting(piece)
    if review is None:
        raise NoReview
    if seen is not None and seen != piece.version:
        raise ReadAnother
    _refuse_while_others_may(asked.others_who_may(piece, asked.own_of(piece, review), by.user_id))
    return piece, review


def _refuse_while_others_may(others: list[int]) -> None:
    if others:
        raise OwnPiece(names=", ".join(sorted(people.labels_of(others).values())))


def _refuse_own(piece: Piece, review: Review, *, by: Actor) -> None:
    """An approval that counts for nothing here is not taken."""
    if by.kind != "person":
        raise PersonApproves
    _refuse_while_others_may(asked.others_who_may(piece, asked.hands_in(piece, review), by.user_id))
    raise NobodyElse


def _decided(
    piece: Piece,
    review: Review,
    verdict: Verdict,
    words: str,
    *,
    by: Actor,
    now: datetime,
    by_another: bool = False,
) -> Review:
    review_closing.decide(piece, review, verdict, words, by=by, now=now, by_another=by_another)
    tell(events.ReviewDecided(piece_id=piece.pk, review_id=review.pk))
    hints.later(hints.REVIEW, piece)
    return review
