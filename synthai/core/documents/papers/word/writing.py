"""The writer of one Word file: prose, lists, links, pictures. It counts what must be numbered and makes the relations that links and pictures need."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from docx.opc.constants import RELATIONSHIP_TYPE

from synthai.core.documents.papers import pieces, prose
from synthai.core.documents.papers.word import styles, xml
from synthai.core.documents.papers.word.tables import grid_of
from synthai.core.documents.sheets import Fact

EMU_PER_MM: Final = 36000
_AFTER_LIST: Final = '<w:spacing w:after="0" w:line="80" w:lineRule="exact"/>'
_FIRST_NUMBER: Final = 10  # of further numbered lists


class Writer:
    """What one file needs to know while it is written."""

    def __init__(self, part: Any, *, ink: str) -> None:
        self._part = part
        self.ink = ink
        self.starts: list[tuple[int, int]] = []
        self._count = 0

    def next(self) -> int:
        """A number that this file has not used."""
        self._count += 1
        return self._count

    def line(self, line: prose.Line, style: str = "") -> str:
        """Spans as runs; links as links."""
        return "".join(self._span(span, style) for span in line)

    def _span(self, span: prose.Span, style: str) -> str:
        if span.text == "\n":
            return xml.line_break()
        manner = ("<w:b/>" if span.is_strong else "") + ("<w:i/>" if span.is_italic else "") + style
        if not span.href:
            return xml.run(span.text, manner)
        relation = self._part.relate_to(span.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run = xml.run(span.text, f'<w:rStyle w:val="Hyperlink"/>{manner}')
        return f'<w:hyperlink r:id="{relation}">{run}</w:hyperlink>'

    def parts(self, parts: Sequence[prose.Part], *, style: str = "", indent: int = 0) -> str:
        """Prose in a paragraph style, moved in by `indent`."""
        return "".join(self._one(part, style, indent) for part in parts)

    def _one(self, part: prose.Part, style: str, indent: int) -> str:
        match part:
            case prose.Paragraph():
                return xml.paragraph(self.line(part.line), style)
            case prose.Listing():
                return self.listing(part, indent=indent) + xml.paragraph("", style, _AFTER_LIST)
            case prose.Tabular():
                return self._table(part) + xml.paragraph("", style)

    def listing(
        self, listing: prose.Listing, *, indent: int = 0, is_checklist: bool = False, level: int = 0
    ) -> str:
        """A list; a numbered one begins anew."""
        number = 3 if is_checklist else 1
        if listing.is_numbered:
            number = _FIRST_NUMBER + len(self.starts)
            self.starts.append((number, listing.first if level == 0 else 1))
        return "".join(
            self._item(item, listing, number, indent, level, is_checklist) for item in listing.items
        )

    def _item(
        self,
        item: prose.Item,
        listing: prose.Listing,
        number: int,
        indent: int,
        level: int,
        is_checklist: bool,
    ) -> str:  # noqa: FBT001, PLR0913
        style = (
            "ListChecklist"
            if is_checklist
            else ("ListNumber" if listing.is_numbered else "ListBullet") + ("2" if level else "")
        )
        left = indent + 400 * (level + 1)
        marked = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr><w:ind w:left="{left}" w:hanging="340"/>'
        plain = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr><w:ind w:left="{left}" w:firstLine="0"/>'
        lines = item.lines or ((),)
        found = "".join(
            xml.paragraph(self.line(line), style, marked if place == 0 else plain)
            for place, line in enumerate(lines)
        )
        below = self.listing(item.below, indent=indent, level=level + 1) if item.below else ""
        return found + below

    def _table(self, table: prose.Tabular) -> str:
        return grid_of(
            heads=[self.line(cell) for cell in table.heads],
            rows=[[self.line(cell) for cell in row] for row in table.rows],
            texts=[
                ["".join(span.text for span in cell) for cell in row] for row in (table.heads, *table.rows)
            ],
            numbers=table.are_numbers,
            wide=[False] * len(table.heads),
        )

    def picture(
        self,
        content: bytes,
        *,
        alt: str,
        width_mm: float | None = None,
        box_mm: tuple[float, float] | None = None,
    ) -> str:
        """A picture in the line: of this width, or as large as a box allows."""
        relation, image = self._part.get_or_add_image(io.BytesIO(content))
        shape = image.px_height / max(image.px_width, 1)
        if box_mm is not None:
            width_mm = min(box_mm[0], box_mm[1] / max(shape, 0.001))
        wide = int((width_mm or 0) * EMU_PER_MM)
        high = int(wide * shape)
        number = self.next()
        return (
            f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
            f'<wp:docPr id="{number}" name="Picture {number}" descr="{xml.words(alt)}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )  # fmt: skip

    def title(self, title: pieces.Title) -> str:
        """A heading with the mark that the contents lead to."""
        number = self.next()
        is_hung = bool(title.is_clause and title.number)
        lead = (
            xml.run(title.number) + xml.tab()
            if is_hung
            else xml.run(f"{title.number}\N{NO-BREAK SPACE} " if title.number else "")
        )
        return xml.paragraph(
            f'<w:bookmarkStart w:id="{number}" w:name="_{title.anchor}"/>{lead}{xml.run(title.text)}<w:bookmarkEnd w:id="{number}"/>',
            f"Heading{title.level}",
            styles.HUNG if is_hung else "",
        )


def lined(lines: Iterable[str], style: str = "") -> str:
    """Lines of one paragraph."""
    return xml.line_break().join(xml.run(line, style) for line in lines if line)


def label_and_value(fact: Fact) -> str:
    """A label over its value."""
    return xml.paragraph(xml.run(fact.label), "Label") + xml.paragraph(
        xml.run(fact.value, "<w:b/>"), "TableText"
    )
