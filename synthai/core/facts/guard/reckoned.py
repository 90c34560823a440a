"""Figures that follow from others beside them: a total, a difference, a change in per cent, VAT.

Loose reckoning lets wrong figures pass, since of many numbers some two give nearly anything. So a figure follows only when the words next to it
say what it is, from the two or three figures nearest to it in its own sentence or the one before, and exactly. Shares are not reckoned: of two
parts each has one, and a wrong share is often the right one of the other part.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.money import round_half_up

_HUNDRED: Final = Decimal(100)
_VAT: Final = Decimal("1.15")
_MOST: Final = 4  # figures that a total may have
_BESIDE: Final = 40  # letters
_ENDS: Final = re.compile(r"[.!?]['\")*]*\s+(?=[\"'*(]*[A-Z0-9])|\n\s*")
_FILLER: Final = r"(?:[:,]? (?:of|is|was|to|by|comes to|came to|van|met|tot|the|just|is dus|was dus|R))*[:,]? ?(?:R ?|ZAR ?)?\Z"
_TOTAL_BEFORE: Final = re.compile(
    rf"\b(?:totals?|totall?ing|totalled|sum|together|combined|in all|altogether|adds? up|saam|altesaam|totaal){_FILLER}",
    re.IGNORECASE,
)
_TOTAL_AFTER: Final = re.compile(
    r" (?:in total|in all|together|altogether|combined|altesaam|in totaal)\b", re.IGNORECASE
)
_LESS_BEFORE: Final = re.compile(
    rf"\b(?:difference|sav(?:e|es|ed|ing)|leav(?:es|ing)|balance|gap|remainder|increase|decrease|rise|verskil|bespaar|besparing|oorblywende){_FILLER}",
    re.IGNORECASE,
)
_LESS_AFTER: Final = re.compile(
    r"(?: [^\W\d_]+)? (?:more|less|fewer|cheaper|off|left|short|meer|minder|oor)\b(?! than one)",
    re.IGNORECASE,
)
_UP: Final = r"more|higher|dearer|increase|growth|up|meer|groei|hoër"
_DOWN: Final = r"less|fewer|lower|cheaper|decrease|off|discount|down|minder|laer|afslag|goedkoper"
_CHANGE_AFTER: Final = re.compile(rf" (?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
_CHANGE_BEFORE: Final = re.compile(
    rf"\b(?:(?P<up>grew|grown|rose|risen|increased?|growth|rise|up|groei|gegroei|gestyg|verhoog)"
    rf"|(?P<down>fell|fallen|decreased?|down|dropped|saved?|saving|discount|gedaal|afslag|bespaar)){_FILLER}",
    re.IGNORECASE,
)
_OF_VAT: Final = re.compile(r"\b(?:VAT|BTW)\b")


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that the text states and that is known, and where."""

    kind: Kind
    value: Decimal
    start: int
    sentence: int
    unit: str = ""


@lru_cache(maxsize=4)
def _ends(text: str) -> tuple[int, ...]:
    return tuple(end.end() for end in _ENDS.finditer(text))


def sentence_of(text: str, place: int) -> int:
    """The number of the sentence that the letter is in."""
    return bisect_right(_ends(text), place)


def sentences(text: str) -> list[str]:
    """The sentences, by their numbers."""
    return [text[start:end] for start, end in pairwise([0, *_ends(text), len(text)])]


def follows(claim: Claim, text: str, known: Iterable[Operand], totals: list[Decimal]) -> bool:
    """Whether the figure is exactly what the words next to it say of the figures beside it; `totals` are those of the facts' lists."""
    if claim.is_negative or claim.is_ordinal or len(claim.readings) != 1 or claim.scale != 1:
        return False
    here = sentence_of(text, claim.start)
    near = sorted(
        (each for each in known if each.sentence in {here, here - 1} and each.start < claim.start),
        key=lambda each: -each.start,
    )
    if claim.kind is Kind.PERCENT:
        return _is_change(claim, text, near)
    alike = [each.value for each in near if each.kind is claim.kind and each.unit == claim.measure]
    return claim.readings[0] in set(_said(claim, text, alike, totals))


def _said(claim: Claim, text: str, values: list[Decimal], totals: list[Decimal]) -> Iterator[Decimal]:
    """What the words next to the figure say that it is; `values` are the figures before it, the nearest first."""
    before, here = text[max(0, claim.start - _BESIDE) : claim.start], sentence_of(text, claim.start)
    if _TOTAL_BEFORE.search(before) or _TOTAL_AFTER.match(text, claim.end):
        yield from totals
        yield from (sum(values[:many], Decimal(0)) for many in range(2, _MOST + 1) if len(values) >= many)
    if len(values) >= 2 and (_LESS_BEFORE.search(before) or _LESS_AFTER.match(text, claim.end)):
        yield abs(values[0] - values[1])
    if values and claim.kind is Kind.MONEY and _OF_VAT.search(sentences(text)[here]):
        net = values[0] / _VAT
        yield from (round_half_up(net, 2), round_half_up(values[0] - net, 2), values[0] * _VAT)
        yield values[0] * (_VAT - 1)


def _is_change(claim: Claim, text: str, near: list[Operand]) -> bool:
    """A change of the two figures before it, up or down as the word next to it says."""
    found = _CHANGE_AFTER.match(text, claim.end) or _CHANGE_BEFORE.search(
        text[max(0, claim.start - _BESIDE) : claim.start]
    )
    first = next((each for each in near if each.kind is not Kind.PERCENT), None)
    pair = [each.value for each in near if first and (each.kind, each.unit) == (first.kind, first.unit)][:2]
    if found is None or len(pair) < 2 or not min(pair):
        return False
    change = abs(pair[0] - pair[1]) / (min(pair) if found["up"] else max(pair)) * _HUNDRED
    shown = claim.readings[0]
    return shown == change or (claim.places > 0 and shown == round_half_up(change, claim.places))
