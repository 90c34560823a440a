"""Which figures of a text nothing supports: no fact, no answer, and no reckoning from figures that are supported."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from synthai.core.facts.base import Fact
from synthai.core.facts.guard import days, figures, nearby, reckoned, shares, spans
from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.facts.guard.reckoned import Operand
from synthai.core.facts.guard.roughly import Rough, fits, rough
from synthai.core.facts.guard.said import Said
from synthai.core.facts.guard.support import Support

TODAY: Final = "today"
_VAT: Final = Decimal(15)
_VAT_NEAR: Final = 40
_ROUNDS: Final = 3  # what follows may lead further
_MOST: Final = 80  # figures in question; a text with more is no prose
_SMALL: Final = 20


class Figuring:
    """One reading of the figures of one text."""

    def __init__(self, text: str, language: str, support: Support, said: Said, facts: Iterable[Fact]) -> None:
        self.text, self.language = text, language
        self.support, self.said = support, said
        facts = list(facts)
        self.today = next(
            (each.value for each in facts if each.key == TODAY and isinstance(each.value, date)), None
        )
        self.days = support.days | said.whole_days()
        self.known: list[Operand] = [
            *nearby.named(text, facts),
            *nearby.wholes(text, facts),
            *nearby.of_words(text, facts),
        ]
        self.told = [
            day
            for day in self.days
            if any((each.month, each.day) == (day.month, day.day) for each in days.stated(text, language))
        ]
        self.others = [
            *(Operand(Kind.MONEY, value, -1) for value in support.money.get("ZAR", ())),
            *(Operand(Kind.NUMBER, value, -1) for value in support.numbers),
        ]

    def unsupported(self, is_free: figures.IsFree) -> Iterator[tuple[Kind, int, int]]:
        """The figures that stay in question."""
        whole = [share for share in shares.stated(self.text) if is_free(share.start, share.end)]
        left: list[Claim] = []
        for claim in figures.stated(self.text, is_free, self.language):
            if self._is_supported(claim):
                self._learn(claim, self._exact(claim))
            else:
                left.append(claim)
        if len(left) <= _MOST:
            for _round in range(_ROUNDS):
                before = len(left)
                left = [claim for claim in self._without_shares(left, whole) if not self._follows(claim)]
                if len(left) == before:
                    break
        yield from ((claim.kind, claim.start, claim.end) for claim in left)

    def _is_supported(self, claim: Claim) -> bool:
        if self.support.has(claim) or self.said.has(claim, self.text):
            return True
        if claim.kind is Kind.PERCENT and claim.readings[:1] == (_VAT,):
            around = self.text[max(0, claim.start - _VAT_NEAR) : claim.end + _VAT_NEAR]
            return "VAT" in around or "BTW" in around
        return self._is_rough(claim) or spans.follows(claim, self.text, self.days, self.told, self.today)

    def _is_rough(self, claim: Claim) -> bool:
        how = rough(self.text, claim.start, claim.end)
        if how is Rough.NOT or claim.is_negative or claim.is_ordinal:
            return False
        return any(
            fits(reading * claim.scale, value, how, is_share=claim.kind is Kind.PERCENT)
            for reading in claim.readings
            for value in self._values(claim.kind)
            if claim.kind is not Kind.NUMBER or reading * claim.scale >= _SMALL
        )

    def _values(self, kind: Kind) -> list[Decimal]:
        if kind is Kind.MONEY:
            return self.support.money.get("ZAR", [])
        return self.support.percents if kind is Kind.PERCENT else self.support.numbers

    def _exact(self, claim: Claim) -> Decimal:
        """The fact's own value where the text shows it rounded."""
        shown = claim.readings[0] * claim.scale
        near = [
            each for each in self._values(claim.kind) if each and abs(each - shown) <= each * Decimal("0.06")
        ]
        return min(near, key=lambda each: abs(each - shown), default=shown)

    def _learn(self, claim: Claim, value: Decimal) -> None:
        self.known.append(
            Operand(claim.kind, value, reckoned.sentence_of(self.text, claim.start), claim.measure)
        )

    def _follows(self, claim: Claim) -> bool:
        if not claim.readings or claim.is_ordinal or claim.currency not in {"", "ZAR"}:
            return False
        if any(
            reading * claim.scale in {value * 10, value / 10}
            for reading in claim.readings
            for value in self._values(claim.kind)
        ):
            return False  # ten times a fact, or a tenth, is a slip of the mark
        value = reckoned.follows(claim, self.text, self.known, self.others)
        if value is not None:
            self._learn(claim, value)
        return value is not None

    def _without_shares(self, left: list[Claim], whole: list[shares.Share]) -> list[Claim]:
        """The claims, without those that are part of a share which is right as a whole."""
        for share in whole:
            inside = [each for each in left if share.start <= each.start and each.end <= share.end]
            claim = replace(share.claim, following=())
            if inside and (self._is_supported(claim) or self._follows(claim)):
                left = [each for each in left if each not in inside]
        return left
