"""Tables of a Word file: their widths are those of the PDF."""

from collections.abc import Sequence
from typing import Final

from synthai.core.documents.papers import pieces
from synthai.core.documents.papers.widths import widths_of
from synthai.core.documents.papers.word import styles, xml
from synthai.core.documents.sheets import Fact, Total

_RIGHT: Final = '<w:jc w:val="right"/>'
_LONG: Final = 1200  # letters of a cell that may break over two pages


def grid_of(
    *,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]],
    numbers: Sequence[bool],
    wide: Sequence[bool],
    caption: str = "",
) -> str:
    """A table of runs. `texts` are the same cells as words, headings first."""
    found = widths_of(texts, numbers=numbers, wide=wide)
    widths = [max(300, round(styles.TEXT_WIDTH * share)) for share in found.shares]
    style = "TableTextDense" if found.is_dense else "TableText"

    def cells(line: Sequence[str]) -> str:
        return "".join(
            xml.cell(xml.paragraph(inside, style, _RIGHT if is_number else ""), width)
            for inside, width, is_number in zip(line, widths, numbers, strict=True)
        )

    body = "".join(
        xml.row(cells(row), may_split=any(len(text) > _LONG for text in words))
        for row, words in zip(rows, texts[1:], strict=True)
    )
    return xml.table(xml.row(cells(heads), is_head=True) + body, widths, style="PaperTable", caption=caption, has_head=True)  # fmt: skip


def grid(found: pieces.Grid) -> str:
    """A table of the paper with its caption and totals."""
    caption = xml.paragraph(xml.run(found.caption), "Caption") if found.caption else ""
    rows = [
        [_cell(cell, notes, is_strong=row.is_strong) for _column, cell, notes in row.cells]
        for row in found.body
    ]
    drawn = grid_of(
        heads=[xml.run(column.label) for column in found.columns],
        rows=rows,
        texts=found.texts,
        numbers=[column.is_number for column in found.columns],
        wide=[column.is_wide for column in found.columns],
        caption=found.caption,
    )
    empty = xml.paragraph(xml.run(found.empty, f'<w:color w:val="{styles.SOFT}"/>')) if found.empty else ""
    return caption + drawn + empty


def _cell(text: str, notes: Sequence[str], *, is_strong: bool) -> str:
    small = "".join(
        xml.line_break() + xml.run(note, f'<w:color w:val="{styles.SOFT}"/><w:sz w:val="16"/>')
        for note in notes
    )
    return xml.run(text, "<w:b/>" if is_strong else "") + small


def totals(found: Sequence[Total], ink: str) -> str:
    """Sums, to the right under their table."""
    widths = [2600, 1900]
    rows = []
    for total in found:
        rule = (
            f'<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{ink}"/></w:tcBorders>'
            if total.is_strong
            else ""
        )
        label = '<w:b/><w:sz w:val="23"/>' if total.is_strong else f'<w:color w:val="{styles.SOFT}"/>'
        value = '<w:b/><w:sz w:val="23"/>' if total.is_strong else ""
        rows.append(
            xml.row(
                xml.cell(xml.paragraph(xml.run(total.label, label), "TableText"), widths[0], rule)
                + xml.cell(xml.paragraph(xml.run(total.value, value), "TableText", _RIGHT), widths[1], rule)
            )
        )
    room = '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/></w:tblCellMar>'
    return xml.table("".join(rows), widths, place=_RIGHT, room=room)


def facts(rows: Sequence[Fact], *, is_form: bool = False) -> str:
    """Labels beside their values, a hairline under each."""
    widths = [3100, styles.TEXT_WIDTH - 3100]
    hair = (
        f'<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{styles.HAIR}"/></w:tcBorders>'
    )
    space = (
        '<w:spacing w:before="140" w:after="140"/>' if is_form else '<w:spacing w:before="60" w:after="60"/>'
    )
    found = "".join(
        xml.row(
            xml.cell(xml.paragraph(xml.run(fact.label, f'<w:color w:val="{styles.SOFT}"/>'), "TableText", space), widths[0], hair)
            + xml.cell(xml.paragraph(xml.run(fact.value, "<w:b/>"), "TableText", space), widths[1], hair)
        )
        for fact in rows
    )  # fmt: skip
    return xml.table(found, widths)


def side_by_side(cells: Sequence[str], columns: int, *, edge: str = "", gap: int = 240) -> str:
    """Cells in so many columns, without lines but for an `edge` at their left."""
    width = styles.TEXT_WIDTH // columns
    properties = f"<w:tcBorders>{edge}</w:tcBorders>" if edge else ""
    margin = f'<w:tcMar><w:left w:w="{120 if edge else 0}" w:type="dxa"/><w:right w:w="{gap}" w:type="dxa"/></w:tcMar>'
    rows = []
    for start in range(0, len(cells), columns):
        line = list(cells[start : start + columns])
        drawn = "".join(xml.cell(inside, width, properties + margin) for inside in line)
        rows.append(xml.row(drawn + xml.cell("", width) * (columns - len(line))))
    return xml.table("".join(rows), [width] * columns)
