"""The shapes that go between the parts of the guard."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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
