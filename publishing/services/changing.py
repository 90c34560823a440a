"""What every change of a piece has in common: who may, who was first, and what the change undoes."""

from collections.abc import Iterable
from datetime import datetime

from publishing import locks, permissions
from publishing.models import Piece, Series
from publishing.refusals import ChangedMeanwhile, PiecePutAway
from publishing.selectors import beside
from publishing.selectors.writing import can_change
from publishing.services import check_wishes, following
from publishing.terms import OUR_SLUGS, Standing
from synthai.core.access import Actor, require

_NOT_JUDGED = {
    "blocks",
    "seo",
    "touched",
    "created_by",
    "changed_by",
    "organisation",
    "live",
    "next",
    "original",
    "next_by",
    "missed",
}
_WORDS = {"title", "summary"}  # which show no files


def block(key: str) -> str:
    """What `touched` calls a block."""
    return f"block:{key}"


def is_own(piece: Piece, by: Actor) -> bool:
    """Whether they began it."""
    return by.user_id is not None and piece.created_by_id == by.user_id


def may_change(piece: Piece, by: Actor) -> bool:
    """Whether they may write in it: their own, or anybody's as an editor."""
    return can_change(piece, by)


def changeable(piece_id: int, *, by: Actor) -> Piece:
    """The piece, locked, for a change. Part of a transaction. Raises NotFound, NotAllowed, PiecePutAway."""
    piece = locks.lock_piece(piece_id)
    require(by, permissions.PIECE_WRITE if is_own(piece, by) else permissions.PIECE_EDIT)
    if piece.removed_at is not None:
        raise PiecePutAway
    return piece


def judge(piece: Piece, part: str, seen: int | None, mine: str, theirs: str) -> None:
    """Raise ChangedMeanwhile when this part was changed after the version that its editor saw. None: nobody saw any."""
    if seen is not None and seen < piece.version and piece.was_touched_after(part, seen) and mine != theirs:
        raise ChangedMeanwhile(part=part, mine=mine, theirs=theirs, version=piece.version)


def judge_row(row: Series, mine: str, theirs: str, seen: int | None) -> None:
    """Raise ChangedMeanwhile when a row that is changed as a whole is another one than its editor saw."""
    if seen is not None and seen < row.version:
        raise ChangedMeanwhile(part="series", mine=mine, theirs=theirs, version=row.version)


def changed(piece: Piece, parts: Iterable[str], *, by: Actor, now: datetime) -> None:
    """Count the change, note who made it, store the piece. What was approved is being written again; it is a machine's draft as long as
    parts that nobody has read stand in it. Needs the piece's lock."""
    named = list(parts)
    piece.version += 1
    piece.touched = {**piece.touched, **dict.fromkeys(named, piece.version)}
    piece.changed_at = now
    if by.user_id is not None:
        piece.changed_by_id = by.user_id
    if piece.standing == Standing.APPROVED:
        piece.standing = Standing.WRITING
    piece.is_machine_draft = bool(beside.unread_parts(piece))
    piece.full_clean(exclude=_NOT_JUDGED)
    piece.save()
    check_wishes.wanted(piece.pk, now=now)
    if set(named) - _WORDS:
        following.shows(piece)


def slug_taken(slug: str, language: str, *, but: int | None = None) -> bool:
    """Whether another piece of the organisation has this address in this language, or a page of ours. One query. Needs the tenant."""
    if slug in OUR_SLUGS:
        return True
    return Piece.objects.filter(slug=slug, language=language).exclude(pk=but or 0).exists()
