"""The pieces of a paper as the JSON that `layout/paper.typ` reads: every text made printable, addresses as they are."""

from collections.abc import Iterable, Sequence
from functools import singledispatch
from typing import Any

from synthai.core.documents import fonts
from synthai.core.documents.papers import prose
from synthai.core.documents.papers.figures import Figure
from synthai.core.documents.papers.pieces import (
    Box,
    Break,
    Drawing,
    Facts,
    Grid,
    Parties,
    Piece,
    Place,
    Points,
    Signing,
    Text,
    Title,
)
from synthai.core.documents.papers.widths import LONG, Widths, widths_of
from synthai.core.documents.sheets import Fact

_words = fonts.printable
_MOST_WHOLE, _SHORT_CELL = 10, 60  # rows with totals, and letters of a cell


def texts(found: Iterable[str]) -> list[str]:
    """Texts that can be set."""
    return [_words(text) for text in found]


def facts(found: Sequence[Fact]) -> list[list[str]]:
    """Labels with values."""
    return [[_words(fact.label), _words(fact.value)] for fact in found]


@singledispatch
def piece(found: Piece) -> dict[str, Any]:
    """One piece."""
    raise TypeError(found)


@piece.register
def _title(found: Title) -> dict[str, Any]:
    return {
        "text": _words(found.text),
        "number": _words(found.number),
        "level": found.level,
        "clause": found.is_clause,
    }


@piece.register
def _text(found: Text) -> dict[str, Any]:
    return {"parts": _parts(found.parts), "number": _words(found.number), "clause": found.is_clause}


@piece.register
def _points(found: Points) -> dict[str, Any]:
    return {"part": _listing(found.listing), "check": found.is_checklist}


@piece.register
def _box(found: Box) -> dict[str, Any]:
    return {"title": _words(found.title), "parts": _parts(found.parts), "tone": found.tone}


@piece.register
def _rows(found: Facts) -> dict[str, Any]:
    return {"rows": facts(found.rows)}


@piece.register
def _drawing(found: Drawing) -> dict[str, Any]:
    return chart(found.figure)


@piece.register
def _parties(found: Parties) -> dict[str, Any]:
    return {
        "blocks": [
            {"title": _words(party.title), "name": _words(party.name), "lines": texts(party.lines)}
            for party in found.blocks
        ]
    }


@piece.register
def _signing(found: Signing) -> dict[str, Any]:
    return {"places": [_place(place) for place in found.places]}


@piece.register
def _break(_found: Break) -> dict[str, Any]:
    return {}


def _place(place: Place) -> dict[str, Any]:
    signed = place.signed
    return {
        "label": _words(place.label),
        "rows": facts(place.rows),
        "signed": _words(signed.words) if signed else "",
        "drawing": list(signed.drawing) if signed else [],
    }


def chart(figure: Figure) -> dict[str, Any]:
    """A chart for `layout/paper-chart.typ`."""
    return {
        "chart": figure.kind,
        "title": _words(figure.title),
        "alt": _words(figure.alt),
        "base": figure.base,
        "marks": [
            [_words(mark.label), _words(mark.words), mark.start, mark.end, mark.middle]
            for mark in figure.marks
        ],
    }


@piece.register
def _grid(grid: Grid) -> dict[str, Any]:
    found = widths_of(
        grid.texts,
        numbers=[column.is_number for column in grid.columns],
        wide=[column.is_wide for column in grid.columns],
    )
    return {
        "caption": _words(grid.caption),
        "heads": [_span(column.label) for column in grid.columns],
        "numbers": [column.is_number for column in grid.columns],
        "shares": _columns(found),
        "dense": found.is_dense,
        "rows": [
            [
                [[_words(cell), "b" if row.is_strong else "", ""], *_notes(notes)]
                for _column, cell, notes in row.cells
            ]
            for row in grid.body
        ],
        "totals": [[_words(total.label), _words(total.value), total.is_strong] for total in grid.totals],
        "long": [_is_long(words) for words in grid.texts[1:]],
        "empty": _words(grid.empty),
        "whole": _is_whole(grid),
    }


def _is_whole(grid: Grid) -> bool:
    """Whether rows and totals stay on one page: no sum stands alone on the next. Only where they surely fit on one."""
    return (
        bool(grid.totals)
        and len(grid.body) + len(grid.totals) <= _MOST_WHOLE
        and all(len(cell) <= _SHORT_CELL for row in grid.texts for cell in row)
        and not any(notes for row in grid.body for _column, _cell, notes in row.cells)
    )


def _is_long(cells: Sequence[str]) -> bool:
    """Whether a row may break over pages: one of its cells is long."""
    return any(len(cell) > LONG for cell in cells)


def _span(text: str) -> list[Any]:
    return [[_words(text), "", ""]]


def _notes(notes: Sequence[str]) -> list[Any]:
    return [part for note in notes for part in (0, [_words(note), "s", ""])]


def _columns(found: Widths) -> list[float]:
    """0 is as wide as what stands in it."""
    return [
        0 if is_narrow else share for share, is_narrow in zip(found.shares, found.are_narrow, strict=True)
    ]


def _parts(parts: Sequence[prose.Part]) -> list[dict[str, Any]]:
    return [_part(part) for part in parts]


def _part(part: prose.Part) -> dict[str, Any]:
    match part:
        case prose.Paragraph():
            return {"kind": "p", "line": _line(part.line)}
        case prose.Listing():
            return _listing(part)
        case prose.Tabular():
            return _table(part)


def _listing(listing: prose.Listing) -> dict[str, Any]:
    return {
        "kind": "list",
        "numbered": listing.is_numbered,
        "first": listing.first,
        "items": [
            [[_line(line) for line in item.lines], _listing(item.below) if item.below else None]
            for item in listing.items
        ],
    }


def _table(table: prose.Tabular) -> dict[str, Any]:
    rows = [["".join(span.text for span in cell) for cell in row] for row in (table.heads, *table.rows)]
    found = widths_of(rows, numbers=table.are_numbers, wide=[False] * len(table.heads))
    return {
        "kind": "table",
        "heads": [_line(cell) for cell in table.heads],
        "numbers": list(table.are_numbers),
        "shares": _columns(found),
        "dense": found.is_dense,
        "rows": [[_line(cell) for cell in row] for row in table.rows],
        "long": [_is_long(words) for words in rows[1:]],
    }


def _line(line: prose.Line) -> list[Any]:
    """Spans as text, manner and address; 0 is a line break."""
    return [0 if span.text == "\n" else [_words(span.text), _manner(span), span.href] for span in line]


def _manner(span: prose.Span) -> str:
    return ("b" if span.is_strong else "") + ("i" if span.is_italic else "")
