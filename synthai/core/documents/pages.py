"""Pages of our own papers for eyes: how many, as pictures, as text, and with somebody's name across them.

For files that we set ourselves. PDFium is not made for threads, so one at a time is drawn in a process.
"""

import io
import json
import threading
from functools import lru_cache
from typing import Any, Final

from synthai.core.documents import fonts, typesetting

_ONE_AT_A_TIME: Final = threading.Lock()
_SMALL: Final = 800  # points across
_LARGE: Final = 1400


class NoSuchPage(LookupError):
    """The paper has fewer pages."""


def count(pdf: bytes) -> int:
    """How many pages it has."""
    with _ONE_AT_A_TIME:
        paper = _opened(pdf)
        try:
            return len(paper)
        finally:
            paper.close()


def picture(pdf: bytes, page: int, *, is_small: bool = False) -> bytes:
    """Page (from 0) as WebP. Small: for a phone's width and data bundle, in 32 colours, a third of the bytes. Raises NoSuchPage."""
    with _ONE_AT_A_TIME:
        paper = _opened(pdf)
        try:
            found = _page(paper, page)
            drawn = (
                found.render(scale=(_SMALL if is_small else _LARGE) / found.get_width())
                .to_pil()
                .convert("RGB")
            )
        finally:
            paper.close()
    out = io.BytesIO()
    if is_small:
        drawn.quantize(32).convert("RGB").save(out, "WEBP", lossless=True, quality=50, method=3)
    else:
        drawn.save(out, "WEBP", quality=82, method=2)
    return out.getvalue()


def texts(pdf: bytes) -> list[str]:
    """The words of each page in reading order, for who does not see pictures."""
    with _ONE_AT_A_TIME:
        paper = _opened(pdf)
        try:
            return [_text(paper[place]) for place in range(len(paper))]
        finally:
            paper.close()


def places_of(pdf: bytes, words: str) -> list[tuple[int, float, float]]:
    """Where these words stand: page, left edge, lower edge in points, in the order of reading."""
    found = []
    with _ONE_AT_A_TIME:
        paper = _opened(pdf)
        try:
            for place in range(len(paper)):
                text = paper[place].get_textpage()
                search = text.search(words, match_case=True, match_whole_word=True)
                while (hit := search.get_next()) is not None:
                    left, bottom, _right, _top = text.get_charbox(hit[0])
                    found.append((place, float(left), float(bottom)))
        finally:
            paper.close()
    return found


def with_name_across(pdf: bytes, words: str) -> bytes:
    """The same pages with these words across each: a copy that says whose it is. No longer the archived file."""
    import pypdf  # noqa: PLC0415 - it takes every process a while, and few write a name across

    over = pypdf.PdfReader(io.BytesIO(_across(fonts.printable(words)))).pages[0]
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for page in writer.pages:
        page.merge_page(over)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@lru_cache(maxsize=64)
def _across(words: str) -> bytes:
    return typesetting.drawing_of(json.dumps({"words": words}), layout="name-across.typ")


def _opened(pdf: bytes) -> Any:
    import pypdfium2  # noqa: PLC0415 - it takes every process a while, and few draw pages

    return pypdfium2.PdfDocument(pdf)


def _page(paper: Any, page: int) -> Any:
    if not 0 <= page < len(paper):
        raise NoSuchPage(page)
    return paper[page]


def _text(page: Any) -> str:
    words: str = page.get_textpage().get_text_range()
    return words.replace("\r\n", "\n").strip()
