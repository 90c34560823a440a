"""Small pieces of WordprocessingML as text: quicker to make, and to read, than element by element."""

from typing import Final
from xml.sax.saxutils import escape

from synthai.core.documents.papers import prose

_NAMES: Final = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
NAMESPACES: Final = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in _NAMES.items())


def root(name: str, inside: str) -> str:
    """A part's root element."""
    return f"<w:{name} {NAMESPACES}>{inside}</w:{name}>"


def words(text: str) -> str:
    """A text for XML: escaped, without the control characters that XML refuses."""
    return escape(prose.without_controls(text), {'"': "&quot;"})


def run(text: str, style: str = "") -> str:
    """A run of text. `style` are its properties."""
    if not text:
        return ""
    properties = f"<w:rPr>{style}</w:rPr>" if style else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{words(text)}</w:t></w:r>'


def tab() -> str:
    """A jump to the next tab stop."""
    return "<w:r><w:tab/></w:r>"


def line_break() -> str:
    """A new line in the same paragraph."""
    return "<w:r><w:br/></w:r>"


def paragraph(inside: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    whole = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{whole}{inside}</w:p>"


def field(code: str, shown: str = "", *, style: str = "", is_dirty: bool = False) -> str:
    """A field that Word reckons: PAGE, NUMPAGES."""
    properties = f"<w:rPr>{style}</w:rPr>" if style else ""
    return f"{field_begin(code, style=style, is_dirty=is_dirty)}<w:r>{properties}<w:t>{words(shown)}</w:t></w:r>{field_end()}"


def field_begin(code: str, *, style: str = "", is_dirty: bool = False) -> str:
    """The first half of a field; what follows is shown until it is reckoned."""
    dirty = ' w:dirty="true"' if is_dirty else ""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"{dirty}/></w:r><w:r><w:instrText xml:space="preserve"> {words(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end() -> str:
    """Its last mark."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def cell(inside: str, width: int, properties: str = "") -> str:
    """A table's cell; it must hold a paragraph."""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{inside or paragraph("")}</w:tc>'


def row(cells: str, *, is_head: bool = False, may_split: bool = False) -> str:
    """A row. A head is repeated on each page."""
    properties = ("" if may_split else "<w:cantSplit/>") + ("<w:tblHeader/>" if is_head else "")
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"


def table(
    rows: str,
    widths: list[int],
    *,
    style: str = "",
    caption: str = "",
    place: str = "",
    room: str = "",
    has_head: bool = False,
) -> str:
    """A table of fixed widths."""
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    look = f'<w:tblLook w:val="0420" w:firstRow="{int(has_head)}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    told = f'<w:tblCaption w:val="{words(caption)}"/>' if caption else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{named}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{place}<w:tblLayout w:type="fixed"/>{room}{look}{told}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )  # fmt: skip
