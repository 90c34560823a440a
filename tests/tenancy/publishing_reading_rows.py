"""Rows of what readers do with pieces, for the sweeps."""

from typing import Any

from django.utils import timezone

from publishing.models import Piece, PieceDay, ReaderChoice, Reading, ReadTogether
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, piece: str) -> None:
    """Stores a row of every kind for a piece that is there."""
    now = timezone.now()
    with tenant(organisation):
        read = Piece.objects.get(public_id=piece)
        Reading.objects.create(user=owner.user, key=piece, opened_at=now, bookmarked_at=now, later_at=now)
        ReaderChoice.objects.create(user=owner.user)
        PieceDay.objects.create(piece=read, day=timezone.localdate(now), opened=1)
        ReadTogether.objects.create(piece=read, other=read, organisations=1)
