"""What addresses of writing name: a link to a draft; and rows of a piece on its way to readers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from publishing.models import Desk, LibraryRule, Piece, PieceNote, Review, Revision
from publishing.services import previews
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, piece: str) -> dict[str, str]:
    """A review that waits, somebody who writes, a note with an answer; a link is not stored, it holds all it says."""
    now = timezone.now()
    with tenant(organisation):
        row = Piece.objects.get(public_id=piece)
        revision = Revision.objects.filter(piece=row).latest("number")
        Review.objects.create(
            piece=row, revision=revision, note=f"Read it at {organisation.name}", asked_at=now
        )
        LibraryRule.objects.create(demands_review=False, changed_at=now, changed_by=owner.user)
        Desk.objects.create(piece=row, user=owner.user, since=now, until=now + timedelta(minutes=2))
        note = PieceNote.objects.create(
            piece=row, words=f"Who counts at {organisation.name}?", written_by=owner.user, written_at=now
        )
        PieceNote.objects.create(
            piece=row, answers=note, words=f"They do at {organisation.name}.", written_at=now
        )
        token = previews.token(row, by=owner.actor, now=now)
    return {"library_preview": token, "library_note": note.public_id}
