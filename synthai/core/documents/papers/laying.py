"""A paper laid out for drawing: Markdown read, levels of headings settled, places to sign side by side, charts reckoned.

HTML, PDF and Word walk the same pieces, so they cannot differ in what they say or in its order.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from synthai.core.documents.papers import blocks as b
from synthai.core.documents.papers import prose
from synthai.core.documents.papers.figures import figure_of
from synthai.core.documents.papers.pieces import (
    Box,
    Break,
    Cells,
    Drawing,
    Facts,
    Grid,
    Laid,
    Parties,
    Piece,
    Place,
    Points,
    Signing,
    Text,
    Title,
)
from synthai.core.documents.papers.wording import Wording, locale_of, wording_for
from synthai.core.documents.sheets import Fact

__all__ = ["Laid", "Piece", "Text", "is_blank", "lay"]
DEEPEST: Final = 3
_UNSEEN: Final = (
    " \t\n\u00a0\u00ad\u1680\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
    + "".join(chr(code) for code in range(0x2000, 0x200B))
)


def lay(paper: b.Paper) -> Laid:
    """A paper with everything read and reckoned that its drawings need."""
    words = wording_for(paper.language)
    return Laid(
        paper=paper,
        pieces=tuple(_pieces(paper.blocks, words)),
        wording=words,
        locale=locale_of(paper.language),
    )


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen: such a heading is none."""
    return not prose.without_controls(text).strip(_UNSEEN)


def _pieces(found: tuple[b.Block, ...], words: Wording) -> Iterator[Piece]:
    levels = _Levels()
    for is_signature, group in groupby(found, lambda block: isinstance(block, b.Signature)):
        if is_signature:
            yield Signing(
                places=tuple(_place(block, words) for block in group if isinstance(block, b.Signature))
            )
        else:
            for block in group:
                yield from _of(block, levels)


class _Levels:
    """Levels never skip one, as accessible documents ask; a text's own heading stands below the heading before it."""

    def __init__(self) -> None:
        self._last = 0
        self._parent = 0
        self._count = 0

    def title(self, text: str, number: str, level: int | None, *, is_clause: bool = False) -> Title:
        wanted = min(self._parent + 1, DEEPEST) if level is None else level
        self._last = max(1, min(wanted, self._last + 1, DEEPEST))
        if level is not None:
            self._parent = self._last
        self._count += 1
        return Title(
            text=text, number=number, level=self._last, anchor=f"part-{self._count}", is_clause=is_clause
        )


def _of(block: b.Block, levels: _Levels) -> Iterator[Piece]:
    match block:
        case b.Heading():
            if not is_blank(block.number + block.text):
                yield levels.title(block.text, block.number, block.level)
        case b.Prose():
            yield from _prose(block, levels)
        case b.Bullets():
            items = tuple(prose.Item((prose.read_line(item),)) for item in block.items)
            yield Points(listing=prose.Listing(items, block.is_numbered), is_checklist=block.is_checklist)
        case b.Note():
            yield Box(title=block.title, parts=prose.read(block.body), tone=block.tone)
        case _:
            yield from _finished(block)


def _finished(block: b.Block) -> Iterator[Piece]:
    """What holds no Markdown."""
    match block:
        case b.Facts():
            yield Facts(rows=block.rows)
        case b.Grid():
            yield _grid_of(block)
        case b.Chart():
            yield Drawing(figure=figure_of(block))
        case b.Parties():
            yield Parties(blocks=block.blocks)
        case b.PageBreak():
            yield Break()


def _grid_of(grid: b.Grid) -> Grid:
    return Grid(
        caption=grid.caption,
        columns=grid.columns,
        totals=grid.totals,
        empty="" if grid.rows else grid.empty,
        body=tuple(
            Cells(
                cells=tuple(
                    (column, cell, row.notes if column.is_wide else ())
                    for column, cell in zip(grid.columns, row.cells, strict=True)
                ),
                is_strong=row.is_strong,
            )
            for row in grid.rows
        ),
    )


def _prose(block: b.Prose, levels: _Levels) -> Iterator[Piece]:
    is_titled = not is_blank(block.title)
    if is_titled:
        yield levels.title(block.title, block.number, None, is_clause=block.is_clause)
    parts = prose.read(block.body)
    number = block.number if block.is_clause and not is_titled else ""
    if parts or number:
        yield Text(parts=parts, number=number, key=block.key, by=block.by, is_clause=block.is_clause)


def _place(block: b.Signature, words: Wording) -> Place:
    rows = [Fact(label=words.name, value=block.signed.name if block.signed else block.name)]
    if block.capacity:
        rows.append(Fact(label=words.capacity, value=block.capacity))
    if block.signed is None:
        rows = [
            Fact(label=words.signature, value=""),
            *rows,
            Fact(label=words.place, value=""),
            Fact(label=words.date, value=""),
        ]
        if block.has_witness:
            rows.append(Fact(label=words.witness, value=""))
    return Place(label=block.label, rows=tuple(rows), signed=block.signed)
