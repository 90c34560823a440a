"""Text, Markdown and CSV, in whatever encoding they came. Runs in the child process."""

import csv
import io
import re
from pathlib import Path
from typing import Final

from synthai.core.reading import sheets
from synthai.core.reading.shapes import (
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_ROWS,
    Block,
    Cut,
    Kind,
    Reading,
    Refused,
    in_parts,
    within,
)

_DELIMITERS: Final = (";", "\t", "|", ",")
_LOOKED_AT: Final = 60  # rows
_LONGEST_ROW: Final = 20_000  # letters of one that are looked at
_HEADING: Final = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\Z")
_UNDERLINED: Final = re.compile(r"(=+|-+)\s*\Z")
_MOST_BYTES: Final = 4 * MOST_LETTERS


def read(path: Path) -> Reading:
    """The text of a file without format. Raises Refused."""
    size = path.stat().st_size
    with path.open("rb") as file:
        text, encoding = decoded(file.read(_MOST_BYTES))
    if not text.strip():
        raise Refused("no_text")
    is_long = size > _MOST_BYTES
    if delimiter := delimiter_of(text):
        return _table(text, delimiter, encoding, is_long=is_long)
    blocks, is_cut = within(in_parts(paragraphs(text)))
    if not blocks:  # one paragraph of millions of letters
        blocks, is_cut = [Block(kind="text", page=1, text=text[:MOST_LETTERS])], True
    pages = blocks[-1].page
    return Reading(
        kind=Kind.TEXT,
        blocks=blocks,
        pages=pages,
        pages_read=pages,
        has_pages=False,
        title=next((block.text[:200] for block in blocks if block.kind == "heading"), ""),
        encoding=encoding,
        cut=Cut.LETTERS if is_cut or is_long else "",
    )


def decoded(content: bytes) -> tuple[str, str]:
    """The letters of a file and the encoding that was found. UTF-8 is proved by reading it; the rest is a guess."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, errors="replace"), name.removesuffix("-sig")
    try:
        return content.decode(), "utf-8"
    except UnicodeDecodeError as error:
        if error.start > len(content) - 4:  # the limit cut a letter in two
            return content.decode(errors="ignore"), "utf-8"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - most files do without

    best = from_bytes(content[:200_000], cp_isolation=["cp1252", "latin_1", "mac_roman", "cp850"]).best()
    encoding = best.encoding if best else "cp1252"
    return content.decode(encoding, errors="replace"), encoding


def delimiter_of(text: str) -> str:
    """What parts the columns, when nearly every row has as many of them; empty for running text."""
    rows = [row[:_LONGEST_ROW] for row in text.splitlines()[:_LOOKED_AT] if row.strip()]
    if len(rows) < 2:
        return ""
    for delimiter in _DELIMITERS:
        counts = [len(row) for row in csv.reader(rows, delimiter=delimiter)]
        usual = max(set(counts), key=counts.count)
        least = 2 if delimiter != "," else 3
        words = sum(len(row.split()) for row in rows) / max(sum(counts), 1)
        if usual >= least and counts.count(usual) >= 0.9 * len(counts) and words < 6:
            return delimiter
    return ""


def _table(text: str, delimiter: str, encoding: str, *, is_long: bool) -> Reading:
    rows: list[list[str]] = []
    cut = Cut.LETTERS if is_long else ""
    csv.field_size_limit(MOST_LETTERS)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) == MOST_ROWS:
                cut = Cut.ROWS
                break
            if any(cell.strip() for cell in row):
                rows.append([" ".join(cell.split())[:2000] for cell in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise Refused("damaged") from error
    if not rows:
        raise Refused("no_text")
    blocks, is_cut = within(in_parts(sheets.in_blocks(rows, 1)))
    pages = blocks[-1].page if blocks else 1
    return Reading(
        kind=Kind.CSV,
        blocks=blocks,
        pages=pages,
        pages_read=pages,
        has_pages=False,
        encoding=encoding,
        cut=Cut.LETTERS if is_cut else cut,
    )


def paragraphs(text: str) -> list[Block]:
    """Paragraphs and the headings of Markdown; other marks stay as they were typed."""
    blocks: list[Block] = []
    lines: list[str] = []

    def flush() -> None:
        if body := "\n".join(lines).strip():
            blocks.append(Block(kind="text", page=1, text=body))
        lines.clear()

    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = "".join(each for each in raw if each.isprintable() or each == "\t").rstrip()
        heading = _HEADING.match(line)
        if heading:
            flush()
            blocks.append(Block(kind="heading", page=1, text=heading[2], level=min(len(heading[1]), 3)))
        elif len(lines) == 1 and len(line) > 2 and _UNDERLINED.match(line):
            level = 1 if line.startswith("=") else 2
            blocks.append(Block(kind="heading", page=1, text=lines.pop().strip(), level=level))
        elif line.strip():
            lines.append(line)
        else:
            flush()
    flush()
    return blocks
