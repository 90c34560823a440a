"""PDF as text: lines with their places, put in reading order, joined to paragraphs and headings. Runs in the child process."""

import re
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import Any

import pypdfium2

from synthai.core.reading import ordering
from synthai.core.reading.ordering import Line
from synthai.core.reading.shapes import MOST_LETTERS, MOST_PAGES, Block, Cut, Kind, Reading, Refused

_PASSWORD = 4  # FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of pdfium
_SECURITY = 5
_LONGEST_HEADING = 120
_PAGE_NUMBER = re.compile(r"(?:page|bladsy|-)?\s?\d{1,4}(?:\s?(?:of|van|/)\s?\d{1,4})?\s?-?\Z", re.IGNORECASE)


@dataclass
class _Budget:
    left: int = MOST_LETTERS


def read(path: Path) -> Reading:
    """The text of a PDF. Scripts, links, forms and attachments are never looked at. Raises Refused."""
    try:
        file = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) in {_PASSWORD, _SECURITY}
        raise Refused("locked" if is_locked else "damaged") from error
    pages = len(file)
    if not pages:
        raise Refused("damaged")
    blocks, read_pages, empty, cut = _pages(file, pages)
    if not blocks:
        raise Refused("scan")
    told = file.get_metadata_dict(skip_empty=True)
    return Reading(
        kind=Kind.PDF,
        blocks=blocks,
        pages=pages,
        pages_read=read_pages,
        title=_tidy(told.get("Title", "")),
        author=_tidy(told.get("Author", "")),
        cut=cut,
        empty_pages=empty,
    )


def _pages(file: Any, pages: int) -> tuple[list[Block], int, int, str]:
    blocks: list[Block] = []
    budget, empty = _Budget(), 0
    most = min(pages, MOST_PAGES)
    for number in range(most):
        lines = _lines(file, number)
        budget.left -= sum(len(line.text) for line in lines)
        if budget.left < 0:
            return blocks, number, empty, Cut.LETTERS
        empty += not lines
        lines = _without_number(lines)
        blocks += as_blocks(ordering.in_order(lines), number + 1)
    return blocks, most, empty, Cut.PAGES if pages > most else ""


def _without_number(lines: list[Line]) -> list[Line]:
    """Without the number that a page has in its first or last line."""
    while lines and _PAGE_NUMBER.match(lines[-1].text):
        lines = lines[:-1]
    while lines and _PAGE_NUMBER.match(lines[0].text):
        lines = lines[1:]
    return lines


def _lines(file: Any, number: int) -> list[Line]:
    """The lines of a page as the file has them. A page that pdfium cannot read has none."""
    try:
        page = file[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    try:
        return list(_placed(text_page, text_page.get_text_range()))
    finally:
        text_page.close()
        page.close()


def _placed(text_page: Any, text: str) -> Any:
    most, start = text_page.count_chars(), 0
    for raw in text.split("\n"):
        body = raw.rstrip("\r")
        shown = _tidy(body)
        if shown:
            first = start + len(body) - len(body.lstrip())
            last = start + len(body.rstrip()) - 1
            yield _line(text_page, shown, min(first, most - 1), min(last, most - 1))
        start += len(raw) + 1


def _line(text_page: Any, text: str, first: int, last: int) -> Line:
    left, bottom, _right, top = text_page.get_charbox(first, loose=True)
    _left, _bottom, right, _top = text_page.get_charbox(last, loose=True)
    return Line(text=text, left=left, right=max(left, right), top=top, bottom=bottom)


def as_blocks(lines: list[Line], page: int) -> list[Block]:
    """Paragraphs, parted where more than a line's room is left, and headings: short lines in larger letters."""
    usual = median_low([line.height for line in lines]) if lines else 0.0
    blocks: list[Block] = []
    kept: list[Line] = []
    for line in lines:
        is_heading = line.height > usual * 1.22 and len(line.text) <= _LONGEST_HEADING
        if kept and (is_heading or _is_apart(kept[-1], line)):
            blocks.append(_paragraph(kept, page))
            kept = []
        if is_heading:
            level = 1 if line.height > usual * 1.7 else 2
            blocks.append(Block(kind="heading", page=page, text=line.text, level=level))
        else:
            kept.append(line)
    return [*blocks, _paragraph(kept, page)] if kept else blocks


def _is_apart(before: Line, line: Line) -> bool:
    gap = before.bottom - line.top
    return gap > 0.75 * max(before.height, line.height, 1) or line.top > before.top + line.height


def _paragraph(lines: list[Line], page: int) -> Block:
    return Block(kind="text", page=page, text="\n".join(line.text for line in lines))


def _tidy(text: str) -> str:
    """Without what nobody sees; pdfium writes a soft hyphen at the end of a line as U+FFFE or U+0002."""
    plain = text.replace("\ufffe", "-").replace("\x02", "-").replace("\u00ad", "")
    return " ".join("".join(each for each in plain if each.isprintable() or each == "\t").split())
