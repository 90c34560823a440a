"""What readers see: a revision goes live at once or at its time, and is taken down."""

from datetime import datetime

from django.db import transaction

from publishing import events, locks, permissions
from publishing.models import Piece, Revision
from publishing.refusals import PiecePutAway
from publishing.services import following, revisions, translation_rules
from publishing.terms import RevisionKind
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish as tell


@transaction.atomic
def publish(piece_id: int, *, by: Actor, now: datetime, note: str = "") -> Piece:
    """Let readers see the draft as it stands. Publishing the same twice changes nothing. Raises NotFound, NotAllowed, PiecePutAway, NotReady."""
    piece = locks.lock_piece(piece_id)
    require(by, permissions.PIECE_PUBLISH)
    if piece.removed_at is not None:
        raise PiecePutAway
    translation_rules.refuse_unread(piece)
    revision = revisions.keep(piece, by=by, now=now, kind=RevisionKind.PUBLISHED, note=note)
    if piece.live_id == revision.pk:
        return piece
    _show(piece, revision, now=now)
    audit(piece, "publishing.piece.published", by=by, changes={"title": [piece.title, revision.number]})
    return piece


@transaction.atomic
def take_down(piece_id: int, *, by: Actor, now: datetime) -> Piece:
    """Let readers see the piece no more, nor what was to go live later; publishing again undoes it. The draft and its revisions stay.
    Idempotent. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = locks.lock_piece(piece_id)
    require(by, permissions.PIECE_PUBLISH)
    if piece.removed_at is not None:
        raise PiecePutAway
    if piece.live_id is None and piece.next_id is None:
        return piece
    was_live = piece.is_live(now=now)
    piece.live, piece.live_at = None, None
    piece.next, piece.goes_live_at = None, None
    piece.save(update_fields=["live", "live_at", "next", "goes_live_at"])
    following.shows(piece)
    following.read([piece])
    audit(piece, "publishing.piece.taken_down", by=by)
    if was_live:
        tell(events.PieceTakenDown(piece_id=piece.pk, public_id=piece.public_id))
    return piece


def _show(piece: Piece, revision: Revision, *, now: datetime) -> None:
    """Make a revision what readers see. Needs the piece's lock."""
    piece.live, piece.live_at = revision, now
    piece.first_live_at = piece.first_live_at or now
    piece.next, piece.goes_live_at = None, None
    piece.save(update_fields=["live", "live_at", "first_live_at", "next", "goes_live_at"])
    following.shows(piece)
    following.found(piece)
    tell(events.PiecePublished(piece_id=piece.pk, public_id=piece.public_id, revision=revision.number))
