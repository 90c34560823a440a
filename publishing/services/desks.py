"""Who writes in a piece now: a courtesy between colleagues, held until two minutes after the last sign of life.

It keeps nobody out: two people in two parts are in nobody's way, and in the same part `services.parts` shows both texts. It says that
somebody is at it before one begins, and who takes over says so to who was.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from publishing import events, locks, permissions
from publishing.models import Desk, Piece
from publishing.selectors import desks
from publishing.selectors.desks import Sitting
from publishing.selectors.writing import can_change
from publishing.services import hints
from synthai.core.access import Actor, require
from synthai.core.errors import NotFound
from synthai.core.events import publish as tell

LASTS: Final = timedelta(minutes=2)
MOMENT: Final = timedelta(seconds=10)


@transaction.atomic
def sit(piece_id: int, *, by: Actor, now: datetime) -> Sitting:
    """Say that one writes, or goes on writing, unless somebody else does. Who comes without a name, an API key, holds nothing. Raises
    NotFound, NotAllowed."""
    piece = _piece(piece_id, by=by)
    if by.user_id is None or piece.removed_at is not None:
        return desks.sitting(piece, by=by, now=now)
    row = _row(piece, by.user_id, now=now)
    if row.user_id == by.user_id and row.is_held(now=now):
        row.until = now + LASTS
        row.save(update_fields=["until"])
    elif not row.is_held(now=now):
        _give(row, by.user_id, now=now, taken_from=None)
        hints.later(hints.DESK, piece)
    return desks.sitting(piece, by=by, now=now)


@transaction.atomic
def take_over(piece_id: int, *, by: Actor, now: datetime) -> Sitting:
    """Sit down in somebody's place, who is told. What they write meanwhile is still judged part by part. Idempotent. Raises NotFound,
    NotAllowed."""
    piece = _piece(piece_id, by=by)
    if by.user_id is None or piece.removed_at is not None:
        return desks.sitting(piece, by=by, now=now)
    row = _row(piece, by.user_id, now=now)
    if row.user_id != by.user_id:
        was = row.user_id if row.is_held(now=now) else None
        _give(row, by.user_id, now=now, taken_from=was)
        hints.later(hints.DESK, piece)
        if was is not None:
            since = now.isoformat()
            tell(events.DeskTaken(piece_id=piece.pk, user_id=by.user_id, from_id=was, since=since))
    return desks.sitting(piece, by=by, now=now)


@transaction.atomic
def leave(piece_id: int, *, by: Actor, now: datetime) -> None:
    """Stand up, so that the next need not wait two minutes. It holds for a moment more, for who only loads the page anew. Idempotent.
    Raises NotFound, NotAllowed."""
    piece = _piece(piece_id, by=by)
    rows = Desk.objects.filter(piece_id=piece.pk, user_id=by.user_id or 0, until__gt=now + MOMENT)
    rows.update(until=now + MOMENT)


def forget(user_id: int) -> None:
    """Who left the organisation writes in nothing. Needs the tenant."""
    Desk.objects.filter(user_id=user_id).delete()


def _piece(piece_id: int, *, by: Actor) -> Piece:
    require(by, permissions.PIECE_WRITE)
    piece = Piece.objects.filter(pk=piece_id).order_by("pk").first()
    if piece is None or not can_change(piece, by):
        raise NotFound
    return piece


def _row(piece: Piece, user_id: int, *, now: datetime) -> Desk:
    """The desk of the piece, locked; where there is none, it is theirs."""
    row = locks.lock_desk(piece.pk)
    if row is None:
        free = {"user_id": user_id, "since": now, "until": now}
        Desk.objects.get_or_create(piece=piece, defaults=free)
        row = locks.lock_desk(piece.pk)
    if row is None:
        raise NotFound
    return row


def _give(row: Desk, user_id: int, *, now: datetime, taken_from: int | None) -> None:
    row.user_id, row.taken_from_id = user_id, taken_from
    row.since, row.until = now, now + LASTS
    row.save(update_fields=["user", "taken_from", "since", "until"])
