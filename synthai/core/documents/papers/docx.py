"""A paper as a Word file: real styles, headings, lists, fields and tables, so that a person can go on working with it.

The same paper, time and brand give the same bytes: nothing in it depends on the clock, and the entries of the archive carry a fixed date.
"""

import functools
import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.oxml.parser import parse_xml

from synthai.core.documents import typesetting
from synthai.core.documents.papers import blocks, laying, prose, setting
from synthai.core.documents.papers.figures import Figure
from synthai.core.documents.papers.pieces import Laid
from synthai.core.documents.papers.word import body, edges, styles, xml
from synthai.core.documents.papers.word.writing import Writer
from synthai.core.documents.sheets import Brand

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHART_LAYOUT: Final = "paper-chart-page.typ"
CHART_PPI: Final = 200
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNNEEDED: Final = ("/thumbnail", "/customXml", "/theme", "/webSettings", "/fontTable", "/stylesWithEffects")


def as_docx(paper: blocks.Paper, *, at: datetime, brand: Brand | None = None) -> bytes:
    """A paper as .docx. `at` becomes its date of creation and must be aware. Raises DocumentTooLarge when a chart is."""
    if at.tzinfo is None:
        raise ValueError("The time of a document needs its time zone.")
    brand = brand or Brand()
    laid = laying.lay(paper)
    document = docx.Document(io.BytesIO(_blank()))
    part = document.part
    ink = brand.ink.removeprefix("#").upper()
    writer = Writer(part, ink=ink)
    drawn = body.body_of(laid, writer, brand, functools.partial(chart_picture, brand=brand))
    edges.dress(document.sections[0], laid, ink)
    _fill(part.element.body, drawn)
    _replace(
        document.styles.element,
        styles.styles(ink=ink, locale=laid.locale, layout=paper.layout, has_cover=paper.has_cover),
    )
    _replace(part.numbering_part.element, styles.numbering(writer.starts))
    _replace(document.settings.element, styles.settings(laid.locale))
    _describe(document.core_properties, laid, at)
    return _packed(document)  # fmt: skip


def chart_picture(figure: Figure, *, brand: Brand) -> bytes:
    """A chart as PNG, as the PDF draws it."""
    data = typesetting.dressed({"figure": setting.chart(figure)}, "", Brand(colour=brand.colour))
    return typesetting.picture_of(data, layout=CHART_LAYOUT, ppi=CHART_PPI)


@functools.cache
def _blank() -> bytes:
    """python-docx's own empty file without its picture, theme and styles."""
    document = docx.Document()
    for relations in (document.part.package.rels, document.part.rels):
        for identity in [key for key, relation in relations.items() if relation.reltype.endswith(_UNNEEDED)]:
            del relations[identity]
    _replace(document.styles.element, xml.root("styles", ""))
    _replace(document.part.numbering_part.element, xml.root("numbering", ""))
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _replace(element: Any, text: str) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(text)))


def _fill(element: Any, text: str) -> None:
    """Put the paper before the section's properties."""
    section = element[-1]
    for child in list(element)[:-1]:
        element.remove(child)
    for child in list(parse_xml(xml.root("body", text))):
        section.addprevious(child)


def _describe(properties: Any, laid: Laid, at: datetime) -> None:
    paper = laid.paper
    moment = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = _short(paper.heading)
    properties.subject = _short(paper.subtitle)
    properties.author = properties.last_modified_by = _short(paper.sender)
    properties.language = laid.locale
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = moment
    properties.revision = 1


def _short(text: str) -> str:
    """Properties hold 255 letters."""
    return prose.without_controls(text)[:255]


def _packed(document: Any) -> bytes:
    """The archive, each entry with the same date."""
    loose, packed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()
