"""The fields of a supplier's invoice, found in its text by rules. Each has a confidence and why; a person confirms each before it counts.

Nothing is reckoned or guessed into a field: what stands in it stood in the text. The sums are only tried against each other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from synthai.core import vat_numbers
from synthai.core.facts.guard import days
from synthai.core.facts.guard.reading import plain
from synthai.core.reading.knowledge import entities
from synthai.core.reading.shapes import Block

HIGH: Final = "high"
MEDIUM: Final = "medium"
LOW: Final = "low"
_PAGES: Final = 3
_MOST_LINES: Final = 400
_LEAST_FIELDS: Final = 3
_HEADING: Final = re.compile(
    r"\b(tax invoice|vat invoice|belastingfaktuur|btw-faktuur|invoice|faktuur|credit note|kreditnota|pro ?forma invoice|quotation|kwotasie|statement)\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"(?:(?:tax )?invoice|faktuur|document|inv)[ .]{0,2}(?:no|number|nr|nommer|num|#)?[.:#]{0,2} {0,4}(?P<number>[A-Z]{0,6}[-/ ]?\d[A-Z0-9/-]{1,20})(?!\w)",
    re.IGNORECASE,
)
_DATED: Final = re.compile(
    r"\b(?:invoice date|faktuurdatum|date of issue|issued|tax point|date|datum)\b", re.IGNORECASE
)
_NOT_DATED: Final = re.compile(r"\b(?:due|payable|vervaldatum|delivery|period|until|tot)\b", re.IGNORECASE)
_SUPPLIED: Final = re.compile(r"\b(?:supply date|date of supply|delivery date|delivered)\b", re.IGNORECASE)
_EXCL: Final = re.compile(
    r"\b(?:sub ?-?total|subtotaal|excl(?:uding|usive)?\.?(?: of)?(?: vat| btw)?|before vat|value of supply|nett?)\b",
    re.IGNORECASE,
)
_VAT: Final = re.compile(r"\b(?:vat|btw)\b(?! ?(?:no|number|reg|nr|nommer|invoice|#))", re.IGNORECASE)
_INCL: Final = re.compile(
    r"\b(?:grand total|total due|amount due|balance due|total payable|total incl\w*|incl(?:uding|usive)?\.?(?: of)?(?: vat| btw)?|totaal|total)\b",
    re.IGNORECASE,
)
_TO: Final = re.compile(
    r"\b(?:bill to|billed to|invoice to|customer|client|sold to|ship to|aan|kliënt|recipient|to:)",
    re.IGNORECASE,
)
_PLAIN_AMOUNT: Final = re.compile(
    r"(?<![\w.,/-])(?:R|ZAR)? ?(?P<whole>\d{1,3}(?:[ ,]\d{3}){1,4}|\d{1,9})(?P<cents>[.,]\d{2})(?![\d%])"
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: its value as a form takes it, how sure the rules are and why (a key of `content.slip_words.REASONS`), and the line it stood on."""

    name: str
    value: str
    confidence: str
    reason: str
    line: str
    page: int


@dataclass(frozen=True, kw_only=True)
class _Line:
    text: str
    page: int


def of(blocks: Iterable[Block], *, own_vat_number: str = "", own_names: Sequence[str] = ()) -> dict[str, Any]:
    """{"fields": […], "is_likely": bool}; empty when the text is no invoice. `own_…` is who reads: never taken for the supplier."""
    lines = list(_lines(blocks))[:_MOST_LINES]
    heading = _heading(lines)
    if heading is None:
        return {}
    own = tuple(name.casefold() for name in own_names if name)
    found = [
        heading,
        *_supplier(lines, own_vat_number, own),
        *_one("number", _number(lines)),
        *_one("issued_on", _day(lines, _DATED)),
        *_one("supplied_on", _day(lines, _SUPPLIED)),
        *_recipient(lines, own_vat_number),
        *_sums(lines),
    ]
    if len(found) <= _LEAST_FIELDS:
        return {}
    return {"fields": [asdict(each) for each in found], "is_likely": _is_invoice(heading.value)}


def _lines(blocks: Iterable[Block]) -> Iterator[_Line]:
    for block in blocks:
        if block.page > _PAGES:
            return
        for raw in block.words.split("\n"):
            text = " ".join(plain(raw).text[:300].split())
            if text:
                yield _Line(text=text, page=block.page)


def _is_invoice(heading: str) -> bool:
    return not re.search(r"quot|kwotasie|statement|pro ?forma", heading, re.IGNORECASE)


def _heading(lines: Sequence[_Line]) -> Field | None:
    """The first line that says what the document is; a tax invoice must say so itself (VAT Act, section 20)."""
    best: tuple[int, Field] | None = None
    for place, line in enumerate(lines[:60]):
        found = _HEADING.search(line.text)
        if not found or len(line.text) > 60:
            continue
        is_alone = len(line.text) <= len(found.group()) + 4
        rank = (0 if is_alone else 100) + place
        field = _field("heading", found.group(), HIGH if is_alone else MEDIUM, "heading", line)
        if best is None or rank < best[0]:
            best = (rank, field)
    return best[1] if best else None


