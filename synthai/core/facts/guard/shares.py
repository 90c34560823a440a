"""Shares and ratios in words: `a fifth`, `one in three`, `seven out of ten`, `58 of every 100`, `twice as many`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.money import round_half_up

_COUNTS: Final = {
    "a": 1, "an": 1, "'n": 1, "one": 1, "een": 1, "two": 2, "twee": 2, "three": 3, "drie": 3, "four": 4, "vier": 4, "five": 5, "vyf": 5,
    "six": 6, "ses": 6, "seven": 7, "sewe": 7, "eight": 8, "agt": 8, "nine": 9, "nege": 9, "ten": 10, "tien": 10,
}  # fmt: skip
_PARTS: Final = {
    "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "derde": 3, "kwart": 4, "vyfde": 5, "sesde": 6, "sewende": 7, "agtste": 8, "negende": 9, "tiende": 10,
}  # fmt: skip
_COUNT: Final = "|".join(re.escape(word) for word in _COUNTS)
_FRACTION: Final = re.compile(
    rf"(?<![\w-])(?P<count>{_COUNT})[ -](?P<part>{'|'.join(_PARTS)})s?\b"
    r"(?= (?:of|more|less|higher|lower|better|van|meer|minder|beter)\b|[.,;:)]| are\b| is\b)",
    re.IGNORECASE,
)
_OUT_OF: Final = re.compile(
    rf"(?<![\w,.-])(?P<one>\d{{1,3}}|{_COUNT}) (?:out of|in|of|uit|van)(?: every| elke)? (?P<two>\d{{1,3}}|{_COUNT})(?![\w,-]|\.\d)",
    re.IGNORECASE,
)
_CENTS: Final = re.compile(
    r"(?<![\w,.])(?P<cents>\d{1,2}) cents? (?:of|in|out of) (?:every|each|the) rand\b", re.IGNORECASE
)
_TWICE: Final = re.compile(
    r"\b(?:twice (?=as |that |the )|two to one\b|2:1|doubled?\b(?= (?:the|that|as|in|from|to)\b)|halved?\b(?= (?:the|that|in|from|to)\b)"
    r"|half\b|verdubbel)", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """A stretch of text, and the claim that it makes as a whole."""

    start: int
    end: int
    claim: Claim


def stated(text: str) -> Iterator[Share]:
    """The shares of a plain text."""
    for found in _FRACTION.finditer(text):
        count, part = _COUNTS[found["count"].lower()], _PARTS[found["part"].lower()]
        if count < part:
            yield _share(found, Decimal(count * 100) / part)
    for found in _OUT_OF.finditer(text):
        one, two = _number(found["one"]), _number(found["two"])
        if found["one"].lower() not in {"a", "an", "'n"} and 0 < one < two:
            yield _share(found, Decimal(one * 100) / two)
    for found in _CENTS.finditer(text):
        yield _share(found, Decimal(found["cents"]))
    for found in _TWICE.finditer(text):
        yield _share(found, Decimal(50))


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS[text.lower()]


def _share(found: "re.Match[str]", value: Decimal) -> Share:
    shown = tuple(dict.fromkeys(round_half_up(value, places) for places in (0, 1, 2)))
    return Share(*found.span(), Claim(*found.span(), shown, kind=Kind.PERCENT, is_in_words=True))
