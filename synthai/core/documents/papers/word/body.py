"""The body of a Word file: the pieces of a paper in their order."""

from collections.abc import Callable, Iterator
from functools import singledispatch

from synthai.core.documents.papers import pieces, prose
from synthai.core.documents.papers.figures import Figure
from synthai.core.documents.papers.pieces import Laid
from synthai.core.documents.papers.word import styles, tables, xml
from synthai.core.documents.papers.word.writing import Writer, label_and_value, lined
from synthai.core.documents.sheets import Brand

_LOGO_MM = (55.0, 15.0)
_CHART_MM = 166.0
_HAND_MM = (70.0, 16.0)
_TIGHT = '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>'
_NEW_PAGE = xml.paragraph('<w:r><w:br w:type="page"/></w:r>')
Picture = Callable[[Figure], bytes]


def body_of(laid: Laid, writer: Writer, brand: Brand, draw: Picture) -> str:
    """Everything between the letterhead and the disclaimer."""
    return "".join(
        (*_head(laid, writer, brand), *_contents(laid), *_pieces(laid, writer, draw), *_small(laid))
    )


def _head(laid: Laid, writer: Writer, brand: Brand) -> Iterator[str]:
    paper = laid.paper
    mark = ""
    if brand.logo is not None:
        mark = xml.paragraph(
            writer.picture(brand.logo.content, alt=brand.logo.alt, box_mm=_LOGO_MM), "", _TIGHT
        )
    if paper.sender:
        mark += xml.paragraph(
            xml.run(paper.sender, f'<w:b/><w:sz w:val="{21 if brand.logo else 28}"/>'), "", "<w:keepNext/>"
        )
    lines = lined(paper.sender_lines, f'<w:color w:val="{styles.SOFT}"/><w:sz w:val="17"/>')
    if paper.has_cover or paper.layout == "copy":
        yield mark + (xml.paragraph(lines) if lines else "")
    else:
        half = styles.TEXT_WIDTH // 2
        right = xml.paragraph(lines, "", '<w:jc w:val="right"/>')
        yield xml.table(xml.row(xml.cell(mark, half) + xml.cell(right, half)), [half, half])
    yield xml.paragraph(
        xml.run(paper.title), "Title", '<w:spacing w:before="3400" w:after="160"/>' if paper.has_cover else ""
    )
    if paper.subtitle:
        yield xml.paragraph(xml.run(paper.subtitle), "Subtitle")
    if paper.marks:
        marks = xml.run("  ").join(
            xml.run(
                mark,
                f'<w:b/><w:color w:val="{writer.ink}"/><w:sz w:val="18"/><w:bdr w:val="single" w:sz="6" w:space="2" w:color="{writer.ink}"/>',
            )
            for mark in paper.marks
        )
        yield xml.paragraph(marks)
    yield from _head_facts(laid)  # fmt: skip


def _head_facts(laid: Laid) -> Iterator[str]:
    paper = laid.paper
    if paper.facts:
        if paper.has_cover:
            yield xml.paragraph("", "", '<w:spacing w:before="3600" w:after="0"/>')
        yield tables.side_by_side(
            [label_and_value(fact) for fact in paper.facts], 3 if paper.has_cover else 4
        )
    yield (_NEW_PAGE if paper.has_cover else xml.paragraph("", "", _TIGHT))


def _contents(laid: Laid) -> Iterator[str]:
    """A field that Word fills with page numbers as it opens the file; until then the headings stand there, each a link."""
    if not laid.paper.has_contents or not laid.titles:
        return
    yield xml.paragraph(xml.run(laid.wording.contents), "TOCHeading")
    last = len(laid.titles) - 1
    for place, title in enumerate(laid.titles):
        words = f"{title.number}\N{NO-BREAK SPACE} {title.text}" if title.number else title.text
        entry = f'<w:hyperlink w:anchor="_{title.anchor}" w:history="1">{xml.run(words)}</w:hyperlink>'
        begin = xml.field_begin('TOC \\o "1-3" \\h \\z \\u', is_dirty=True) if place == 0 else ""
        yield xml.paragraph(begin + entry + (xml.field_end() if place == last else ""), f"TOC{title.level}")
    if laid.paper.has_cover:
        yield _NEW_PAGE


def _pieces(laid: Laid, writer: Writer, draw: Picture) -> Iterator[str]:
    for piece in laid.pieces:
        if isinstance(piece, pieces.Drawing):
            yield from _chart(piece.figure, writer, draw)
        else:
            yield _piece(piece, writer, laid.paper.layout)


@singledispatch
def _piece(piece: pieces.Piece, _writer: Writer, _layout: str) -> str:
    raise TypeError(piece)


@_piece.register
def _title(piece: pieces.Title, writer: Writer, _layout: str) -> str:
    return writer.title(piece)


@_piece.register
def _points(piece: pieces.Points, writer: Writer, _layout: str) -> str:
    return writer.listing(piece.listing, is_checklist=piece.is_checklist) + _gap()


@_piece.register
def _facts(piece: pieces.Facts, _writer: Writer, layout: str) -> str:
    return tables.facts(piece.rows, is_form=layout == "form") + _gap()


@_piece.register
def _grid(piece: pieces.Grid, writer: Writer, _layout: str) -> str:
    space = xml.paragraph("", "", '<w:spacing w:after="0" w:line="120" w:lineRule="exact"/>')
    totals = space + tables.totals(piece.totals, writer.ink) if piece.totals else ""
    return tables.grid(piece) + totals + _gap()


