"""What independent readers find in the three drawings of a paper: their words without blanks, list marks and page edges."""

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Final

from lxml import etree
from pypdfium2 import PdfDocument

from synthai.core.testing import pdf

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DESCRIBED: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_MARKS: Final = re.compile(r"[•–]")
_FOOT: Final = 20 * 72 / 25.4  # points: the lower margin
_HEAD: Final = 842 - 20 * 72 / 25.4


def words_of_html(page: str, *, skip: tuple[str, ...] = ()) -> str:
    """The words of the article; elements with one of these classes are left out."""
    reader = _Words(skip)
    reader.feed(page)
    return pdf.squeezed("".join(reader.found))


class _Words(HTMLParser):
    _VOID: Final = frozenset({"br", "hr", "img", "rect", "path", "polyline", "input"})

    def __init__(self, skip: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._skip = set(skip)
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        if self._depth or classes & self._skip:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in self._VOID:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.found.append(data)


def words_of_pdf(content: bytes, *, skip_pages: int = 0) -> str:
    """The words between the edges of each page, in the order they were drawn."""
    pages = list(PdfDocument(content))[skip_pages:]
    found = (page.get_textpage().get_text_bounded(bottom=_FOOT, top=_HEAD) for page in pages)
    return pdf.squeezed("".join(found).replace("\ufffe", "-").replace("\u0002", "-"))


def words_of_docx(content: bytes, *, with_alt: bool = True) -> str:
    """The words of the body, the alternative texts of its pictures among them where they stand."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    found: list[str] = []
    for element in body.iter():
        if element.tag == f"{_W}t":
            found.append(element.text or "")
        elif element.tag == _DESCRIBED and with_alt:
            found.append(element.get("descr") or "")
    return pdf.squeezed("".join(found))


def without_marks(words: str) -> str:
    """Words without the marks of lists, which PDF prints as letters."""
    return _MARKS.sub("", words)
