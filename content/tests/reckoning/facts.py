"""Facts for tests of reckoners."""

from datetime import date
from decimal import Decimal

from synthai.core.facts.base import Fact, FactBase, Source, SourceKind
from synthai.core.facts.values import Identifier, Percent, Quantity, Value
from synthai.core.money import Money

TODAY = date(2026, 11, 29)
_ANSWER = Source(SourceKind.ANSWER, "Test")


def base(**given: Value) -> FactBase:
    """A fact for each keyword; two underscores stand for a dot: `lines__0__price`."""
    return FactBase([Fact(key.replace("__", "."), value, _ANSWER, TODAY) for key, value in given.items()])


def rand(text: str) -> Money:
    return Money(Decimal(text))


def per_cent(text: str) -> Percent:
    return Percent(Decimal(text))


def count(text: str, unit: str = "units") -> Quantity:
    return Quantity(Decimal(text), unit)


def word(text: str) -> Identifier:
    return Identifier(text)


def made_of(facts: object) -> dict[str, Value]:
    """What a reckoner gave, by key."""
    return {fact.key: fact.value for fact in facts}  # type: ignore[attr-defined]


def amount(made: dict[str, Value], key: str) -> str:
    """An amount as plain text."""
    value = made[key]
    assert isinstance(value, Money), key
    return str(value.amount)