@_piece.register
def _signing(piece: pieces.Signing, writer: Writer, _layout: str) -> str:
    return tables.side_by_side([_place(place, writer) for place in piece.places], 2, gap=500) + _gap()


@_piece.register
def _break(_found: pieces.Break, _writer: Writer, _layout: str) -> str:
    return _NEW_PAGE


def _gap() -> str:
    """Tables need a paragraph between them, or Word joins them."""
    return xml.paragraph("", "", '<w:spacing w:after="60" w:line="160" w:lineRule="exact"/>')


@_piece.register
def _text(piece: pieces.Text, writer: Writer, _layout: str) -> str:
    if not piece.is_clause:
        return writer.parts(piece.parts)
    parts, hung = piece.parts, ""
    if piece.number:
        first = parts[0].line if parts and isinstance(parts[0], prose.Paragraph) else ()
        parts = parts[1:] if first else parts
        hung = xml.paragraph(
            xml.run(piece.number) + xml.tab() + writer.line(first), "BodyTextIndent", styles.HUNG
        )
    return hung + writer.parts(parts, style="BodyTextIndent", indent=styles.HANG)


@_piece.register
def _box(piece: pieces.Box, writer: Writer, _layout: str) -> str:
    title = xml.paragraph(xml.run(piece.title, "<w:b/>"), "", "<w:keepNext/>") if piece.title else ""
    edge = styles.EDGES.get(piece.tone, writer.ink)
    look = (
        f'<w:tcBorders><w:left w:val="single" w:sz="24" w:space="0" w:color="{edge}"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{styles.TONES[piece.tone]}"/>'
        '<w:tcMar><w:top w:w="160" w:type="dxa"/><w:left w:w="240" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/><w:right w:w="240" w:type="dxa"/></w:tcMar>'
    )
    return xml.table(
        xml.row(xml.cell(title + writer.parts(piece.parts), styles.TEXT_WIDTH, look)), [styles.TEXT_WIDTH]
    )


def _chart(figure: Figure, writer: Writer, draw: Picture) -> Iterator[str]:
    if figure.title:
        yield xml.paragraph(xml.run(figure.title), "Caption")
    if figure.marks:
        told = "; ".join(f"{mark.label}: {mark.words}" for mark in figure.shown)
        picture = writer.picture(draw(figure), alt=f"{figure.alt} {told}".strip(), width_mm=_CHART_MM)
        yield xml.paragraph(
            picture, "", '<w:spacing w:before="80" w:after="200" w:line="240" w:lineRule="auto"/>'
        )


@_piece.register
def _parties(piece: pieces.Parties, _writer: Writer, _layout: str) -> str:
    cells = [
        xml.paragraph(xml.run(party.title), "Label")
        + xml.paragraph(
            xml.run(party.name, "<w:b/>") + (xml.line_break() if party.lines else "") + lined(party.lines),
            "",
            _TIGHT,
        )
        for party in piece.blocks
    ]
    edge = f'<w:left w:val="single" w:sz="12" w:space="0" w:color="{styles.HAIR}"/>'
    return tables.side_by_side(cells, min(2, max(1, len(cells))), edge=edge) + _gap()


def _place(place: pieces.Place, writer: Writer) -> str:
    found = [
        xml.paragraph(
            xml.run(place.label, "<w:b/>"), "", '<w:keepNext/><w:spacing w:before="120" w:after="60"/>'
        )
    ]
    if place.signed is not None and place.signed.drawing:
        found.append(
            xml.paragraph(
                writer.picture(place.signed.drawing, alt=place.signed.words, box_mm=_HAND_MM), "", _TIGHT
            )
        )
    for fact in place.rows:
        line = xml.tab() + xml.run(fact.value) if fact.value else xml.tab() + xml.tab()
        tabs = '<w:tabs><w:tab w:val="left" w:pos="1300"/><w:tab w:val="right" w:leader="underscore" w:pos="4100"/></w:tabs>'
        space = f'<w:spacing w:before="{60 if fact.value else 300}" w:after="0"/><w:ind w:left="1300" w:hanging="1300"/>'
        found.append(
            xml.paragraph(
                xml.run(fact.label, f'<w:color w:val="{styles.SOFT}"/><w:sz w:val="17"/>') + line,
                "",
                "<w:keepNext/>" + tabs + space,
            )
        )
    if place.signed is not None:
        found.append(
            xml.paragraph(
                xml.run(place.signed.words, '<w:b/><w:color w:val="0B6B4F"/><w:sz w:val="17"/>'),
                "",
                '<w:spacing w:before="100" w:after="0"/>',
            )
        )
    return "".join(found)  # fmt: skip


def _small(laid: Laid) -> Iterator[str]:
    paper = laid.paper
    if paper.sources:
        yield xml.paragraph(
            xml.run(laid.wording.sources, "<w:b/>"),
            "SmallPrint",
            '<w:keepNext/><w:spacing w:before="300" w:after="60"/>',
        )
        tabs = '<w:tabs><w:tab w:val="left" w:pos="3400"/></w:tabs><w:spacing w:after="20"/><w:ind w:left="3400" w:hanging="3400"/>'
        for fact in paper.sources:
            yield xml.paragraph(xml.run(fact.label) + xml.tab() + xml.run(fact.value), "SmallPrint", tabs)
    for text in (paper.machine_note, paper.disclaimer):
        if text:
            yield xml.paragraph(xml.run(text), "SmallPrint", '<w:spacing w:before="120" w:after="0"/>')