def _supplier(lines: Sequence[_Line], own_vat: str, own: tuple[str, ...]) -> list[Field]:
    """The number that is not ours; the company that stands highest and is not who the invoice is to."""
    found: list[Field] = []
    recipient_at = next((place for place, line in enumerate(lines) if _TO.search(line.text)), len(lines))
    numbers = [
        (place, line, vat_numbers.normalise(number))
        for place, line in enumerate(lines)
        for kind, _shown, number in entities.in_text(line.text)
        if kind == "vat_number"
    ]
    theirs = [each for each in numbers if each[2] != vat_numbers.normalise(own_vat)]
    if theirs:
        place, line, number = theirs[0]
        is_sure = len(theirs) == 1 and (len(numbers) > 1 or place < recipient_at)
        found.append(_field("supplier_vat_number", number, HIGH if is_sure else MEDIUM, "vat_form", line))
    companies = [
        (place, line, shown)
        for place, line in enumerate(lines)
        for kind, shown, _value in entities.in_text(line.text)
        if kind == "company" and not any(name in shown.casefold() for name in own)
    ]
    if companies:
        place, line, shown = companies[0]
        found.append(
            _field("supplier_name", shown, HIGH if place < recipient_at else MEDIUM, "company", line)
        )
    elif lines and not _HEADING.search(lines[0].text) and len(lines[0].text) < 60:
        found.append(_field("supplier_name", lines[0].text, LOW, "first_line", lines[0]))
    return found


def _recipient(lines: Sequence[_Line], own_vat: str) -> list[Field]:
    """Our own number, where the invoice has it: above R5 000 it must (section 20(4))."""
    wanted = vat_numbers.normalise(own_vat)
    for line in lines if wanted else ():
        if wanted in vat_numbers.normalise(line.text):
            return [_field("recipient_vat_number", wanted, HIGH, "own_number", line)]
    return []


def _number(lines: Sequence[_Line]) -> tuple[str, str, str, _Line] | None:
    for line in lines:
        found = _NUMBER.search(line.text)
        if found and not _looks_like_day(found["number"]):
            return found["number"].strip(), HIGH, "label", line
    for line, after in zip(lines, lines[1:], strict=False):  # the label over its number, as tables have it
        if re.fullmatch(
            r"(?:tax )?(?:invoice|faktuur)[ .]?(?:no|number|nr|nommer|#)[.:]?", line.text, re.IGNORECASE
        ):
            return after.text.split()[0][:30], MEDIUM, "line_below", after
    return None


def _looks_like_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}", text))


def _day(lines: Sequence[_Line], label: "re.Pattern[str]") -> tuple[str, str, str, _Line] | None:
    for line in lines:
        if not label.search(line.text) or (label is _DATED and _NOT_DATED.search(line.text)):
            continue
        for stated in days.stated(line.text):
            if stated.is_possible and stated.year and stated.month and stated.day:
                value = date(stated.year, stated.month, stated.day).isoformat()
                shown = line.text[stated.start : stated.end]
                is_clear = bool(re.search(r"[a-z]{3}|\d{4}-", shown, re.IGNORECASE))
                return value, HIGH if is_clear else MEDIUM, "label" if is_clear else "day_first", line
    return None


def _sums(lines: Sequence[_Line]) -> list[Field]:
    """Without VAT, VAT, with VAT: the last amount on the last line with such a label. That they fit is what makes them sure."""
    excl, vat, incl = (
        _labelled(lines, label, not_label)
        for label, not_label in ((_EXCL, None), (_VAT, _INCL), (_INCL, _EXCL))
    )
    fits = bool(excl and vat and incl and excl[0] + vat[0] == incl[0])
    breaks = bool(excl and vat and incl and not fits)
    reason, confidence = ("sums_fit", HIGH) if fits else ("sums_differ", LOW) if breaks else ("label", MEDIUM)
    return [
        _field(name, f"{found[0]:.2f}", confidence, reason, found[1])
        for name, found in (("excl", excl), ("vat", vat), ("incl", incl))
        if found
    ]


def _labelled(
    lines: Sequence[_Line], label: "re.Pattern[str]", other: "re.Pattern[str] | None"
) -> tuple[Decimal, _Line] | None:
    best: tuple[Decimal, _Line] | None = None
    for line in lines:
        found = label.search(line.text)
        if not found or (other and other.search(line.text) and not label.match(line.text)):
            continue
        amounts = list(_PLAIN_AMOUNT.finditer(line.text, found.end()))
        if amounts:
            last = amounts[-1]
            worth = Decimal(re.sub(r"\D", "", last["whole"]) + last["cents"].replace(",", "."))
            if best is None or label is not _INCL or worth >= best[0]:
                best = (worth, line)
    return best


def _one(name: str, found: tuple[str, str, str, _Line] | None) -> list[Field]:
    return [] if found is None else [_field(name, found[0], found[1], found[2], found[3])]


def _field(name: str, value: str, confidence: str, reason: str, line: _Line) -> Field:
    return Field(
        name=name, value=value, confidence=confidence, reason=reason, line=line.text[:200], page=line.page
    )
