"""The kinds of value a fact may have. The kind decides how it is written, and what a figure in a text may be compared with."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from synthai.core.money import Money


@dataclass(frozen=True, slots=True)
class Percent:
    """A share or a rate: Percent(Decimal("12.5")) is 12.5%."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of something: kilograms, months, employees. The unit is written as it stands; `one` is its singular."""

    value: Decimal
    unit: str
    one: str = ""

    @property
    def word(self) -> str:
        """The unit as it goes with the number."""
        return self.one if self.one and self.value == 1 else self.unit


@dataclass(frozen=True, slots=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("A period ends on or after the day on which it begins.")


class NameKind(StrEnum):
    """Whose name it is."""

    PERSON = "person"
    COMPANY = "company"
    PLACE = "place"
    PRODUCT = "product"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Name:
    """The name of somebody or something."""

    text: str
    kind: NameKind = NameKind.OTHER


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that is no amount: VAT, registration and phone numbers, accounts. Written as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Text of ours or of a person: written as it stands, and a text may say what is in it."""

    text: str


Value = Money | Percent | Quantity | Period | Name | Identifier | Words | int | date | bool
KINDS = (Money, Percent, Quantity, Period, Name, Identifier, Words, int, date)


def check(value: object) -> None:
    """Raises TypeError or ValueError for what is no value: a float above all, which is never exact."""
    if not isinstance(value, KINDS):
        raise TypeError(f"A fact may not be a {type(value).__name__}.")
    inner: object = value.value if isinstance(value, Percent | Quantity) else Decimal(0)
    if not isinstance(inner, Decimal) or not inner.is_finite():
        raise TypeError("Shares and quantities take a finite Decimal.")
    if isinstance(value, Name | Identifier | Words) and not value.text.strip():
        raise ValueError("A fact has no empty text: leave it out, so that it can be asked for.")
