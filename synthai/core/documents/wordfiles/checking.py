"""What a Word file of a stranger may hold. Nothing of it is followed, run or fetched; what could be, is refused."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import unescape

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from synthai.core import archives
from synthai.core.documents.papers.prose import SCHEMES
from synthai.core.documents.wordfiles.refusing import Refused

MOST_UNPACKED: Final = 60 << 20
MOST_MEMBERS: Final = 1000
MOST_XML: Final = 16 << 20
_OLE: Final = b"\xd0\xcf\x11\xe0"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PROGRAMS: Final = re.compile(
    r"vbaproject|vbadata|activex|macrosheet|customui|\.(exe|dll|js|vbs|hta|lnk)$", re.IGNORECASE
)
_OBJECTS: Final = re.compile(r"(^|/)(embeddings|afchunk)|\.(bin|ole|docm|xlsm|html?|mht|rtf)$", re.IGNORECASE)
_HYPERLINK: Final = "/hyperlink"
# Fields that read a file or an address, or start a program.
_FETCHING: Final = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDEAUTO|DDE|EMBED|DATABASE|RD|MACROBUTTON|HTMLCONTROL|ADDIN)\b"
)  # fmt: skip
_ADDRESS: Final = re.compile(r'HYPERLINK\s+"([^"]*)"', re.IGNORECASE)
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def check(content: bytes) -> None:
    """Raises Refused for a file that is no .docx, or that holds what it may not."""
    members = _members(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check_kind(archive, members)
        for member in members:
            _check_name(member.filename)
            if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                _check_part(member.filename, _read(archive, member))


def _members(content: bytes) -> list[zipfile.ZipInfo]:
    if content.startswith(_OLE):
        raise Refused("old_or_locked")
    try:
        members = archives.directory(io.BytesIO(content))
    except archives.Damaged as error:
        raise Refused("not_word") from error
    if archives.is_protected(members):
        raise Refused("old_or_locked")
    if archives.is_swollen(members, max_bytes=MOST_UNPACKED, max_members=MOST_MEMBERS):
        raise Refused("swollen")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise Refused("damaged")
    return members


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.file_size > MOST_XML:
        raise Refused("swollen")
    try:
        return archives.read(archive, member)
    except archives.Damaged as error:
        raise Refused("damaged") from error


def _check_kind(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    known = {member.filename: member for member in members}
    if "[Content_Types].xml" not in known:
        raise Refused("not_word")
    kinds = _read(archive, known["[Content_Types].xml"]).decode("utf-8", "replace")
    if "macroenabled" in kinds.lower() or "vbaproject" in kinds.lower():
        raise Refused("macros")
    if _MAIN not in kinds or "word/document.xml" not in known:
        raise Refused("not_word")


def _check_name(name: str) -> None:
    if _PROGRAMS.search(name):
        raise Refused("macros")
    if _OBJECTS.search(name):
        raise Refused("objects", name=name.rsplit("/", 1)[-1])


def _check_part(name: str, content: bytes) -> None:
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refused("xml", name=name) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("damaged") from error
    if name.endswith(".rels"):
        for relation in root:
            _check_relation(relation)
        return
    for element in root.iter():
        _check_element(element)
    for code in _field_codes(root):
        _check_field(code)


def _check_field(code: str) -> None:
    found = _FETCHING.search(code.upper())
    if found:
        raise Refused("field", name=found[1])
    for address in _ADDRESS.findall(code):
        _check_link(address)


def _check_link(address: str) -> None:
    if unescape(address).strip().partition(":")[0].lower() not in SCHEMES:
        raise Refused("link", name=address)


def _check_relation(relation: Any) -> None:
    kind, target = relation.get("Type", ""), relation.get("Target", "")
    if kind.endswith(("/oleObject", "/package", "/control", "/vbaProject", "/aFChunk", "/subDocument")):
        raise Refused("objects", name=target.rsplit("/", 1)[-1])
    if relation.get("TargetMode", "Internal").lower() != "external":
        if "://" in target or target.startswith("\\"):
            raise Refused("outside", name=target)
        return
    if not kind.endswith(_HYPERLINK):
        raise Refused("outside", name=target)
    _check_link(target)


def _check_element(element: Any) -> None:
    if element.tag in {f"{_W}altChunk", f"{_W}object", f"{_W}subDoc", f"{_W}control"}:
        raise Refused("objects", name=element.tag.removeprefix(_W))
    for name, value in element.attrib.items():
        # A picture of VML may name an address without any relation.
        if name.rsplit("}", 1)[-1] in {"src", "href"} and re.match(r"\s*(\w+:|\\\\|//)", value):
            raise Refused("outside", name=value)


def _field_codes(root: Any) -> Iterator[str]:
    """Instructions of fields: Word parts them over runs as it likes."""
    for element in root.iter():
        if element.tag == f"{_W}fldSimple":
            yield element.get(f"{_W}instr", "")
        elif element.tag == f"{_W}p":
            yield "".join(each.text or "" for each in element.iter(f"{_W}instrText"))
    yield "".join(each.text or "" for each in root.iter(f"{_W}instrText"))
