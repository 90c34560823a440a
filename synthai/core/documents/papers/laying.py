"""A paper laid out for drawing: Markdown read, levels of headings settled, places to sign side by side, charts reckoned.

HTML, PDF and Word walk the same `Laid`, so they cannot differ in what they say or in its order. `texts_of` lists the words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Final

from synthai.core.documents.papers import blocks as b
from synthai.core.documents.papers import figures, prose
from synthai.core.documents.papers.wording import Wording, locale_of, wording_for
from synthai.core.documents.sheets import Column, Fact, Total

DEEPEST: Final = 3
_UNSEEN: Final = (
    " \t\n\u00a0\u00ad\u1680\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
    + "".join(chr(code) for code in range(0x2000, 0x200B))
)


@dataclass(frozen=True, kw_only=True)
class Title:
    """A heading: level 1 to 3 below the paper's own. `anchor` is where the contents lead to."""

    kind: ClassVar[str] = "title"
    text: str
    number: str
    level: int
    anchor: str
    is_clause: bool = False


@dataclass(frozen=True, kw_only=True)
class Text:
    """Prose without its heading. `number` is that of a clause that has no heading to stand in."""

    kind: ClassVar[str] = "text"
    parts: tuple[prose.Part, ...]
    number: str = ""
    key: str = ""
    by: str = "template"
    is_clause: bool = False


@dataclass(frozen=True, kw_only=True)
class Points:
    """A list of one-line items."""

    kind: ClassVar[str] = "points"
    listing: prose.Listing
    is_checklist: bool = False


@dataclass(frozen=True, kw_only=True)
class Box:
    """A note with its text read."""

    kind: ClassVar[str] = "box"
    title: str
    parts: tuple[prose.Part, ...]
    tone: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart with its places."""

    kind: ClassVar[str] = "drawing"
    figure: figures.Figure


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Labels with values."""

    kind: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Cells:
    """One row: its columns with their cells, and the notes that stand under the cell."""

    cells: tuple[tuple[Column, str, tuple[str, ...]], ...]
    is_strong: bool


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with its totals."""

    kind: ClassVar[str] = "grid"
    caption: str
    columns: tuple[Column, ...]
    body: tuple[Cells, ...]
    totals: tuple[Total, ...]
    empty: str  # said when there are no rows

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """All cells in words, headings first."""
        return [
            tuple(column.label for column in self.columns),
            *(tuple(cell for _column, cell, _notes in row.cells) for row in self.body),
        ]


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Who it is between."""

    kind: ClassVar[str] = "parties"
    blocks: tuple[b.Party, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place to sign: what was signed, or rows to fill by hand. A row without a value is a line to write on."""

    label: str
    rows: tuple[Fact, ...]
    signed: b.Signed | None


@dataclass(frozen=True, kw_only=True)
class Signing:
    """Places to sign, two side by side."""

    kind: ClassVar[str] = "signing"
    places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class Break:
    """A new page."""

    kind: ClassVar[str] = "break"


Piece = Title | Text | Points | Box | Drawing | Facts | Grid | Parties | Signing | Break


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A paper and its pieces."""

    paper: b.Paper
    pieces: tuple[Piece, ...]
    wording: Wording
    locale: str

    @property
    def titles(self) -> tuple[Title, ...]:
        """What stands in the contents."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Title))


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
    return not "".join(" " if prose.is_control(letter) else letter for letter in text).strip(_UNSEEN)


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
        case b.Facts():
            yield Facts(rows=block.rows)
        case b.Grid():
            yield _grid_of(block)
        case b.Chart():
            yield Drawing(figure=figures.figure_of(block))
        case b.Parties():
            yield Parties(blocks=block.blocks)
        case b.Bullets():
            items = tuple(prose.Item((prose.read_line(item),)) for item in block.items)
            yield Points(listing=prose.Listing(items, block.is_numbered), is_checklist=block.is_checklist)
        case b.Note():
            yield Box(title=block.title, parts=prose.read(block.body), tone=block.tone)
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


def texts_of(laid: Laid) -> Iterator[str]:
    """Every text that is not empty, in reading order: what all three drawings show. Contents, which repeat, and the watermark are not here."""
    paper = laid.paper
    for text in (
        *(paper.sender, *paper.sender_lines, paper.title, paper.subtitle, *paper.marks),
        *_facts(paper.facts),
        *(text for piece in laid.pieces for text in _texts(piece)),
        *((laid.wording.sources, *_facts(paper.sources)) if paper.sources else ()),
        *(paper.machine_note, paper.disclaimer),
    ):
        if text:
            yield text


def _texts(piece: Piece) -> Iterator[str]:
    match piece:
        case Title():
            yield from (piece.number, piece.text)
        case Text():
            yield piece.number
            yield from _parts(piece.parts)
        case Box():
            yield piece.title
            yield from _parts(piece.parts)
        case Points():
            yield from _listing(piece.listing)
        case Facts():
            yield from _facts(piece.rows)
        case Grid():
            yield from _grid(piece)
        case Drawing():
            yield piece.figure.title
            for mark in piece.figure.shown:
                yield from (mark.label, mark.words)
        case Parties():
            for party in piece.blocks:
                yield from (party.title, party.name, *party.lines)
        case Signing():
            for place in piece.places:
                yield from _signed(place)
        case Break():
            pass


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        yield from (fact.label, fact.value)


def _signed(place: Place) -> Iterator[str]:
    yield from (place.label, *_facts(place.rows))
    if place.signed is not None:
        yield place.signed.words


def _grid(grid: Grid) -> Iterator[str]:
    yield grid.caption
    yield from (column.label for column in grid.columns)
    for row in grid.body:
        for _column, cell, notes in row.cells:
            yield from (cell, *notes)
    yield grid.empty
    for total in grid.totals:
        yield from (total.label, total.value)


def _parts(parts: tuple[prose.Part, ...]) -> Iterator[str]:
    for part in parts:
        match part:
            case prose.Paragraph():
                yield _words(part.line)
            case prose.Listing():
                yield from _listing(part)
            case prose.Tabular():
                for row in (part.heads, *part.rows):
                    yield from (_words(cell) for cell in row)


def _listing(listing: prose.Listing) -> Iterator[str]:
    for item in listing.items:
        yield from (_words(line) for line in item.lines)
        if item.below is not None:
            yield from _listing(item.below)


def _words(line: prose.Line) -> str:
    return "".join(span.text for span in line)
