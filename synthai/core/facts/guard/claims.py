"""The shapes that go between the parts of the guard."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a claim is about."""

    MONEY = "money"
    PERCENT = "percent"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    NAME = "name"
    ADDRESS = "address"  # mail and web


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that no fact supports. `start` and `end` are places in the text as it was given."""

    kind: Kind
    text: str
    start: int
    end: int


_MEASURES: Final = {
    word: words[0]
    for words in (
        ("day", "days", "dag", "dae"), ("week", "weeks", "weke"), ("month", "months", "maand", "maande"), ("year", "years", "jaar"),
        ("hour", "hours", "uur", "ure"), ("minute", "minutes", "minute"), ("kg", "kilograms"), ("km", "kilometres"), ("ton", "tons"),
    )
    for word in words
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that a text states, as far as its words tell.

    `readings` are the numbers it may be (`1,234` may be two), `places` its decimals, `scale` what a word multiplied it by. `split` are the
    single numbers when spaces stood between groups of digits.
    """

    start: int
    end: int
    readings: tuple[Decimal, ...]
    places: int = 0
    kind: Kind = Kind.NUMBER
    currency: str = ""
    scale: Decimal = Decimal(1)
    is_negative: bool = False
    split: tuple[Decimal, ...] = ()
    following: tuple[str, ...] = ()  # the next words, small letters
    is_ordinal: bool = False
    is_in_words: bool = False

    @property
    def measure(self) -> str:
        """The word for what is counted when it is time, length or weight."""
        return next((_MEASURES[word] for word in self.following[:1] if word in _MEASURES), "")
