"""What people wrote in the facts, read as a text is: the figures, days and times of an answer may be said again in other words around them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from synthai.core.facts.base import Fact
from synthai.core.facts.guard import clock, figures
from synthai.core.facts.guard import days as calendar
from synthai.core.facts.guard.claims import Claim, Kind
from synthai.core.facts.guard.reading import plain
from synthai.core.facts.guard.support import LITTLE_WORDS, unit_of
from synthai.core.facts.values import Name, NameKind, Words

_END: Final = re.compile(r"[.!?;]\s|\n")
_FURTHEST: Final = 120  # letters that three words may take
_WORD: Final = re.compile(r"[^\W\d_]+")


@dataclass
class Said:
    """All that answers and names say in figures."""

    figures: list[tuple[Claim, frozenset[str]]] = field(
        default_factory=list
    )  # with the words of the same text
    days: list[calendar.Stated] = field(default_factory=list)
    times: list[clock.Time] = field(default_factory=list)

    @classmethod
    def of(cls, facts: Iterable[Fact], language: str) -> "Said":
        """What the texts and names of these facts say."""
        made = cls()
        for fact in facts:
            if isinstance(fact.value, Words | Name):
                made._read(fact.value, language, has_money="address" not in fact.key)  # the R62 is a road
        return made

    def _read(self, value: Words | Name, language: str, *, has_money: bool) -> None:
        text = plain(value.text).text
        found, times = list(calendar.stated(text, language)), list(clock.stated(text))
        taken = [(each.start, each.end) for each in found] + [(each.start, each.end) for each in times]
        if not isinstance(value, Name) or value.kind is not NameKind.PERSON:  # Leandra October is no day
            self.days += found
        self.times += times

        def is_free(start: int, end: int) -> bool:
            return all(end <= first or start >= last for first, last in taken)

        for claim in figures.stated(text, is_free, language):
            if claim.kind is Kind.MONEY and not has_money:
                continue
            self.figures.append((claim, _beside(text, claim) if isinstance(value, Words) else _words(text)))

    def has(self, claim: Claim, text: str) -> bool:
        """Whether an answer says this figure of the same thing: one of the words beside it is the same. An amount needs no word."""
        amounts = _amounts(claim)
        same = [
            words
            for known, words in self.figures
            if known.kind is claim.kind and known.currency == claim.currency and _amounts(known) & amounts
        ]
        if claim.kind is not Kind.NUMBER or not same:
            return bool(same)
        beside = _beside(text, claim)
        return any(words & beside for words in same)

    def has_day(self, stated: calendar.Stated) -> bool:
        """Whether an answer names this day, or one that it is a part of."""
        return stated.is_possible and any(
            all(
                said is None or said == known
                for said, known in (
                    (stated.year, each.year),
                    (stated.month, each.month),
                    (stated.day, each.day),
                    (stated.weekday, each.weekday),
                )
            )
            for each in self.days
        )

    def has_time(self, time: clock.Time) -> bool:
        """Whether an answer names this time."""
        return any(time.may_be(each) for each in self.times)

    def whole_days(self) -> set[date]:
        """The days that an answer gives whole."""
        return {
            date(each.year, each.month, each.day)
            for each in self.days
            if each.is_possible and each.year and each.month and each.day
        }


def _beside(text: str, claim: Claim) -> frozenset[str]:
    """The words around a figure that say what is counted: the one before it and three after it."""
    after = text[claim.end : claim.end + _FURTHEST]
    end = _END.search(after)
    after = after[: end.start()] if end else after
    return _words(
        " ".join(
            [*_WORD.findall(text[max(0, claim.start - 30) : claim.start])[-1:], *_WORD.findall(after)[:3]]
        )
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(unit_of(word) for word in _WORD.findall(text) if word.lower() not in LITTLE_WORDS)


def _amounts(claim: Claim) -> set[Decimal]:
    return {reading * claim.scale for reading in claim.readings}
