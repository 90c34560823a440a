"""What the child process of `synthai.core.tables` does: guess encoding and delimiter, or open the workbook, and write rows as JSON."""

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final

LONGEST_CELL: Final = 12_000  # longer than any answer may be: who reads it says so
MOST_BYTES: Final = 100 << 20
_DELIMITERS: Final = (",", ";", "\t", "|")
_SAMPLE: Final = 100
_HEAD: Final = 262_144
_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0"
_GUARDED: Final = frozenset("=+-@\t\r")
_OTHER: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"MZ\x90",
    b"SQLite format 3",
)
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# What South African programs write beside UTF-8.
_SINGLE_BYTE: Final = ["cp1252", "cp850", "mac_roman"]


class Refused(ValueError):
    """Why it is no table, as a word that the parent has a sentence for."""

    def __init__(self, code: str, *, line: int = 0, most: int = 0) -> None:
        super().__init__(code)
        self.code, self.line, self.most = code, line, most


@dataclass
class _Counted:
    """Lines of a file, and how many were taken."""

    rows: Iterator[list[Any]]
    line: int = 0

    def __iter__(self) -> Iterator[tuple[int, list[Any]]]:
        for row in self.rows:
            self.line += 1
            yield self.line, row


def read(path: str, out: str, most_rows: int, most_columns: int) -> dict[str, Any]:
    """Write the rows; tell the headings and how many there were, or what is wrong."""
    told: dict[str, Any] = {"error": "", "line": 0, "most": 0, "headings": [], "count": 0}
    try:
        _read(Path(path), Path(out), most_rows, most_columns, told)
    except Refused as refused:
        told |= {"error": refused.code, "line": refused.line, "most": refused.most}
    return told


def _read(path: Path, out: Path, most_rows: int, most_columns: int, told: dict[str, Any]) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise Refused("empty")
    if head.startswith(_OLD):
        raise Refused("old_excel")
    if head.startswith(_OTHER):
        raise Refused("not_text")
    table = _Counted(_sheet(path) if head.startswith(_ZIP) else _csv(path, head))
    try:
        _write(iter(table), out, most_rows, most_columns, told)
    except (csv.Error, UnicodeError) as error:
        raise Refused("broken", line=table.line + 1) from error


def _write(
    rows: Iterator[tuple[int, list[Any]]], out: Path, most_rows: int, most_columns: int, told: dict[str, Any]
) -> None:
    told["headings"] = _headings(rows, most_columns)
    size, width = 0, len(told["headings"])
    with out.open("w", encoding="utf-8") as file:
        for line, row in rows:
            cells = [_words(cell) for cell in row[:width]]
            if not any(cell.strip() for cell in cells):
                continue
            told["count"] += 1
            if told["count"] > most_rows:
                raise Refused("rows", most=most_rows)
            size += file.write(json.dumps([line, cells + [""] * (width - len(cells))]) + "\n")
            if size > MOST_BYTES:
                raise Refused("too_much")
    if not told["count"]:
        raise Refused("empty")


def _headings(rows: Iterator[tuple[int, list[Any]]], most: int) -> list[str]:
    """The cells of the first row that has any, empty ones at its end left out."""
    for _line, row in rows:
        headings = [_words(cell).strip()[:200] for cell in row]
        while headings and not headings[-1]:
            headings.pop()
        if len(headings) > most:
            raise Refused("columns", most=most)
        if headings:
            return headings
    raise Refused("no_headings")


def _csv(path: Path, head: bytes) -> Iterator[list[Any]]:
    csv.field_size_limit(1 << 20)
    with path.open("rb") as file:
        encoding = _encoding(iter(lambda: file.read(1 << 20), b""))
    sample = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head).removeprefix("\ufeff")
    with path.open(encoding=encoding, newline="") as text:
        first = sample.split("\n", 1)[0].strip("\r\n")
        delimiter = first[4:] if first.lower().startswith("sep=") and len(first) == len("sep=;") else ""
        if delimiter:
            text.readline()
            yield []  # it is a line of the file, without headings
        for row in csv.reader(text, delimiter=delimiter or _delimiter(sample), strict=True):
            yield [row[0].removeprefix("\ufeff"), *row[1:]] if row else row


def _encoding(chunks: Iterable[bytes]) -> str:
    """A mark, else UTF-8 if all of it is, else what its letters look like."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = b""
    for chunk in chunks:
        if not first:
            first = chunk
            for mark, name in _MARKS:
                if chunk.startswith(mark):
                    return name
            if b"\x00" in chunk[:4096]:
                return _without_mark(chunk[:4096])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return _single_byte(chunk[max(0, error.start - 4096) : error.start + 65_536])
    return "utf-8"


def _without_mark(sample: bytes) -> str:
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) * 0.3 or min(even, odd) * 4 > max(even, odd):
        raise Refused("not_text")
    return "utf-16-le" if odd > even else "utf-16-be"


def _single_byte(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - most files do without

    best = from_bytes(sample, cp_isolation=_SINGLE_BYTE).best()
    if best is None:
        raise Refused("encoding")
    return str(best.encoding)


def _delimiter(sample: str) -> str:
    """The one under which most rows have as many cells as the headings, and those are many."""

    def score(delimiter: str) -> tuple[float, int]:
        try:
            rows = list(islice(csv.reader(io.StringIO(sample), delimiter=delimiter), _SAMPLE))
        except csv.Error:
            return -1.0, 0
        width = len(rows[0]) if rows else 0
        filled = [row for row in rows[1:] if row]
        alike = sum(len(row) == width for row in filled) / len(filled) if filled else 1.0
        return (alike if width > 1 else -1.0, width)

    return max(_DELIMITERS, key=score)


def _sheet(path: Path) -> Iterator[list[Any]]:
    """The first sheet shown that has anything in it. Lines count as Excel counts them."""
    import python_calamine  # noqa: PLC0415 - CSV does without

    try:
        book = python_calamine.load_workbook(str(path))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        for name in shown[:20]:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height:
                yield from sheet.iter_rows()
                return
    except (python_calamine.CalamineError, OSError) as error:
        raise Refused("damaged") from error
    raise Refused("empty")


def _words(cell: Any) -> str:
    """A cell as a person would type it: 1001 and not 1001.0, 2026-11-21 and not a serial number. No NUL: PostgreSQL takes none.

    The apostrophe goes that our own exports put before what a spreadsheet would run: a list of errors is mended and comes back.
    """
    if isinstance(cell, bool):
        text = "yes" if cell else "no"
    elif isinstance(cell, float):
        text = str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    elif isinstance(cell, datetime):
        text = cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    elif isinstance(cell, date | time):
        text = cell.isoformat()
    else:
        text = "" if cell is None else str(cell)
    text = text[:LONGEST_CELL].replace("\x00", "")
    return text[1:] if text[:1] == "'" and text[1:2] in _GUARDED else text
