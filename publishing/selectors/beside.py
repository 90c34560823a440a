"""A translation beside what it is made of, block by block: what changed since, what nobody translated yet, what differs that should not."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from publishing.engine import likeness, wordings
from publishing.engine.blocks import Block
from publishing.engine.likeness import Unlike
from publishing.engine.told import told
from publishing.models import Piece
from publishing.selectors.reading import related_keys, without_hidden
from publishing.selectors.translations import Source
from publishing.terms import HEADS
from synthai.core import comparing

SAME, CHANGED, ADDED, REMOVED, OWN = "same", "changed", "added", "removed", "own"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A part of both. `status` is what became of it in the original since the revision that is followed; `own`: it has no such block.
    `original` is what it says now; `mine` is empty where the translation does not have it."""

    key: str
    status: str
    original: Mapping[str, Any] | None
    mine: Mapping[str, Any] | None
    changes: Sequence[comparing.Piece] = ()
    is_copied: bool = False
    needs_words: bool = True
    is_reframed: bool = False
    is_unread: bool = False
    unlike: Unlike = field(default_factory=Unlike)

    def naming(self, known: Collection[str]) -> "Row":
        """The same, with "see also" naming only these pieces: nobody learns of one that they may not see."""
        return replace(self, original=_naming(self.original, known), mine=_naming(self.mine, known))

    @property
    def part(self) -> str:
        """What `touched` and `unread` call it."""
        return self.key if self.key in HEADS else f"block:{self.key}"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Both texts, in the order of the original."""

    heads: list[Row]
    rows: list[Row]
    is_in_order: bool

    @property
    def all(self) -> list[Row]:
        """Title, summary and blocks."""
        return [*self.heads, *self.rows]

    @property
    def related(self) -> list[str]:
        """The public ids that "see also" of both name."""
        blocks = [block for row in self.all for block in (row.original, row.mine) if block is not None]
        return list(dict.fromkeys(related_keys(blocks)))

    @property
    def copied(self) -> int:
        """How many parts nobody translated yet."""
        return sum(row.is_copied for row in self.all)

    @property
    def flagged(self) -> int:
        """How many parts differ in what should be the same."""
        return sum(bool(row.unlike) for row in self.all)

    @property
    def unread(self) -> int:
        """How many parts of a machine nobody has read."""
        return sum(row.is_unread for row in self.all)

    @property
    def changed(self) -> int:
        """How many parts changed in the original since."""
        return sum(row.status in {CHANGED, ADDED, REMOVED} for row in self.all)

    @property
    def is_framed(self) -> bool:
        """Whether the translation has the blocks of the original, in their order."""
        return self.is_in_order and not any(
            row.status in {ADDED, REMOVED} or row.is_reframed for row in self.rows
        )


def beside(translation: Piece, source: Source) -> Beside:
    """No query."""
    languages = source.original.language, translation.language
    ours = wordings.by_id(translation.blocks)
    theirs = wordings.by_id(source.now.blocks)
    before = wordings.by_id(source.followed.blocks) if source.followed else theirs
    shared = [key for key in ours if key in theirs]
    return Beside(
        heads=[_head(name, translation, source, languages) for name in HEADS],
        rows=[
            _row(key, before.get(key), theirs.get(key), ours.get(key), translation, languages)
            for key in _order(list(theirs), list(ours))
        ],
        is_in_order=shared == [key for key in theirs if key in ours],
    )


def unread_parts(piece: Piece) -> list[str]:
    """The parts that a machine wrote and nobody has read, in the order of the piece; of those that are still there."""
    there = [*HEADS, *(f"block:{block['id']}" for block in piece.blocks)]
    return [part for part in there if part in piece.unread]


def untranslated(translation: Piece, source: Source) -> list[str]:
    """The keys of parts that stand there as the original has them, in the order of the piece."""
    found = beside(translation, source)
    order = [*HEADS, *(block["id"] for block in translation.blocks)]
    copied = {row.key for row in found.all if row.is_copied}
    return [key for key in order if key in copied]


def _naming(block: Mapping[str, Any] | None, known: Collection[str]) -> Mapping[str, Any] | None:
    return block if block is None else without_hidden([dict(block)], known)[0]


def _head(name: str, translation: Piece, source: Source, languages: tuple[str, str]) -> Row:
    now = _as_block(name, getattr(source.now, name))
    then = _as_block(name, getattr(source.followed, name)) if source.followed else now
    return _row(name, then, now, _as_block(name, getattr(translation, name)), translation, languages)


def _as_block(name: str, text: str) -> Block:
    return Block(id=name, kind="text", text=text, data={})


def _row(
    key: str,
    before: Block | None,
    now: Block | None,
    mine: Block | None,
    translation: Piece,
    languages: tuple[str, str],
) -> Row:
    part = key if key in HEADS else f"block:{key}"
    is_unread = mine is not None and part in translation.unread
    if now is None:
        status = REMOVED if before is not None else OWN
        return Row(key=key, status=status, original=before, mine=mine, is_unread=is_unread, needs_words=True)
    is_copied = mine is not None and wordings.is_untranslated(mine, now)
    return Row(
        key=key,
        status=_status(before, now, mine),
        original=now,
        mine=mine,
        changes=_changes(before, now),
        is_copied=is_copied,
        needs_words=wordings.needs_words(now),
        is_reframed=mine is not None and wordings.frame_of(mine) != wordings.frame_of(now),
        is_unread=is_unread,
        unlike=Unlike() if mine is None or is_copied else likeness.unlike(now, mine, languages=languages),
    )


def _changes(before: Block | None, now: Block) -> Sequence[comparing.Piece]:
    """Word by word; of "see also" nothing, whose words are ids of pieces."""
    if before is None or before == now or "pieces" in now["data"]:
        return ()
    return comparing.words(told(before), told(now))


def _status(before: Block | None, now: Block, mine: Block | None) -> str:
    if mine is None:
        return ADDED
    return SAME if before == now or before is None else CHANGED


def _order(theirs: list[str], ours: list[str]) -> Iterator[str]:
    """The original's blocks, each with what the translation has behind it and the original has not."""
    known = set(theirs)
    behind: dict[str, list[str]] = {}
    last = ""
    for key in ours:
        if key in known:
            last = key
        else:
            behind.setdefault(last, []).append(key)
    yield from behind.get("", [])
    for key in theirs:
        yield key
        yield from behind.get(key, [])
