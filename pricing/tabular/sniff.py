"""What kind of file this is: encoding, byte-order mark, delimiter, headings."""

import codecs
import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

from charset_normalizer import from_bytes

DELIMITERS: Final = (",", ";", "\t", "|")
HEAD_BYTES: Final = 262_144
SAMPLE_ROWS: Final = 100

# The first bytes of files that are often renamed to .csv by mistake.
_MAGIC: Final = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Encodings met in South African exports besides UTF-8; all of them can read any byte they define.
_SINGLE_BYTE: Final = ("cp1252", "cp850", "mac_roman")


class NotATable(ValueError):
    """The file cannot be read as a table. `code` is stable, the message is a sentence for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read the text of one file. `skip_lines` counts lines before the headings (Excel's `sep=;`)."""

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    skip_lines: int = 0


def sniff(head: bytes, *, encoding: str | None = None) -> Dialect:
    """The dialect of a file from its first bytes (HEAD_BYTES are plenty).

    `encoding` is given when the whole file was looked at with `encoding_of`.
    Raises NotATable for an empty file, one without headings, and anything that is no text.
    """
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise NotATable("empty", "The file is empty. Export it again with at least one row of sales.")
    refuse_other_kinds(head)
    encoding = encoding or encoding_of([head])
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head[:HEAD_BYTES])
    text = text.removeprefix("\ufeff")
    skip, stated = _separator_line(text)
    lines = text.splitlines(keepends=True)[skip:]
    while lines and not lines[0].strip(" \t\r\n,;|"):
        lines, skip = lines[1:], skip + 1
    if not lines:
        raise NotATable("empty", "The file has no headings and no rows. Export it again.")
    if len(head) >= HEAD_BYTES and len(lines) > 1:
        lines.pop()  # the last line is cut off
    delimiter = stated or _delimiter(lines)
    headings = next(csv.reader(lines, delimiter=delimiter), [])
    return Dialect(encoding, delimiter, tuple(heading.strip() for heading in headings), skip)


def refuse_other_kinds(head: bytes) -> None:
    """Raise NotATable when the first bytes are those of a picture, document, archive or program."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            message = f"This is {kind}, whatever its name says. Export the sales as CSV and use that file."
            raise NotATable("not_text", message)


def encoding_of(chunks: Iterable[bytes]) -> str:
    """The encoding of a whole file given in chunks: a byte-order mark, else UTF-8, else a single-byte set.

    Reads every chunk while the text is UTF-8, so a letter in the last line counts as well.
    Raises NotATable when the bytes are no text at all.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    first, odd = b"", b""
    for chunk in chunks:
        if not first:
            first = chunk
            for mark, name in _BOMS:
                if chunk.startswith(mark):
                    return name
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            odd = chunk[max(0, error.start - 4096) : error.start + 65_536]
            break
    if b"\x00" in first[:4096]:
        return _utf16_without_mark(first)
    return _single_byte(odd) if odd else "utf-8"


def _utf16_without_mark(first: bytes) -> str:
    even, uneven = first[0:4096:2].count(0), first[1:4096:2].count(0)
    half = max(1, min(len(first), 4096) // 2)
    if uneven > 0.4 * half > 4 * even:
        return "utf-16-le"
    if even > 0.4 * half > 4 * uneven:
        return "utf-16-be"
    raise NotATable("not_text", "This is not a text file. Export the sales as CSV and use that file.")


def _single_byte(sample: bytes) -> str:
    best = from_bytes(sample, cp_isolation=list(_SINGLE_BYTE)).best()
    if best is None:
        raise NotATable(
            "encoding_unknown", "The letters of this file cannot be read. Save it again as “CSV UTF-8”."
        )
    return best.encoding


def _separator_line(text: str) -> tuple[int, str | None]:
    """Excel writes `sep=;` above the headings of some files: (lines to skip, delimiter stated)."""
    line = text.split("\n", 1)[0].strip("\r\n")
    if line.lower().startswith("sep=") and len(line) == len("sep=;"):
        return 1, line[-1]
    return 0, None


def _delimiter(lines: list[str]) -> str:
    """The delimiter under which most rows have as many cells as the headings, and those are many."""

    def score(delimiter: str) -> tuple[float, int]:
        rows = list(islice(csv.reader(io.StringIO("".join(lines)), delimiter=delimiter), SAMPLE_ROWS))
        width = len(rows[0]) if rows else 0
        filled = [row for row in rows[1:] if row]
        alike = sum(len(row) == width for row in filled) / len(filled) if filled else 1.0
        return (alike if width > 1 else -1.0, width)

    return max(DELIMITERS, key=score)
