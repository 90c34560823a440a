"""What readers see: a revision goes live at once or at its time, and is taken down."""

from datetime import datetime
from typing import Final

from django.db import transaction

from publishing import events, locks, permissions
from publishing.models import Piece, Revision
from publishing.refusals import NotReady, PiecePutAway
from publishing.selectors import approval, readiness
from publishing.services import following, hints, review_closing, revisions
from publishing.terms import RevisionKind, Standing
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish as tell

PLANNED: Final = ("next", "next_by", "goes_live_at", "missed")


@transaction.atomic
def publish(piece_id: int, *, by: Actor, now: datetime, note: str = "") -> Piece:
    """Let readers see the draft as it stands; whoever may publish decides a review that waits, unless somebody else has to
    approve pieces here first. Publishing the same twice changes nothing. An end that is over counts no more. Raises NotFound, NotAllowed, PiecePutAway, NotReady."""
    piece = to_publish(piece_id, by=by)
    revision = revisions.keep(piece, by=by, now=now, kind=RevisionKind.PUBLISHED, note=note)
    is_shown = piece.live_id == revision.pk and not piece.has_ended(now=now)
    if not is_shown:
        refuse_unready(piece, now=now)
    review_closing.close(piece, by=by, now=now)
    if is_shown:
        return piece
    show(piece, revision, by=by, now=now)
    return piece


@transaction.atomic
def take_down(piece_id: int, *, by: Actor, now: datetime) -> Piece:
    """Let readers see the piece no more, nor what was to go live later; publishing again undoes it. The draft and its revisions stay.
    Idempotent. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = to_publish(piece_id, by=by)
    if piece.live_id is None and piece.next_id is None:
        return piece
    was_live = piece.is_live(now=now)
    piece.live, piece.live_at = None, None
    plan_nothing(piece)
    piece.save(update_fields=["live", "live_at", *PLANNED])
    following.shows(piece)
    following.read([piece])
    audit(piece, "publishing.piece.taken_down", by=by)
    if was_live:
        tell(events.PieceTakenDown(piece_id=piece.pk, public_id=piece.public_id))
    hints.later(hints.SHOWN, piece)
    return piece


def to_publish(piece_id: int, *, by: Actor) -> Piece:
    """The piece, locked, for what only who may publish does. Part of a transaction. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = locks.lock_piece(piece_id)
    require(by, permissions.PIECE_PUBLISH)
    if piece.removed_at is not None:
        raise PiecePutAway
    return piece


def refuse_unready(piece: Piece, revision: Revision | None = None, *, now: datetime) -> None:
    """Raise NotReady when readers would find something missing in the draft, or in this revision, or nobody else approved it where that is
    demanded. Up to seven queries."""
    found = readiness.troubles(piece, revision, now=now)
    if found:
        raise NotReady(found)


def refuse_unread(piece: Piece, revision: Revision) -> None:
    """Raise NotReady when nobody else approved this revision and the organisation demands that. Up to four queries."""
    found = approval.troubles(piece, version=revision.of_version)
    if found:
        raise NotReady(found)


def plan_nothing(piece: Piece) -> None:
    """Nothing goes live later. The caller stores PLANNED."""
    piece.next, piece.next_by, piece.goes_live_at, piece.missed = None, None, None, {}


def show(piece: Piece, revision: Revision, *, by: Actor, now: datetime, planner: int | None = None) -> None:
    """Make a revision what readers see. Needs the piece's lock; whether it may be was asked. `planner`: who planned it, when it goes
    live at its time."""
    piece.live, piece.live_at = revision, now
    piece.first_live_at = piece.first_live_at or now
    plan_nothing(piece)
    if piece.has_ended(now=now):
        piece.ends_at = None
    piece.ended_told_at = None
    if revision.of_version == piece.version and piece.standing != Standing.WAITING:
        piece.standing = Standing.WRITING
    changed = ["live", "live_at", "first_live_at", "ends_at", "ended_told_at", "standing"]
    piece.save(update_fields=[*changed, *PLANNED])
    following.shows(piece)
    following.read([piece])
    audit(piece, "publishing.piece.published", by=by, changes={"title": [piece.title, revision.number]})
    told = events.PiecePublished(
        piece_id=piece.pk, public_id=piece.public_id, revision=revision.number, by_id=by.user_id or planner
    )
    tell(told)
    hints.later(hints.SHOWN, piece)
