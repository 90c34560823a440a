"""A paper as tagged PDF/A-3a and PDF/UA-1, by typst (`layout/paper.typ`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from synthai.core.documents import fonts, typesetting
from synthai.core.documents.papers import blocks, laying, prose
from synthai.core.documents.papers.widths import widths_of
from synthai.core.documents.sheets import Brand, Fact
from synthai.core.documents.typesetting import Attachment

LAYOUT: Final = "paper.typ"
_words = fonts.printable


def as_pdf(
    paper: blocks.Paper, *, at: datetime, brand: Brand | None = None, attachments: Sequence[Attachment] = ()
) -> bytes:
    """A paper as PDF: the same paper, time and brand give the same bytes. `at` becomes its date of creation and must be aware.

    Raises DocumentTooLarge, or RenderingFailed when the layout itself is wrong.
    """
    return typesetting.pdf_of(_data(paper, brand or Brand(), attachments), at=at, layout=LAYOUT)


def as_pictures(paper: blocks.Paper, *, brand: Brand | None = None) -> list[bytes]:
    """Each page as PNG: for eyes, not for the record. Raises as `as_pdf`."""
    return typesetting.pictures_of(_data(paper, brand or Brand(), ()), layout=LAYOUT)


def _data(paper: blocks.Paper, brand: Brand, attachments: Sequence[Attachment]) -> str:
    laid = laying.lay(paper)
    words = laid.wording
    values = {
        "locale": laid.locale.split("-"),
        "layout": paper.layout,
        "sender": _words(paper.sender),
        "sender_lines": _all(paper.sender_lines),
        "title": "" if laying.is_blank(paper.title) else _words(paper.title),
        "subtitle": _words(paper.subtitle),
        "marks": _all(paper.marks),
        "facts": _facts(paper.facts),
        "cover": paper.has_cover,
        "contents": words.contents if paper.has_contents and laid.titles else "",
        "watermark": _words(paper.watermark),
        "footer": _words(paper.footer),
        "page_words": _words(paper.page_words),
        "pieces": [{"kind": piece.kind, **_piece(piece)} for piece in laid.pieces],
        "sources": {"title": words.sources, "rows": _facts(paper.sources)},
        "small": _all(text for text in (paper.machine_note, paper.disclaimer) if text),
    }
    named = [text for text in (paper.heading, paper.sender) if not laying.is_blank(text)]
    return typesetting.dressed(values, named[0] if named else "–", brand, attachments)


def _all(texts: Any) -> list[str]:
    return [_words(text) for text in texts]


def _facts(facts: Sequence[Fact]) -> list[list[str]]:
    return [[_words(fact.label), _words(fact.value)] for fact in facts]


def _piece(piece: laying.Piece) -> dict[str, Any]:
    match piece:
        case laying.Title():
            return {
                "text": _words(piece.text),
                "number": _words(piece.number),
                "level": piece.level,
                "clause": piece.is_clause,
            }
        case laying.Text():
            return {"parts": _parts(piece.parts), "number": _words(piece.number), "clause": piece.is_clause}
        case laying.Points():
            return {"part": _listing(piece.listing), "check": piece.is_checklist}
        case laying.Box():
            return {"title": _words(piece.title), "parts": _parts(piece.parts), "tone": piece.tone}
        case laying.Facts():
            return {"rows": _facts(piece.rows)}
        case laying.Grid():
            return _grid(piece)
        case laying.Drawing():
            return chart_data(piece.figure)
        case laying.Parties():
            return {
                "blocks": [
                    {"title": _words(party.title), "name": _words(party.name), "lines": _all(party.lines)}
                    for party in piece.blocks
                ]
            }
        case laying.Signing():
            return {"places": [_place(place) for place in piece.places]}
        case laying.Break():
            return {}


def _place(place: laying.Place) -> dict[str, Any]:
    signed = place.signed
    return {
        "label": _words(place.label),
        "rows": _facts(place.rows),
        "signed": _words(signed.words) if signed else "",
        "drawing": list(signed.drawing) if signed else [],
    }


def chart_data(figure: "laying.figures.Figure") -> dict[str, Any]:
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


def _grid(grid: laying.Grid) -> dict[str, Any]:
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
        "empty": _words(grid.empty),
    }


def _span(text: str) -> list[Any]:
    return [[_words(text), "", ""]]


def _notes(notes: Sequence[str]) -> list[Any]:
    return [part for note in notes for part in (0, [_words(note), "s", ""])]


def _columns(found: Any) -> list[float]:
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
    }


def _line(line: prose.Line) -> list[Any]:
    """Spans as text, manner and address; 0 is a line break."""
    return [0 if span.text == "\n" else [_words(span.text), _manner(span), span.href] for span in line]


def _manner(span: prose.Span) -> str:
    return ("b" if span.is_strong else "") + ("i" if span.is_italic else "")
