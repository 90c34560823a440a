"""Two versions of a document word by word, section by section. Plain texts in, what stayed, came and went out.

First sections are paired by their keys, then paragraphs by what they say, and only inside paragraphs that changed are words
compared: so a paragraph that comes in does not disturb those below it, and a long document costs little.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "added", "removed"]
State = Literal["same", "changed", "added", "removed"]
# A word or an amount with the space before it: spaces are carried along and never compared.
_TOKEN = re.compile(
    r"\s*(?:R[ \u00a0]?\d+(?:[ \u00a0]\d{3}(?!\d)|[.,]\d+)*|\d+(?:\u00a0\d{3}(?!\d)|[.,]\d+)*%?|[^\W_]+(?:[.'’-][^\W_]+)*|\S)|\s+$",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r".+?(?:\n\s*\n|\Z)\s*", re.DOTALL)
_MOST_WORDS = 3000  # of one paragraph; a longer one is shown as taken out and put in
_ALIKE = 0.35  # below this share of equal words two paragraphs are two, not one that changed


@dataclass(frozen=True)
class Part:
    """One section of a version: its key, its heading and its text."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what became of it."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """A section in both versions."""

    key: str
    title: str
    state: State
    pieces: tuple[Piece, ...]

    @property
    def added(self) -> int:
        """How many words came."""
        return _count(self.pieces, "added")

    @property
    def removed(self) -> int:
        """How many words went."""
        return _count(self.pieces, "removed")


def compare(old: Sequence[Part], new: Sequence[Part]) -> list[Change]:
    """Every section of either version, in the order of the newer one; what went stands where it stood."""
    before, after = {part.key: part for part in old}, {part.key: part for part in new}
    return [_changed(before.get(key), after.get(key)) for key in _order(list(before), list(after))]


def words(old: str, new: str) -> tuple[Piece, ...]:
    """One text in both versions."""
    if old == new:
        return (Piece("same", new),) if new else ()
    return _joined(_by_paragraph(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new)))


def _order(old: list[str], new: list[str]) -> list[str]:
    found: dict[str, None] = {}
    kept = set(new)
    for _tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        found.update(dict.fromkeys(key for key in old[i1:i2] if key not in kept))
        found.update(dict.fromkeys(new[j1:j2]))
    return list(found)


def _changed(old: Part | None, new: Part | None) -> Change:
    if new is None and old is not None:
        return Change(old.key, old.title, "removed", _all("removed", old.text))
    if old is None and new is not None:
        return Change(new.key, new.title, "added", _all("added", new.text))
    if old is None or new is None:
        raise ValueError("A change needs a section.")
    pieces = words(old.text, new.text)
    if old.title == new.title:
        is_same = all(piece.kind == "same" for piece in pieces)
        return Change(new.key, new.title, "same" if is_same else "changed", pieces)
    return Change(
        new.key, new.title, "changed", (*words(old.title, new.title), Piece("same", "\n\n"), *pieces)
    )


def _all(kind: Kind, text: str) -> tuple[Piece, ...]:
    return (Piece(kind, text),) if text else ()


def _by_paragraph(old: list[str], new: list[str]) -> Iterator[Piece]:
    keys = [each.strip() for each in old], [each.strip() for each in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[j1:j2]))
        else:
            for before, after in zip_longest(old[i1:i2], new[j1:j2], fillvalue=""):
                yield from _by_word(before, after)


def _by_word(old: str, new: str) -> Iterator[Piece]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    keys = [each.strip() for each in before], [each.strip() for each in after]
    matcher = SequenceMatcher(None, *keys, autojunk=False)
    is_long = max(len(before), len(after)) > _MOST_WORDS
    if is_long or (before and after and matcher.quick_ratio() < _ALIKE):
        yield from (Piece("removed", old), Piece("added", new))
        return
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(after[j1:j2]))
        else:
            yield Piece("removed", "".join(before[i1:i2]))
            yield Piece("added", "".join(after[j1:j2]))


def _joined(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Neighbours of a kind as one, and of a change what went before what came."""
    found: list[Piece] = []
    removed = added = ""
    for piece in (*pieces, Piece("same", "")):
        if piece.kind == "removed":
            removed += piece.text
        elif piece.kind == "added":
            added += piece.text
        elif piece.text or removed or added:
            found += [Piece("removed", removed), Piece("added", added)]
            removed = added = ""
            _append(found, piece)
    return tuple(piece for piece in found if piece.text)


def _append(found: list[Piece], piece: Piece) -> None:
    while found and not found[-1].text:
        found.pop()
    if found and found[-1].kind == piece.kind:
        piece = Piece(piece.kind, found.pop().text + piece.text)
    found.append(piece)


def _count(pieces: Sequence[Piece], kind: Kind) -> int:
    return sum(len(piece.text.split()) for piece in pieces if piece.kind == kind)
