"""A paper as tagged PDF/A-3a and PDF/UA-1, by typst (`layout/paper.typ`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from synthai.core.documents import fonts, typesetting
from synthai.core.documents.papers import blocks, laying, setting
from synthai.core.documents.sheets import Brand
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


def _data(paper: blocks.Paper, brand: Brand, attachments: Sequence[Attachment]) -> str:
    laid = laying.lay(paper)
    words = laid.wording
    values = {
        "locale": laid.locale.split("-"),
        "layout": paper.layout,
        "sender": _words(paper.sender),
        "sender_lines": setting.texts(paper.sender_lines),
        "title": "" if laying.is_blank(paper.title) else _words(paper.title),
        "subtitle": _words(paper.subtitle),
        "marks": setting.texts(paper.marks),
        "facts": setting.facts(paper.facts),
        "cover": paper.has_cover,
        "contents": words.contents if paper.has_contents and laid.titles else "",
        "watermark": _words(paper.watermark),
        "footer": _words(paper.footer),
        "page_words": _words(paper.page_words),
        "pieces": [{"kind": piece.kind, **setting.piece(piece)} for piece in laid.pieces],
        "sources": {"title": words.sources, "rows": setting.facts(paper.sources)},
        "small": setting.texts(text for text in (paper.machine_note, paper.disclaimer) if text),
    }
    named = [text for text in (paper.heading, paper.sender) if not laying.is_blank(text)]
    return typesetting.dressed(values, named[0] if named else "–", brand, attachments)
