"""Header and footer of a Word file: who and what, page numbers as fields, and the watermark behind each page."""

import re
from typing import Any, Final

from docx.oxml.parser import parse_xml
from docx.shared import Mm

from synthai.core.documents.papers import pieces
from synthai.core.documents.papers.word import xml

_FIELD: Final = re.compile(r"(\{page\}|\{pages\})")
_CODES: Final = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def dress(section: Any, laid: pieces.Laid, ink: str) -> None:
    """Page size, margins, and what stands at the edges of each page. The first page has its letterhead instead of a header."""
    paper = laid.paper
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(24)
    section.header_distance = section.footer_distance = Mm(11)
    section.different_first_page_header_footer = True
    mark = _watermark(paper.watermark) if paper.watermark else ""
    band = f'<w:pBdr><w:top w:val="single" w:sz="36" w:space="4" w:color="{ink}"/></w:pBdr>'
    _fill(section.first_page_header, xml.paragraph(mark, "Header", band))
    _fill(
        section.header,
        xml.paragraph(mark + xml.run(paper.sender) + xml.tab() + xml.run(paper.heading), "Header"),
    )
    pages = xml.tab() + "".join(_page_words(part) for part in _FIELD.split(paper.page_words))
    footer = xml.paragraph(xml.run(paper.footer) + pages, "Footer")
    _fill(section.footer, footer)
    _fill(section.first_page_footer, xml.paragraph("", "Header") if paper.has_cover else footer)


def _fill(edge: Any, text: str) -> None:
    edge.is_linked_to_previous = False
    element = edge._element  # noqa: SLF001 - python-docx has no other door to a header's XML
    for child in list(element):
        element.remove(child)
    element.extend(list(parse_xml(xml.root("hdr", text))))


def _page_words(part: str) -> str:
    return xml.field(_CODES[part], "1") if part in _CODES else xml.run(part)


def _watermark(text: str) -> str:
    """Word's own kind of watermark: letters across the page, behind the text."""
    wide = min(460, 92 * max(len(text), 3))
    return (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>'
        '<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" alt="{xml.words(text)}" '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{wide}pt;height:{max(60, wide // max(len(text), 3))}pt;rotation:315;z-index:-251658752;'
        'mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" '
        'o:allowincell="f" fillcolor="#e3e8e5" stroked="f"><v:fill opacity=".6"/>'
        f'<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt;font-weight:bold" string="{xml.words(text)}"/></v:shape></w:pict></w:r>'
    )  # fmt: skip
