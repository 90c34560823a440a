"""What a file is, by its bytes. Its name may say anything."""

import re
from pathlib import Path
from typing import Final

from synthai.core import archives
from synthai.core.reading.shapes import Kind, Refused

MOST_UNPACKED: Final = 120 * 1024 * 1024
MOST_MEMBERS: Final = 4_000
_HEAD: Final = 4096
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM", b"\x00\x00\x01\x00")
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_MARKUP: Final = re.compile(rb"\A[\xef\xbb\xbf\s]*<(?:!doctype|html|\?xml|svg|[a-z])", re.IGNORECASE)
_CONTROL: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def told(path: Path) -> Kind:
    """The kind of this file. Raises Refused."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise Refused("empty")
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(path)
    if head.startswith(_OLD_OFFICE):
        raise Refused("locked" if _LOCKED_OFFICE in path.read_bytes() else "old_office")
    if head.startswith(_PICTURES) or head[4:12] in {b"ftypheic", b"ftypavif", b"ftypmif1"} or _is_webp(head):
        raise Refused("picture")
    if head.startswith(_PROGRAMS):
        raise Refused("program")
    if head.startswith(b"{\\rtf"):
        raise Refused("rich_text")
    if _MARKUP.match(head):
        raise Refused("markup")
    if not _has_mark(head) and head.translate(None, _CONTROL) != head:
        raise Refused("unknown")
    return Kind.TEXT


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _has_mark(head: bytes) -> bool:
    """Text in UTF-16 has zeros, and a mark that says so."""
    return head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _packed(path: Path) -> Kind:
    """A zip archive, judged by its directory before anything is unpacked."""
    try:
        members = archives.directory(path)
    except archives.Damaged as error:
        raise Refused("damaged") from error
    if archives.is_swollen(members, max_bytes=MOST_UNPACKED, max_members=MOST_MEMBERS):
        raise Refused("swollen")
    if archives.is_protected(members):
        raise Refused("locked")
    names = {member.filename for member in members}
    if "word/document.xml" in names:
        return Kind.DOCX
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    raise Refused("slides" if any(name.startswith("ppt/") for name in names) else "archive")
