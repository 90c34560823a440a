"""A value as somebody would have typed it: what stands in an input that is filled in already."""

from datetime import date
from typing import Any

from synthai.core.facts.values import Identifier, Name, Percent, Period, Quantity, Value, Words
from synthai.core.money import Money


def raw_of(value: Value) -> Any:
    """Text, or for a period its two days. Reading it again gives the same value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return format(value.amount, "f")
    if isinstance(value, Percent | Quantity):
        return format(value.value.normalize(), "f")
    if isinstance(value, Period):
        return {"first": value.first.isoformat(), "last": value.last.isoformat()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Name | Identifier | Words):
        return value.text
    return str(value)
