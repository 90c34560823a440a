"""What editors say to each other about a piece or one block of it: written, answered, settled, opened again. Readers never see it."""

from datetime import datetime

from django.db import transaction

from accounts import selectors as people
from publishing import events, locks, permissions
from publishing.engine import pasted
from publishing.models import Piece, PieceNote
from publishing.selectors import notes
from publishing.selectors.writing import block_of, can_change
from publishing.services import hints
from publishing.terms import NOTE_LENGTH
from publishing.workflow_refusals import CannotBeAsked, EmptyNote
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish as tell


@transaction.atomic
def write(
    piece_id: int, words: str, *, by: Actor, now: datetime, block: str = "", asked: str = ""
) -> PieceNote:
    """Say something about the piece, or a block of it, perhaps to somebody by their public id. Raises NotFound, NotAllowed, EmptyNote,
    CannotBeAsked."""
    piece = _piece(piece_id, by=by)
    if block:
        block_of(piece, block)
    note = PieceNote(
        organisation_id=piece.organisation_id,
        piece=piece,
        block=block,
        words=_cleaned(words),
        written_by_id=by.user_id,
        asked_id=_asked(piece, asked),
        written_at=now,
    )
    return _kept(note, piece)


@transaction.atomic
def reply(note_id: int, words: str, *, by: Actor, now: datetime) -> PieceNote:
    """Answer a note; one that was settled is open again. Raises NotFound, NotAllowed, EmptyNote."""
    note = locks.lock_note(note_id)
    piece = _piece(note.piece_id, by=by)
    if note.answers_id is not None:
        raise NotFound
    answer = PieceNote(
        organisation_id=piece.organisation_id,
        piece=piece,
        block=note.block,
        answers=note,
        words=_cleaned(words),
        written_by_id=by.user_id,
        written_at=now,
    )
    if note.settled_at is not None:
        _settle(note, None, by=by)
    return _kept(answer, piece)


@transaction.atomic
def settle(note_id: int, *, by: Actor, now: datetime) -> PieceNote:
    """It is done. Idempotent. Raises NotFound, NotAllowed."""
    note = locks.lock_note(note_id)
    piece = _piece(note.piece_id, by=by)
    if note.answers_id is not None:
        raise NotFound
    if note.settled_at is None:
        _settle(note, now, by=by)
        hints.later(hints.NOTE, piece)
    return note


@transaction.atomic
def reopen(note_id: int, *, by: Actor, now: datetime) -> PieceNote:
    """Undo `settle`. Idempotent. Raises NotFound, NotAllowed."""
    note = locks.lock_note(note_id)
    piece = _piece(note.piece_id, by=by)
    if note.settled_at is not None:
        _settle(note, None, by=by)
        hints.later(hints.NOTE, piece)
    return note


def _settle(note: PieceNote, at: datetime | None, *, by: Actor) -> None:
    note.settled_at, note.settled_by_id = at, by.user_id if at else None
    note.save(update_fields=["settled_at", "settled_by"])
    audit(note, "publishing.note.settled" if at else "publishing.note.reopened", by=by)


def _kept(note: PieceNote, piece: Piece) -> PieceNote:
    note.save()
    tell(events.NoteWritten(piece_id=piece.pk, note_id=note.pk))
    hints.later(hints.NOTE, piece)
    return note


def _piece(piece_id: int, *, by: Actor) -> Piece:
    require(by, permissions.PIECE_WRITE)
    piece = Piece.objects.filter(pk=piece_id).order_by("pk").first()
    if piece is None or not can_change(piece, by):
        raise NotFound
    return piece


def _cleaned(words: str) -> str:
    told = pasted.cleaned(words).strip()[:NOTE_LENGTH]
    if not told:
        raise EmptyNote
    return told


def _asked(piece: Piece, public_id: str) -> int | None:
    if not public_id:
        return None
    user_id = people.user_id_of(public_id)
    if user_id is None or user_id not in notes.who_sees(piece):
        raise CannotBeAsked
    return user_id
