"""A translation takes over what its original did with its blocks: put some in, took some out, moved them, chose another file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from publishing.engine import wordings
from publishing.engine.blocks import Block
from publishing.models import Piece
from publishing.selectors import beside
from publishing.selectors.beside import Beside, Row
from publishing.services import changing, revisions, translations
from publishing.services.parts import ORDER
from publishing.terms import MOST_BLOCKS
from synthai.core.access import Actor


@transaction.atomic
def follow_blocks(
    piece_id: int, *, by: Actor, now: datetime, keys: Sequence[str] = (), seen: int | None = None
) -> Piece:
    """Take over these blocks of the original, or with no keys all of them and their order: new ones come with the original's words, what
    the original took out goes (a revision keeps it), files and addresses are the original's. What the translation has of its own stays,
    and so does a block that somebody changed after the version `seen`.

    Idempotent. Raises NotFound, NotAllowed, PiecePutAway, NoTranslation, OriginalOutOfSight.
    """
    piece, source = translations.changeable(piece_id, by=by, now=now)
    found = beside.beside(piece, source)
    wanted = [row for row in found.rows if not keys or row.key in keys]
    late = {
        row.key
        for row in wanted
        if seen is not None and piece.was_touched_after(changing.block(row.key), seen)
    }
    blocks = _followed(piece, found, [row for row in wanted if row.key not in late], is_whole=not keys)
    if blocks == piece.blocks:
        return piece
    revisions.keep(piece, by=by, now=now, note=_("Before the blocks of the original were taken over"))
    before = wordings.by_id(piece.blocks)
    after = wordings.by_id(blocks)
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    piece.blocks = blocks
    changing.changed(piece, [ORDER, *map(changing.block, touched)], by=by, now=now)
    return piece


def _followed(piece: Piece, found: Beside, wanted: Iterable[Row], *, is_whole: bool) -> list[Block]:
    kept = wordings.by_id(piece.blocks)
    order = list(kept)
    for row in wanted:
        _take_over(row, found, kept, order)
    if is_whole:
        order = _in_order(found, order)
    return [kept[key] for key in order][:MOST_BLOCKS]


def _take_over(row: Row, found: Beside, kept: dict[str, Block], order: list[str]) -> None:
    if row.status == beside.ADDED and row.original is not None:
        kept[row.key] = _block(row.original)
        order.insert(_place(row.key, found, order), row.key)
    elif row.status == beside.REMOVED and row.key in kept:
        del kept[row.key]
        order.remove(row.key)
    elif row.is_reframed and row.original is not None:
        kept[row.key] = wordings.framed(kept[row.key], row.original)


def _place(key: str, found: Beside, order: Sequence[str]) -> int:
    """Behind the nearest block above it in the original that the translation has."""
    above = [row.key for row in found.rows]
    for each in reversed(above[: above.index(key)]):
        if each in order:
            return order.index(each) + 1
    return 0


def _in_order(found: Beside, order: Sequence[str]) -> list[str]:
    return [row.key for row in found.rows if row.key in order]


def _block(block: Mapping[str, Any]) -> Block:
    return Block(id=block["id"], kind=block["kind"], text=block["text"], data={**block["data"]})
