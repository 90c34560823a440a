"""Figures that follow from others: sums, differences, shares, changes, averages by month, VAT.

Loose reckoning would let wrong figures pass, since of many numbers some two give nearly anything. So a figure follows from figures that stand
near it in the text and are known themselves; from further ones, and from facts that the text does not give, only when it shows three digits
that count.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain, combinations, pairwise, permutations
from typing import Final

from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.facts.guard.roughly import Rough, digits, fits, rough, shortened
from synthai.core.money import round_half_up

_HUNDRED: Final = Decimal(100)
_TWELVE: Final = Decimal(12)
_VAT: Final = Decimal("1.15")
_NEAR: Final = 1  # sentences
_FAR: Final = 2
_TOLD: Final = 3  # digits of an amount that may be rounded without saying so
_FINE: Final = 4  # digits that count
_ENDS: Final = re.compile(r"[.!?]['\")*]*\s+(?=[\"'*(]*[A-Z0-9])|\n\s*")
_OF_VAT: Final = re.compile(r"\b(?:VAT|BTW|tax)\b")
_BY_TIME: Final = re.compile(r"\b(?:months?|monthly|years?|annual\w*|maand\w*|jaar\w*)\b", re.IGNORECASE)
_TENS: Final = frozenset({Decimal(1), Decimal(10), _HUNDRED, Decimal(1000)})
_ADDED: Final = 8  # of how many the sums of three are tried
_SMALL: Final = 20  # some two figures of a text give nearly every smaller number
_LARGE: Final = 100
_DIFFERS: Final = re.compile(
    r"\b(?:more|less|fewer|sav(?:e|es|ed|ing)|cheaper|dearer|off|difference|left|leav(?:es|ing)|remain\w*|rest|others?|balance|gap|short|exceeds?|above"
    r"|below|increase\w*|decrease\w*|grew|growth|rise|rose|fell|reduced|recovered|owes?|meer|minder|bespaar\w*|ander|ontbreek|verhoog|oorblywende)\b",
    re.IGNORECASE,
)
_CHANGES: Final = re.compile(
    r"\b(?:more|less|fewer|higher|lower|sav\w+|cheaper|dearer|increase\w*|decrease\w*|grew|grow\w*|rise|rose|risen|fell|fallen|down|up|reduced|improv\w+"
    r"|off|discount|meer|minder|gegroei|groei|verhoog|gestyg|gedaal|afslag)\b",
    re.IGNORECASE,
)
_ADDS: Final = re.compile(
    r"\b(?:together|totals?|totall?ing|combined|both|in all|sum|altogether|account for|add(?:s|ed)? up|so that|bringing|employs?|team|plus|available|needed"
    r"|saam|altesaam|totaal|sowel as)\b",
    re.IGNORECASE,
)
_BY_COUNT: Final = re.compile(
    r"\b(?:each|every|per|average|apiece|altogether|together|bags?|nights?|normally|costs?|an? (?:month|year|week|bag|night|head|box|unit|piece|kilowatt|litre|kilogram|hour|day|session|person)|in all|comes? to|works? out"
    r"|elk|elke|gemiddeld|saam|kos)\b",
    re.IGNORECASE,
)
_REST: Final = re.compile(r"\b(?:other|rest|remain\w*|balance|most|ander|oorblywende|res)\b", re.IGNORECASE)
_POINTS: Final = re.compile(r"\b(?:points?|punte?|persentasiepunte?)\b", re.IGNORECASE)
_OF_THAT: Final = re.compile(r" of (?:that|this|it|these|those)\b| daarvan\b")
_MOST: Final = 24  # operands that are tried together; the nearest


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure that is known, and in which sentence it stands."""

    kind: Kind
    value: Decimal
    sentence: int
    unit: str = ""


@lru_cache(maxsize=8)
def _ends(text: str) -> tuple[int, ...]:
    return tuple(end.end() for end in _ENDS.finditer(text))


def sentence_of(text: str, place: int) -> int:
    """The number of the sentence that the letter is in."""
    return bisect_right(_ends(text), place)


def sentences(text: str) -> list[str]:
    """The sentences, by their numbers."""
    return [text[start:end] for start, end in pairwise([0, *_ends(text), len(text)])]


def follows(claim: Claim, text: str, known: Iterable[Operand], others: Iterable[Operand]) -> Decimal | None:
    """The exact value that the figure follows from; None when it does not follow."""
    here = sentence_of(text, claim.start)
    stated = sorted(known, key=lambda each: abs(each.sentence - here))[:_MOST]
    how, around = rough(text, claim.start, claim.end), sentences(text)[here]
    reach = 0 if _is_small(claim) and not _OF_THAT.match(text, claim.end) else _NEAR
    near = [each for each in stated if abs(each.sentence - here) <= reach]
    for value in _values(claim, near, around):
        if _shows(claim, value, how):
            return value
    shown = claim.readings[0] * claim.scale
    is_fine = max(digits(each) for each in claim.readings) >= _FINE and not _is_small(claim)
    further = _further(claim, stated, here, around) if is_fine or how is Rough.NOT else iter(())
    from_facts = _from_facts(claim, stated if is_fine else [], others, around)
    for value in chain(further, from_facts):
        if value == shown or (is_fine and _shows(claim, value, how)):
            return value
    return shown if _is_a_difference(claim, near, others, shown, around) else None


def _further(claim: Claim, stated: list[Operand], here: int, around: str) -> Iterator[Decimal]:
    """From figures that stand further off: a share's two sentences, an amount's anywhere."""
    if _is_small(claim) or (claim.readings[0] * claim.scale < _LARGE and claim.kind is not Kind.PERCENT):
        return iter(())
    within = [each for each in stated if claim.kind is not Kind.PERCENT or abs(each.sentence - here) <= _FAR]
    return _values(claim, within, around)


