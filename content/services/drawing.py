"""A document as files: PDF, Word, and a table of where each figure is from."""

from datetime import datetime
from typing import Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.services import logos
from content.models import Document, DocumentVersion
from content.selectors import compositions
from content.services import word_filling
from synthai.core.documents.papers import pdf
from synthai.core.documents.sheets import Brand
from synthai.core.facts import veil
from synthai.core.facts.base import Fact
from synthai.core.facts.wording import Wording
from synthai.core.spreadsheets import as_csv

Row = Document | DocumentVersion
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_pdf(row: Row, *, is_final: bool = False) -> bytes:
    """The paper as PDF: the same document gives the same bytes. `is_final` raises MissingFact for a place without its answer.

    Raises WordFileOnly for a document that is made of a Word file.
    """
    word_filling.refuse_pdf(row.ref)
    composition = compositions.current(row, is_final=is_final)
    return pdf.as_pdf(composition.paper, at=_at(row), brand=brand())


def as_docx(row: Row) -> bytes:
    """The paper for Word; of a document that is made of a Word file, that file, filled in."""
    if word_filling.is_of_word(row.ref):
        return word_filling.filled(row)
    from synthai.core.documents.papers import docx  # noqa: PLC0415 - its library takes every process a while

    return docx.as_docx(compositions.current(row).paper, at=_at(row), brand=brand())


def as_sources(row: Row) -> bytes:
    """Each fact that stands in the document: what it says, where it is from, and the day it holds for."""
    have = compositions.known(row)
    used = set(compositions.current(row, have=have).used)
    wording = Wording(row.language)
    heads = [_("Fact"), _("Value"), _("From"), _("As of")]
    rows = [
        [fact.key, _said(fact, wording), str(fact.source.words), fact.on.isoformat()]
        for fact in have.facts
        if fact.key in used
    ]
    return as_csv(heads, rows)


def _said(fact: Fact, wording: Wording) -> str:
    words = wording.of(fact.value)
    return veil.veiled(words) if fact.is_veiled else words


def file_name(row: Row, ending: str) -> str:
    """What a downloaded file is called."""
    return f"{slugify(row.title)[:80] or 'document'}.{ending}"


def brand() -> Brand:
    """The organisation's logo on the house's layout. Needs the tenant."""
    return Brand(logo=logos.on_paper())


def _at(row: Row) -> datetime:
    return row.changed_at if isinstance(row, Document) else row.made_at
