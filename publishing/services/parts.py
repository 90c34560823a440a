"""What stands in the draft of a piece: its title, its summary, its blocks. Two people are in each other's way only in the same part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from publishing import terms
from publishing.engine import pasted
from publishing.engine.blocks import Block, cleaned
from publishing.engine.told import told
from publishing.models import Piece, Revision
from publishing.refusals import BlockGone, DraftTooLarge, TooManyBlocks
from publishing.services import changing, revisions, see_also, translation_rules
from publishing.terms import MOST_BLOCKS, MOST_BYTES
from synthai.core.access import Actor
from synthai.core.errors import NotFound
from synthai.core.models import new_public_id

HEADS: Final = terms.HEADS
ORDER: Final = "order"
_PAUSE: Final = timedelta(minutes=30)  # after so long a draft is kept as it was found


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a block is to hold."""

    text: str = ""
    data: Mapping[str, Any]


@transaction.atomic
def write_head(
    piece_id: int, part: str, text: str, *, by: Actor, now: datetime, seen: int | None = None
) -> Piece:
    """Write the title or the summary. Raises NotFound, NotAllowed, PiecePutAway, ChangedMeanwhile, ValidationError."""
    if part not in HEADS:
        raise NotFound
    piece = changing.changeable(piece_id, by=by)
    text = " ".join(pasted.cleaned(text).split())
    before = getattr(piece, part)
    changing.judge(piece, part, seen, text, before)
    if text != before:
        _keep_as_found(piece, by=by, now=now)
        setattr(piece, part, text)
        if part == "title":
            translation_rules.address_follows(piece, before)
        changing.changed(piece, [part], by=by, now=now)
    return piece


@transaction.atomic
def write_heads(
    piece_id: int, given: Mapping[str, str], *, by: Actor, now: datetime, seen: int | None = None
) -> None:
    """Write title and summary, both or none. Raises as `write_head`."""
    for part in HEADS:
        if part in given:
            write_head(piece_id, part, given[part], by=by, now=now, seen=seen)


@transaction.atomic
def write_block(
    piece_id: int, block_id: str, content: Content, *, by: Actor, now: datetime, seen: int | None = None
) -> Piece:
    """Write one block; the same again changes nothing. Raises NotFound, NotAllowed, PiecePutAway, BlockGone, BlockRefused,
    ChangedMeanwhile, DraftTooLarge."""
    piece = changing.changeable(piece_id, by=by)
    place = _place(piece, block_id)
    before = piece.blocks[place]
    data = see_also.kept(before, content.data, by=by, now=now)
    block = cleaned(block_id, before["kind"], pasted.cleaned(content.text), data)
    changing.judge(piece, changing.block(block_id), seen, told(block), told(before))
    if block != before:
        _keep_as_found(piece, by=by, now=now)
        _store(piece, [*piece.blocks[:place], block, *piece.blocks[place + 1 :]], [block_id], by=by, now=now)
    return piece


@transaction.atomic
def add_block(
    piece_id: int,
    kind: str,
    *,
    by: Actor,
    now: datetime,
    content: Content | None = None,
    after: str = "",
) -> tuple[Piece, str]:
    """Put a block in, at the end or after another one. Returns the piece and the block's id. Raises NotFound, NotAllowed,
    PiecePutAway, BlockRefused, TooManyBlocks, DraftTooLarge."""
    piece = changing.changeable(piece_id, by=by)
    given = content or Content(data={})
    block = cleaned(new_public_id(), kind, pasted.cleaned(given.text), given.data)
    _put_in(piece, block, after, by=by, now=now)
    return piece, block["id"]


@transaction.atomic
def put_back_block(piece_id: int, block: Block, *, by: Actor, now: datetime) -> Piece:
    """A block that somebody took out, with the words of who was still writing in it: at the end. Raises as `add_block`."""
    piece = changing.changeable(piece_id, by=by)
    if block["id"] in _ids(piece):
        return piece
    _put_in(
        piece,
        cleaned(block["id"], block["kind"], pasted.cleaned(block["text"]), block["data"]),
        "",
        by=by,
        now=now,
    )
    return piece