def _from_facts(
    claim: Claim, stated: list[Operand], others: Iterable[Operand], around: str
) -> Iterator[Decimal]:
    """An amount from a fact that the text does not give, by itself or with one figure that it does."""
    for other in others if claim.kind is Kind.MONEY else ():
        yield from _values(claim, [other], around)
        for each in stated:
            yield from _values(claim, [each, other], around)


def _is_a_difference(
    claim: Claim, near: list[Operand], others: Iterable[Operand], shown: Decimal, around: str
) -> bool:
    """An amount that words call a difference, from one beside it to one of the facts."""
    if claim.kind is not Kind.MONEY or not _DIFFERS.search(around):
        return False
    ours, theirs = _of(near, Kind.MONEY), _of(list(others), Kind.MONEY)
    return any(abs(one - two) == shown for one in ours for two in theirs)


def _is_small(claim: Claim) -> bool:
    return (
        claim.is_in_words
        and claim.kind is Kind.PERCENT
        or (claim.kind is Kind.NUMBER and max(claim.readings) * claim.scale < _SMALL)
    )


def _shows(claim: Claim, value: Decimal, how: Rough) -> bool:
    if value <= 0 or claim.is_negative:
        return False
    for reading in claim.readings:
        shown = reading * claim.scale
        if shown == value or fits(shown, value, how, is_share=claim.kind is Kind.PERCENT):
            return True
        if (
            claim.kind is Kind.PERCENT
            and claim.is_in_words
            and round_half_up(value, 0) == round_half_up(shown, 0)
        ):
            return True
        if (
            claim.kind is Kind.MONEY
            and digits(shown) >= _TOLD
            and (shown == round_half_up(value, 2) or shortened(shown, value, _TOLD))
        ):
            return True
        if claim.kind is Kind.PERCENT and claim.places and shown == round_half_up(value, claim.places):
            return True
    return False


def _values(claim: Claim, operands: list[Operand], around: str) -> Iterator[Decimal]:
    money = _of(operands, Kind.MONEY)
    shares = _of(operands, Kind.PERCENT)
    numbers = [each for each in _of(operands, Kind.NUMBER) if each]
    if claim.kind is Kind.MONEY:
        yield from _sums(money, around)
        yield from _shared(money, shares)
        if _BY_COUNT.search(around) and all(each.sentence >= 0 for each in operands):
            nearest = operands[0].sentence if operands else 0
            is_little = claim.readings[0] * claim.scale < _LARGE
            beside = [each for each in operands if each.sentence == nearest] if is_little else operands
            yield from _scaled(_of(beside, Kind.MONEY), [each for each in _of(beside, Kind.NUMBER) if each])
        yield from _by_custom(money, around)
    elif claim.kind is Kind.PERCENT:
        yield from _ratios(money, around)
        yield from _ratios(numbers, around)
        yield from _of_shares(shares, around)
    else:
        alike = [each for each in operands if not claim.measure or each.unit == claim.measure]
        yield from (
            number * share / _HUNDRED for number in numbers for share in shares if not _is_small(claim)
        )
        yield from _sums(_of(alike, Kind.NUMBER), around)


def _of(operands: list[Operand], kind: Kind) -> list[Decimal]:
    return list(dict.fromkeys(each.value for each in operands if each.kind is kind))


def _sums(values: list[Decimal], around: str) -> Iterator[Decimal]:
    """Sums and differences, where words speak of such."""
    if _DIFFERS.search(around):
        yield from (abs(one - two) for one, two in combinations(values, 2))
    if not _ADDS.search(around):
        return
    yield from (one + two for one, two in combinations(values, 2))
    for three in combinations(values[:_ADDED], 3):
        yield sum(three, Decimal(0))


def _shared(money: list[Decimal], shares: list[Decimal]) -> Iterator[Decimal]:
    for amount in money:
        for share in shares:
            part = amount * share / _HUNDRED
            yield from (part, amount - part, amount + part, amount * _HUNDRED / (_HUNDRED + share))


def _scaled(money: list[Decimal], numbers: list[Decimal]) -> Iterator[Decimal]:
    for amount in money:
        for number in numbers:
            if number in _TENS:  # a figure ten times too big is a slip, not a product
                continue
            yield from (amount * number, amount / number)


def _by_custom(money: list[Decimal], around: str) -> Iterator[Decimal]:
    """VAT where the text speaks of it, months of a year where it speaks of time."""
    for amount in money:
        if _OF_VAT.search(around):
            net = amount / _VAT
            yield from (net, amount - net, amount * _VAT, amount * (_VAT - 1))
        if _BY_TIME.search(around):
            yield from (amount / _TWELVE, amount * _TWELVE)


def _ratios(values: list[Decimal], around: str) -> Iterator[Decimal]:
    """Shares of one in the other, and changes where words speak of such."""
    is_change = _CHANGES.search(around)
    for one, two in permutations(values, 2):
        if two and one < two:
            yield one / two * _HUNDRED
        if two and is_change:
            yield abs(one - two) / two * _HUNDRED


def _of_shares(shares: list[Decimal], around: str) -> Iterator[Decimal]:
    """The difference is in points, and what is left of a hundred is called so."""
    if _POINTS.search(around):
        yield from (abs(one - two) for one, two in combinations(shares, 2))
    if _REST.search(around):
        yield from (_HUNDRED - one for one in shares)
