"""Word files (DOCX) as text: headings, paragraphs, tables, header and footer. Plain XML, read without DTD, entities or relations."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from synthai.core import archives
from synthai.core.reading.shapes import Block, Cut, Kind, Reading, Refused, in_parts, within

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_BODY: Final = "word/document.xml"
_MOST_XML: Final = 40 * 1024 * 1024
_DEEPEST: Final = 60  # tables inside tables


def read(path: Path) -> Reading:
    """The text of a Word file. Macros, linked pictures and remote templates are never looked at. Raises Refused."""
    with zipfile.ZipFile(path) as archive:
        parts = {member.filename: member for member in archive.infolist()}
        body = _parsed(archive, parts[_BODY])
        levels = _heading_levels(archive, parts)
        core = _parsed(archive, parts["docProps/core.xml"]) if "docProps/core.xml" in parts else None
        edges = _edges(archive, parts)
    found = _Body(levels).blocks(body)
    if not found and not edges:
        raise Refused("no_text")
    has_pages = any(block.page > 1 for block in found)
    blocks, is_cut = within(edges + (found if has_pages else in_parts(found)))
    pages = max(block.page for block in blocks)
    return Reading(
        kind=Kind.DOCX,
        blocks=blocks,
        pages=pages,
        pages_read=pages,
        has_pages=has_pages,
        title=_said(core, f"{_DC}title"),
        author=_said(core, f"{_DC}creator"),
        cut=Cut.LETTERS if is_cut else "",
    )


def _parsed(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Element:
    if member.file_size > _MOST_XML:
        raise Refused("swollen")
    try:
        root: Element = ElementTree.fromstring(archives.read(archive, member), forbid_dtd=True)
    except (archives.Damaged, ParseError, UnicodeError, ValueError) as error:
        # defusedxml's own refusals are ValueErrors too
        raise Refused("trap" if isinstance(error, DefusedXmlException) else "damaged") from error
    return root


def _heading_levels(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, int]:
    """The level of each style that is a heading. Its id is in the writer's language, its name is not."""
    if "word/styles.xml" not in parts:
        return {}
    found: dict[str, int] = {}
    for style in _parsed(archive, parts["word/styles.xml"]).iter(f"{_W}style"):
        name = _value(style.find(f"{_W}name")).lower()
        if name == "title":
            found[style.get(f"{_W}styleId", "")] = 1
        elif name.startswith("heading ") and name[8:].isdigit():
            found[style.get(f"{_W}styleId", "")] = min(int(name[8:]), 3)
    return found


def _edges(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> list[Block]:
    """Header and footer, each text once: letters and invoices have the sender there."""
    names = sorted(
        name for name in parts if name.startswith(("word/header", "word/footer")) and name.endswith(".xml")
    )
    texts = dict.fromkeys(_text(_parsed(archive, parts[name])).strip() for name in names[:12])
    return [Block(kind="text", page=1, text=text) for text in texts if text]


class _Body:
    """Walks through the body; a page ends where Word last broke it, or where its writer did."""

    def __init__(self, levels: dict[str, int]) -> None:
        self.levels, self.page = levels, 1
        self.found: list[Block] = []

    def blocks(self, root: Element) -> list[Block]:
        body = root.find(f"{_W}body")
        for child in [] if body is None else body:
            self._take(child, 0)
        return self.found

    def _take(self, child: Element, depth: int) -> None:
        if depth > _DEEPEST:
            raise Refused("trap")
        if child.tag == f"{_W}p":
            self._paragraph(child)
        elif child.tag == f"{_W}tbl":
            rows = [
                [_text(cell).strip() for cell in row.iterfind(f"{_W}tc")] for row in child.iterfind(f"{_W}tr")
            ]
            if rows := [row for row in rows if any(row)]:
                self.found.append(Block(kind="table", page=self.page, rows=rows))
            self.page += sum(1 for _break in child.iter(f"{_W}lastRenderedPageBreak"))
        elif child.tag == f"{_W}sdt":
            for inner in child.iterfind(f"{_W}sdtContent/*"):
                self._take(inner, depth + 1)

    def _paragraph(self, child: Element) -> None:
        self.page += sum(1 for _break in child.iter(f"{_W}lastRenderedPageBreak"))
        text = _text(child).strip()
        if text:
            level = self.levels.get(_value(child.find(f"{_W}pPr/{_W}pStyle")), 0)
            kind = "heading" if level else "text"
            self.found.append(Block(kind=kind, page=self.page, text=text, level=level))
        self.page += sum(1 for each in child.iter(f"{_W}br") if each.get(f"{_W}type") == "page")


def _text(element: Element) -> str:
    return "".join(_letters(element))


def _letters(element: Element) -> Iterator[str]:
    for each in element.iter():
        if each.tag == f"{_W}t":
            yield each.text or ""
        elif each.tag == f"{_W}tab":
            yield "\t"
        elif each.tag in {f"{_W}br", f"{_W}cr"} or each.tag == f"{_W}p":
            yield "\n"


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(f"{_W}val", "")


def _said(core: Element | None, name: str) -> str:
    return "" if core is None else " ".join((core.findtext(name) or "").split())[:200]
