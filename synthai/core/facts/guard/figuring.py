"""Which figures of a text nothing supports: no fact, no answer, and no reckoning from figures that are supported."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from synthai.core.facts.base import Fact
from synthai.core.facts.guard import figures, lists, reckoned, shares, spans
from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.facts.guard.days import Stated
from synthai.core.facts.guard.reckoned import Operand
from synthai.core.facts.guard.roughly import Rough, fits, rough
from synthai.core.facts.guard.said import Said
from synthai.core.facts.guard.support import Support
from synthai.core.money import Money

TODAY: Final = "today"
_VAT: Final = Decimal(15)
_VAT_NEAR: Final = 40
_ROUNDS: Final = 3  # what follows may lead further
_MOST: Final = 80  # figures in question; a text with more is no prose
_SMALL: Final = 20


@dataclass(frozen=True)
class Known:
    """What the facts say, as figures are judged by."""

    support: Support
    said: Said
    facts: list[Fact]
    days: set[date]
    today: date | None
    totals: dict[Kind, list[Decimal]]

    @classmethod
    def of(cls, facts: list[Fact], support: Support, said: Said) -> "Known":
        """From what was read of the facts."""
        days = (each.value for each in facts if each.key == TODAY and isinstance(each.value, date))
        return cls(support, said, facts, support.days | said.whole_days(), next(days, None), _totals(facts))


def _totals(facts: list[Fact]) -> dict[Kind, list[Decimal]]:
    made: dict[Kind, list[Decimal]] = {}
    for total in lists.totals(facts):
        if isinstance(total.value, Money) and total.value.currency == "ZAR":
            made.setdefault(Kind.MONEY, []).append(total.value.amount)
        elif isinstance(total.value, int):
            made.setdefault(Kind.NUMBER, []).append(Decimal(total.value))
    return made


class Figuring:
    """One reading of the figures of one text; `stated` are the days that it names."""

    def __init__(self, text: str, language: str, known: Known, stated: list[Stated]) -> None:
        self.text, self.language = text, language
        self.support, self.said, self.facts = known.support, known.said, known.facts
        self.days, self.today, self.totals = known.days, known.today, known.totals
        self.known: list[Operand] = []
        told = {(each.month, each.day) for each in stated}
        self.told = [day for day in self.days if (day.month, day.day) in told]

    def unsupported(self, is_free: figures.IsFree) -> Iterator[tuple[Kind, int, int]]:
        """The figures that stay in question."""
        whole = [share for share in shares.stated(self.text) if is_free(share.start, share.end)]
        left: list[Claim] = []
        for claim in figures.stated(self.text, is_free, self.language):
            if self._is_supported(claim):
                self._learn(claim)
            else:
                left.append(claim)
        left = self._without_shares(left, whole)
        if len(left) <= _MOST:
            for _round in range(_ROUNDS):
                before = len(left)
                left = [claim for claim in left if not self._follows(claim)]
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
        if how is Rough.NEAR and claim.kind is Kind.PERCENT:
            return False  # `about 13%` is as often another share as it is 12.75%
        if claim.kind is Kind.MONEY and claim.scale == 1:
            return False  # an amount in full is told to the rand
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

    def _learn(self, claim: Claim) -> None:
        sentence = reckoned.sentence_of(self.text, claim.start)
        value = claim.readings[0] * claim.scale
        self.known.append(Operand(claim.kind, value, claim.start, sentence, claim.measure))

    def _follows(self, claim: Claim) -> bool:
        if claim.currency not in {"", "ZAR"} or not reckoned.follows(
            claim, self.text, self.known, self.totals.get(claim.kind, [])
        ):
            return False
        self._learn(claim)
        return True

    def _without_shares(self, left: list[Claim], whole: list[shares.Share]) -> list[Claim]:
        """The claims, without those that are part of a share which is right as a whole."""
        for share in whole:
            inside = [each for each in left if share.start <= each.start and each.end <= share.end]
            claim = replace(share.claim, following=())
            if inside and self._is_supported(claim):
                left = [each for each in left if each not in inside]
        return left
