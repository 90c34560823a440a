"""The words of a paper in reading order: what its three drawings must all show, and nothing else."""

from collections.abc import Iterator
from functools import singledispatch

from synthai.core.documents.papers import prose
from synthai.core.documents.papers.pieces import (
    Box,
    Break,
    Drawing,
    Facts,
    Grid,
    Laid,
    Parties,
    Piece,
    Points,
    Signing,
    Text,
    Title,
)
from synthai.core.documents.sheets import Fact


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


@singledispatch
def _texts(piece: Piece) -> Iterator[str]:
    raise TypeError(piece)


@_texts.register
def _title(piece: Title) -> Iterator[str]:
    yield from (piece.number, piece.text)


@_texts.register
def _text(piece: Text) -> Iterator[str]:
    yield piece.number
    yield from _parts(piece.parts)


@_texts.register
def _box(piece: Box) -> Iterator[str]:
    yield piece.title
    yield from _parts(piece.parts)


@_texts.register
def _points(piece: Points) -> Iterator[str]:
    yield from _listing(piece.listing)


@_texts.register
def _rows(piece: Facts) -> Iterator[str]:
    yield from _facts(piece.rows)


@_texts.register
def _drawing(piece: Drawing) -> Iterator[str]:
    yield piece.figure.title
    for mark in piece.figure.shown:
        yield from (mark.label, mark.words)


@_texts.register
def _parties(piece: Parties) -> Iterator[str]:
    for party in piece.blocks:
        yield from (party.title, party.name, *party.lines)


@_texts.register
def _signing(piece: Signing) -> Iterator[str]:
    for place in piece.places:
        yield from (place.label, *_facts(place.rows))
        if place.signed is not None:
            yield place.signed.words


@_texts.register
def _break(_piece: Break) -> Iterator[str]:
    yield from ()


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        yield from (fact.label, fact.value)


@_texts.register
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
