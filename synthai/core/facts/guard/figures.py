"""Figures that a text states: digits and words, with the currency, percent, scale and noun that go with them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.facts.guard.numbers import SCALES, spelt
from synthai.core.money import round_half_up

IsFree = Callable[[int, int], bool]
_LITERAL = re.compile(r"\d+(?:(?:[ ,.']\d{3})+(?!\d))?(?:[.,]\d+)?(?![\d])|\d+")
_GROUPED = re.compile(
    r"(?P<whole>\d{1,3}(?:(?P<mark>[ ,.'])\d{3})(?:(?P=mark)\d{3})*)(?:(?P<point>[.,])(?P<rest>\d+))?\Z"
)
_SIMPLE = re.compile(r"(?P<whole>\d+)(?:(?P<point>[.,])(?P<rest>\d+))?\Z")
_CURRENCIES = {
    "r": "ZAR", "zar": "ZAR", "rand": "ZAR", "rands": "ZAR", "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "pula": "BWP",
    "cent": "ZAR", "cents": "ZAR", "sent": "ZAR",
}  # fmt: skip
_BEFORE = re.compile(
    r"(?<![^\W\d_])(?P<minus>-)?(?P<currency>ZAR|R|US\$|\$|USD|EUR|€|GBP|£) ?(?P<inner>-)?\Z"
)
_AFTER = re.compile(
    r" ?(?P<percent>%|percentage points?|percent\b|per cent\b|persent\b|persentasiepunte?)|[ -]?(?P<currency>rands?|ZAR|dollars?|USD|euros?|EUR|pounds?|cents?|sent)\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"(?: |-)?(?P<scale>million|billion|thousand|hundred|trillion|miljoen|miljard|duisend|honderd|mil|mn|bn|[mMkK](?![\w²³]))\b",
    re.IGNORECASE,
)
_SHORT = {"mil": 10**6, "mn": 10**6, "m": 10**6, "k": 1000, "bn": 10**9}
_ORDINAL = re.compile(r"(?:st|nd|rd|th|ste|de)\b")
_NEXT_WORDS = re.compile(r"[ -]?([^\W\d_]+)(?:[ -]([^\W\d_]+))?(?:[ -]([^\W\d_]+))?(?:[ -]([^\W\d_]+))?")
_JOINS = re.compile(r" ?(?:-|to|tot|and|en|or|of|until|/) ?(?:R|ZAR|\$|€|£)? ?\Z")


def stated(text: str, is_free: IsFree, language: str) -> Iterator[Claim]:
    """The figures of a plain text, but for letters that are taken by others (days, identifiers)."""
    found = sorted([*_digits(text, is_free), *_words(text, is_free, language)], key=lambda claim: claim.start)
    yield from _ranges(text, found)


def _digits(text: str, is_free: IsFree) -> Iterator[Claim]:
    for literal in _LITERAL.finditer(text):
        for start, end in _pieces(literal, is_free):
            yield _claim(text, start, end)


def _pieces(literal: "re.Match[str]", is_free: IsFree) -> Iterator[tuple[int, int]]:
    """The literal, without what is taken: of `2026 250` the year may be a day's."""
    if is_free(*literal.span()):
        yield literal.span()
        return
    for part in re.finditer(r"\d+", literal.group()):
        start, end = literal.start() + part.start(), literal.start() + part.end()
        if is_free(start, end):
            yield start, end


def _claim(text: str, start: int, end: int) -> Claim:
    body = text[start:end]
    readings, places = _readings(body)
    split = (
        tuple(Decimal(part) for part in body.split(" "))
        if body.replace(" ", "").isdigit() and " " in body and " 0" not in body
        else ()
    )
    claim = Claim(start, end, readings, places, split=split)
    before = _BEFORE.search(text[max(0, start - 6) : start])
    lone = re.search(r"(?:^|[\s(:])-\Z", text[max(0, start - 2) : start])
    if before:
        is_negative = bool(before["minus"] or before["inner"])
        claim = replace(
            claim,
            kind=Kind.MONEY,
            currency=_CURRENCIES[before["currency"].lower()],
            is_negative=is_negative,
            split=(),
            start=start - len(before.group()),
        )
    elif lone and not re.search(r"(?:^|\n) *-\Z", text[max(0, start - 40) : start]):
        claim = replace(claim, is_negative=True)
    if _ORDINAL.match(text, end):
        return replace(claim, is_ordinal=True, end=_ORDINAL.match(text, end).end())  # type: ignore[union-attr]
    claim = _with_what_follows(text, claim)
    if claim.kind is Kind.MONEY and claim.scale == 1 and len(readings) > 1:
        return replace(claim, readings=readings[:1])  # no amount has a third decimal
    return claim


