"""Bank exports as OFX, SGML (version 1) and XML (version 2). The header is only asked for its letters: banks get it wrong."""

import hashlib
import re
import xml.etree.ElementTree as ET  # noqa: S405 - only its element class; the parser is ofxtools', which knows no entities
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, unescape  # noqa: S406 - replacements of five texts, no parser
from zoneinfo import ZoneInfo

from billing.gateways.eft.cells import Unclear, parse_money
from billing.gateways.eft.csv_reading import decoded
from billing.gateways.eft.lines import MAX_LINES, Entry, StatementUnreadable, clean

_SOUTH_AFRICA: Final = ZoneInfo("Africa/Johannesburg")
_ENTITIES: Final = re.compile(r"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST)", re.IGNORECASE)
_CDATA: Final = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_EMPTY: Final = re.compile(
    r"<(NAME|MEMO|CHECKNUM|REFNUM|PAYEEID|SIC|FITID|CORRECTFITID|SRVRTID|EXTDNAME|BANKID|BRANCHID|ORG|FID|LANGUAGE|DTUSER"
    r"|DTAVAIL|DTSERVER|MESSAGE)>\s*(?=<)(?:</\1>)?"
)
_STAMP: Final = re.compile(
    r"(\d{8})(?:(\d{2})(\d{2})(\d{2})?(?:\.\d+)?)?\s*(?:\[([+-]?\d{1,2}(?:\.\d+)?)(?::\w*)?\])?\Z", re.ASCII
)
_DECLARED: Final = re.compile(r"CHARSET:\s*([\w-]+)|encoding=[\"']([\w-]+)[\"']", re.IGNORECASE)
_CODECS: Final = {"1252": "cp1252", "iso-8859-1": "latin-1", "windows-1252": "cp1252"}
_STATEMENTS: Final = ("STMTRS", "CCSTMTRS")


def is_ofx(content: bytes) -> bool:
    """Whether a file begins as OFX does."""
    head = content[:4096].upper()
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"OFXHEADER", b"<OFX", b"<?OFX")) or (
        b"<?OFX" in head or b"<OFX>" in head
    )


def read_ofx(content: bytes) -> list[Entry]:
    """The entries of all accounts in the file. Raises StatementUnreadable."""
    from ofxtools.Parser import ParseError, TreeBuilder  # noqa: PLC0415 - takes every process a while, and few read OFX

    text = _text(content)
    if _ENTITIES.search(text):
        raise StatementUnreadable("ofx_entities")
    builder = TreeBuilder()
    try:
        builder.feed(_EMPTY.sub("", _without_cdata(text[max(text.upper().find("<OFX>"), 0) :])))
        root = builder.close()
    except (ParseError, SyntaxError, AssertionError, IndexError, ValueError, TypeError):
        raise StatementUnreadable("ofx_broken", row=1) from None
    if not isinstance(root, ET.Element):
        raise StatementUnreadable("ofx_broken", row=1)
    entries = list(_entries(root))
    if not entries:
        raise StatementUnreadable("no_lines")
    return entries


def _text(content: bytes) -> str:
    declared = _DECLARED.search(content[:1024].decode("latin-1"))
    name = (declared[1] or declared[2]).casefold() if declared else ""
    if name in _CODECS and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode("utf-8")  # some banks declare 1252 and write UTF-8
        except UnicodeDecodeError:
            return content.decode(_CODECS[name], "replace")
    return decoded(content)


def _without_cdata(text: str) -> str:
    """CDATA as ordinary text. ofxtools looks for its end over and over; here every beginning has one, or it is refused."""
    if text.rfind("<![CDATA[") > text.rfind("]]>"):
        raise ValueError("CDATA has no end.")
    return _CDATA.sub(lambda found: escape(found[1]), text)


def _entries(root: ET.Element) -> Iterator[Entry]:
    count = 0
    for statement in (found for name in _STATEMENTS for found in root.iter(name)):
        currency = _of(statement, "CURDEF")
        if currency not in {"", "ZAR"}:
            raise StatementUnreadable("ofx_currency", text=clean(currency)[:10])
        number = _of(statement, "ACCTID")
        account = hashlib.sha256(number.encode()).hexdigest()[:16] if number else ""
        for transaction in statement.iter("STMTTRN"):
            count += 1
            if count > MAX_LINES:
                raise StatementUnreadable("too_many_lines")
            yield _entry(transaction, account, count)


def _entry(transaction: ET.Element, account: str, row: int) -> Entry:
    stamp, money = _of(transaction, "DTPOSTED"), _of(transaction, "TRNAMT")
    try:
        day = _day(stamp)
    except ValueError:
        raise StatementUnreadable("date_unclear", row=row, text=clean(stamp)) from None
    try:
        amount = parse_money(money)
    except Unclear:
        raise StatementUnreadable("amount_unclear", row=row, text=clean(money)) from None
    if amount is None:
        raise StatementUnreadable("amount_missing", row=row)
    name, memo = _of(transaction, "NAME"), _of(transaction, "MEMO")
    return Entry(
        date=day,
        amount=amount.quantize(Decimal("0.01")),
        description=name if not memo or memo in name else memo if name in memo else f"{name} {memo}",
        reference=_of(transaction, "REFNUM") or _of(transaction, "CHECKNUM"),
        bank_id=_of(transaction, "FITID"),
        account=account,
    )


def _of(element: ET.Element, name: str) -> str:
    found = next(element.iter(name), None)
    text = found.text if found is not None else None
    return clean(unescape(text or "", {"&quot;": '"', "&apos;": "'", "&nbsp;": " "}))


def _day(stamp: str) -> date:
    """The South African day: an instant with an offset is moved there, one without is taken as it stands."""
    found = _STAMP.match(stamp)
    if not found:
        raise ValueError(stamp)
    day = datetime.strptime(found[1], "%Y%m%d")  # noqa: DTZ007 - given its offset below, or cut to its day
    if found[2] and found[5]:
        offset = timezone(timedelta(hours=float(found[5])))
        instant = day.replace(
            hour=int(found[2]), minute=int(found[3]), second=int(found[4] or 0), tzinfo=offset
        )
        return instant.astimezone(_SOUTH_AFRICA).date()
    return day.date()
