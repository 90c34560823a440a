"""Amounts, companies, numbers, addresses and days, by rules. An ID number is shown by its last three digits alone.

Every pattern is linear: what comes before and after a match is bounded.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from synthai.core import vat_numbers
from synthai.core.facts.guard import days
from synthai.core.facts.guard.reading import plain
from synthai.core.reading.knowledge.sentences import joined
from synthai.core.reading.shapes import Block

MOST_OF_A_KIND: Final = 60
_MOST_LETTERS: Final = 400_000
AMOUNT: Final = re.compile(
    r"(?<![\w.])-?(?:R|ZAR) ?-?(?P<whole>\d{1,3}(?:[ ,.']\d{3}){1,4}|\d{1,12})(?P<cents>[.,]\d{1,2})?(?!\d)(?: ?(?P<scale>million|billion|miljoen|m|bn|k)\b)?"
)
_COMPANY: Final = re.compile(
    r"(?P<name>(?:[A-Z0-9][\w&'’.-]{0,30}|&|and|en|of|van|for) (?:(?:[A-Z0-9][\w&'’.-]{0,30}|&|and|en|of|van|for) ){0,6}?|[A-Z][\w&'’.-]{1,30} )"
    r"(?P<form>\(?(?:Pty|PTY|Edms|EDMS)\)?\.? ?(?:Ltd|LTD|Limited|Bpk|BPK)|CC|BK|NPC|NPO|Inc|Incorporated|Ltd|Limited|Bpk|SOC Ltd)(?![\w-])\.?"
)
_VAT: Final = re.compile(
    r"(?<![\w/.+-])4\d{2}[ -]?\d{3}[ -]?\d{4}(?![\w/-])|(?<![\w/.+-])4\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w/-])"
)
_REGISTRATION: Final = re.compile(r"(?<![\w/])(?:19|20)\d{2} ?/ ?\d{6} ?/ ?\d{2}(?!\w)")
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE: Final = re.compile(
    r"(?<![\w.,/+-])(?:(?:\+|00)27[ -]?(?:\(0\) ?)?[1-8]\d(?:[ -]?\d){7}|\(?0[1-8]\d\)?[ -]?\d{3}[ -]?\d{4})(?![\w/])"
)
_ID: Final = re.compile(r"(?<![\w/.+-])\d{6}[ -]?\d{4}[ -]?[01]\d[ -]?\d(?![\w/-])")
_SCALES: Final = {"million": 10**6, "miljoen": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "k": 1000}
_LEADING: Final = {"and", "en", "of", "van", "for", "the", "between", "by", "from", "to", "dear", "invoice"}


@dataclass
class _Found:
    """One thing: how it is shown, what it is worth, where it stands first, how often."""

    text: str
    value: str
    page: int
    count: int = 1

    def as_json(self) -> dict[str, Any]:
        return {"text": self.text, "value": self.value, "page": self.page, "count": self.count}


@dataclass
class _Collection:
    kinds: dict[str, dict[str, _Found]] = field(default_factory=dict)

    def take(self, kind: str, text: str, value: str, page: int) -> None:
        known = self.kinds.setdefault(kind, {})
        if value in known:
            known[value].count += 1
        elif len(known) < MOST_OF_A_KIND:
            known[value] = _Found(text, value, page)


def of(blocks: Iterable[Block]) -> dict[str, list[dict[str, Any]]]:
    """What was found, by kind: amount, company, vat_number, registration_number, phone, email, id_number, date."""
    collection, left = _Collection(), _MOST_LETTERS
    for block in blocks:
        words = joined(block.text) if block.kind == "text" else block.words
        text = plain(words[:left]).text
        left -= len(text)
        for kind, shown, value in in_text(text):
            collection.take(kind, shown, value, block.page)
        if left <= 0:
            break
    return {kind: [each.as_json() for each in found.values()] for kind, found in collection.kinds.items()}


def in_text(text: str) -> Iterator[tuple[str, str, str]]:
    """(kind, as shown, value) for all in a plain text. Each letter belongs to one thing at most."""
    taken = bytearray(len(text))

    def free(found: "re.Match[str]") -> bool:
        start, end = found.span()
        is_free = not any(taken[start:end])
        if is_free:
            taken[start:end] = b"\1" * (end - start)
        return is_free

    for kind, pattern, made in _RULES:
        for found in pattern.finditer(text):
            value = made(found)
            if value and free(found):
                yield kind, *value
    yield from _days(text)


def amount_of(found: "re.Match[str]") -> Decimal | None:
    """What a match of AMOUNT is worth."""
    cents = (found["cents"] or "").replace(",", ".")
    whole = re.sub(r"\D", "", found["whole"])
    try:
        return Decimal(f"{whole}{cents}") * _SCALES.get(found["scale"] or "", 1)
    except InvalidOperation:
        return None


def _amount(found: "re.Match[str]") -> tuple[str, str] | None:
    worth = amount_of(found)
    return None if worth is None else (found.group().strip(), f"{worth:.2f}")


def _company(found: "re.Match[str]") -> tuple[str, str] | None:
    words = found["name"].split()
    while words and words[0].lower() in _LEADING:
        words.pop(0)
    name = " ".join([*words, found["form"]])
    return (name, name.casefold()) if words else None


def _vat(found: "re.Match[str]") -> tuple[str, str] | None:
    number = vat_numbers.normalise(found.group())
    return (number, number) if vat_numbers.is_plausible(number) else None


def _registration(found: "re.Match[str]") -> tuple[str, str]:
    number = found.group().replace(" ", "")
    return number, number


def _mail(found: "re.Match[str]") -> tuple[str, str]:
    return found.group(), found.group().casefold()


def _phone(found: "re.Match[str]") -> tuple[str, str] | None:
    digits = (
        re.sub(r"\D", "", found.group().replace("(0)", ""))
        .removeprefix("00")
        .removeprefix("27")
        .removeprefix("0")
    )
    return (found.group(), f"+27{digits}") if len(digits) == 9 else None


def _id(found: "re.Match[str]") -> tuple[str, str] | None:
    """Ten bullets and the last three digits; the number itself is not kept here."""
    number = re.sub(r"\D", "", found.group())
    month, day = int(number[2:4]), int(number[4:6])
    total = sum(
        digit if place % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
        for place, digit in enumerate(map(int, reversed(number)))
    )
    if not (1 <= month <= 12 and 1 <= day <= 31) or total % 10:
        return None
    masked = f"{'•' * 10}{number[-3:]}"
    return masked, masked


def _days(text: str) -> Iterator[tuple[str, str, str]]:
    for stated in days.stated(text):
        if stated.is_possible and stated.year and stated.month and stated.day:
            day = date(stated.year, stated.month, stated.day)
            yield "date", text[stated.start : stated.end], day.isoformat()


_RULES: Final = (
    ("email", _MAIL, _mail),
    ("id_number", _ID, _id),
    ("registration_number", _REGISTRATION, _registration),
    ("phone", _PHONE, _phone),
    ("vat_number", _VAT, _vat),
    ("amount", AMOUNT, _amount),
    ("company", _COMPANY, _company),
)