def _readings(body: str) -> tuple[tuple[Decimal, ...], int]:
    """What digits may mean: `1,234` is a thousand or one and a bit; `1.250,00` is one thing."""
    grouped, simple = _GROUPED.match(body), _SIMPLE.match(body)
    found: list[Decimal] = []
    places = 0
    if grouped and not (grouped["rest"] and grouped["point"] == grouped["mark"]):
        whole = re.sub(r"\D", "", grouped["whole"])
        found.append(Decimal(f"{whole}.{grouped['rest'] or 0}"))
        places = len(grouped["rest"] or "")
    if simple:
        found.append(Decimal(f"{simple['whole']}.{simple['rest'] or 0}"))
        places = max(places, len(simple["rest"] or "")) if not grouped else places
    if not found:
        found.append(Decimal(re.sub(r"\D", "", body)))
    return tuple(found), places


def _words(text: str, is_free: IsFree, language: str) -> Iterator[Claim]:
    for number in spelt(text, language):
        if not is_free(number.start, number.end) or _is_a_scale(text, number.start):
            continue
        if number.value is None:
            yield Claim(number.start, number.end, (), is_in_words=True)
            continue
        if number.is_fraction:
            shares = tuple(round_half_up(number.value * 100, places) for places in (0, 1, 2))
            yield Claim(number.start, number.end, shares, kind=Kind.PERCENT, is_in_words=True)
            continue
        claim = Claim(
            number.start, number.end, (number.value,), is_ordinal=number.is_ordinal, is_in_words=True
        )
        if number.value >= 1000 and number.value % 1000 == 0:  # `two million` is as rough as `2 million`
            scale = next(Decimal(each) for each in (10**9, 10**6, 1000) if number.value % each == 0)
            claim = replace(claim, readings=(number.value / scale,), scale=scale)
        if number.is_ordinal:
            yield replace(claim, following=_following(text, number.end))
        else:
            yield _with_what_follows(text, claim)


def _is_a_scale(text: str, start: int) -> bool:
    """Whether the word only multiplies digits before it, which read it already."""
    return bool(re.search(r"\d[ -]?\Z", text[max(0, start - 2) : start])) and bool(
        re.match(rf"(?:{'|'.join(SCALES)})\b", text[start:], re.IGNORECASE)
    )


def _with_what_follows(text: str, claim: Claim) -> Claim:
    end = claim.end
    scaled = _SCALE.match(text, end) if claim.scale == 1 else None
    if scaled and not (scaled["scale"].lower() in {"m"} and claim.kind is not Kind.MONEY):
        word = scaled["scale"].lower()
        claim, end = replace(claim, scale=Decimal(SCALES.get(word) or _SHORT[word])), scaled.end()
    after = _AFTER.match(text, end)
    if after and after["percent"]:
        claim, end = replace(claim, kind=Kind.PERCENT, split=()), after.end()
    elif after and claim.kind is not Kind.MONEY:
        word = after["currency"].lower()
        scale = Decimal("0.01") if word in {"cent", "cents", "sent"} else claim.scale
        claim, end = (
            replace(claim, kind=Kind.MONEY, currency=_CURRENCIES[word], scale=scale, split=()),
            after.end(),
        )
    return replace(claim, end=end, following=_following(text, end))


def _following(text: str, end: int) -> tuple[str, ...]:
    found = _NEXT_WORDS.match(text, end)
    return tuple(word.lower() for word in found.groups() if word) if found else ()


def _ranges(text: str, claims: list[Claim]) -> Iterator[Claim]:
    """`10-15%` and `R 10 000 to 15 000`: what stands at one end holds for both."""
    for place, claim in enumerate(claims):
        made = claim
        after = claims[place + 1] if place + 1 < len(claims) else None
        before = claims[place - 1] if place else None
        if _is_year_of(text, claim):
            pass
        elif after and claim.kind is Kind.NUMBER and _are_joined(text, claim, after):
            made = _like(claim, after)
        elif (
            before
            and claim.kind is Kind.NUMBER
            and before.kind is Kind.MONEY
            and _are_joined(text, before, claim)
            and not claim.following
        ):
            made = _like(claim, before)
        yield made


def _is_year_of(text: str, claim: Claim) -> bool:
    """`from R4.25 million in 2024 to R5.1 million`: the year is no end of a range."""
    return bool(re.search(r"\b(?:in|sedert|since) \Z", text[max(0, claim.start - 8) : claim.start])) and bool(
        re.fullmatch(r"(?:19|20)\d\d", text[claim.start : claim.end])
    )


def _are_joined(text: str, one: Claim, two: Claim) -> bool:
    between = text[one.end : two.start]
    return bool(re.fullmatch(r" ?(?:-|to|tot|until) ?", between)) or bool(
        re.fullmatch(r" (?:and|en) ", between)
        and re.search(r"\b(?:between|tussen) [^.]{0,20}\Z", text[max(0, one.start - 40) : one.start])
    )


def _like(claim: Claim, other: Claim) -> Claim:
    scale = other.scale if claim.scale == 1 else claim.scale
    if other.kind is Kind.NUMBER:
        return replace(claim, scale=scale, following=claim.following or other.following)
    return replace(claim, kind=other.kind, currency=other.currency, scale=scale, split=())