@transaction.atomic
def move_block(
    piece_id: int, block_id: str, *, by: Actor, now: datetime, step: int = 0, before: str = ""
) -> Piece:
    """A step up (-1) or down (1), or before another block; at the end when that is not there. Raises NotFound, NotAllowed,
    PiecePutAway, BlockGone."""
    piece = changing.changeable(piece_id, by=by)
    place = _place(piece, block_id)
    rest = [*piece.blocks[:place], *piece.blocks[place + 1 :]]
    if step:
        target = max(0, min(place + step, len(rest)))
    else:
        target = next((at for at, block in enumerate(rest) if block["id"] == before), len(rest))
    if target != place:
        rest.insert(target, piece.blocks[place])
        _store(piece, rest, [], by=by, now=now)
    return piece


@transaction.atomic
def remove_block(piece_id: int, block_id: str, *, by: Actor, now: datetime) -> Piece:
    """Take a block out. The draft with it is kept as a revision first, which `restore_block` brings it back from. Idempotent.

    Raises NotFound, NotAllowed, PiecePutAway.
    """
    piece = changing.changeable(piece_id, by=by)
    if block_id in _ids(piece):
        revisions.keep(piece, by=by, now=now, note=_("Before a block was taken out"))
        _store(
            piece, [block for block in piece.blocks if block["id"] != block_id], [block_id], by=by, now=now
        )
    return piece


@transaction.atomic
def restore_block(piece_id: int, block_id: str, *, by: Actor, now: datetime) -> Piece:
    """Undo `remove_block`: the block as it stood last, after its neighbour of then. Idempotent. Raises NotFound as well when no
    revision holds it."""
    piece = changing.changeable(piece_id, by=by)
    if block_id in _ids(piece):
        return piece
    holds = Revision.objects.filter(piece_id=piece.pk, blocks__contains=[{"id": block_id}])
    last = holds.order_by("-number").first()
    if last is None:
        raise NotFound
    ids = [block["id"] for block in last.blocks]
    place, here = ids.index(block_id), set(_ids(piece))
    after = next((key for key in reversed(ids[:place]) if key in here), None)
    _put_in(piece, last.blocks[place], after, by=by, now=now)
    return piece


def _put_in(piece: Piece, block: Block, after: str | None, *, by: Actor, now: datetime) -> None:
    """After another block, at the end ("" or one that is not there), or before all (None)."""
    if len(piece.blocks) >= MOST_BLOCKS:
        raise TooManyBlocks(most=MOST_BLOCKS)
    ids = _ids(piece)
    place = 0 if after is None else ids.index(after) + 1 if after in ids else len(ids)
    _store(piece, [*piece.blocks[:place], block, *piece.blocks[place:]], [block["id"]], by=by, now=now)


def _store(piece: Piece, blocks: Sequence[Any], touched: Sequence[str], *, by: Actor, now: datetime) -> None:
    if len(json.dumps(blocks, ensure_ascii=False).encode()) > MOST_BYTES:
        raise DraftTooLarge
    piece.blocks = list(blocks)
    changing.changed(piece, [ORDER, *map(changing.block, touched)], by=by, now=now)


def _ids(piece: Piece) -> list[str]:
    return [block["id"] for block in piece.blocks]


def _place(piece: Piece, block_id: str) -> int:
    """Where the block stands. Raises BlockGone for one that was there, NotFound for one that never was."""
    if block_id in (ids := _ids(piece)):
        return ids.index(block_id)
    raise BlockGone if changing.block(block_id) in piece.touched else NotFound


def _keep_as_found(piece: Piece, *, by: Actor, now: datetime) -> None:
    """Keep the draft before somebody else, or the same person after a pause, writes on. Needs the piece's lock."""
    is_other = piece.changed_by_id is not None and piece.changed_by_id != by.user_id
    if piece.version > 1 and (is_other or now - piece.changed_at > _PAUSE):
        revisions.keep(piece, by=by, now=now, note=_("As it was found"))
