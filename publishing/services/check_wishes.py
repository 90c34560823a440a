"""When a piece is looked at next: a row a piece, so that many changes in a row make one look, and a worker that dies loses none."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models.functions import Least
from django.utils import timezone

from publishing.models import Piece, PieceCheck

PAUSE: Final = timedelta(seconds=15)  # after the first of many changes
NIGHT_HOUR, NIGHT_MINUTES = 1, 240  # every piece once a night, spread over four hours
_BATCH: Final = 500


def wanted(piece_id: int, *, now: datetime) -> None:
    """Look at it soon. Part of the transaction of the change. One statement, one more for a new piece."""
    soon = now + PAUSE
    rows = PieceCheck.objects.filter(piece_id=piece_id)
    if not rows.update(due_at=Least("due_at", soon)):
        PieceCheck.objects.get_or_create(piece_id=piece_id, defaults={"due_at": soon})


def adopt(*, now: datetime) -> int:
    """Give a row to pieces that have none. Needs the tenant. Returns how many."""
    rows = Piece.objects.unchecked(now=now).order_by("pk").only("pk", "organisation_id")[:_BATCH]
    made = [PieceCheck(organisation_id=row.organisation_id, piece=row, due_at=now) for row in rows]
    PieceCheck.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def next_night(piece_id: int, *, now: datetime) -> datetime:
    """The minute of the coming night at which this piece has its turn, the same every night."""
    local = timezone.localtime(now)
    start = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    turn = start + timedelta(minutes=piece_id % NIGHT_MINUTES)
    return turn if turn > local else turn + timedelta(days=1)
