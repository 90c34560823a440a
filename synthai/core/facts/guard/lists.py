"""What the lists of the facts come to: the sums of their columns, which a text may give where it speaks of a total."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from synthai.core.facts.base import COUNT, Fact
from synthai.core.facts.values import Value
from synthai.core.money import Money


def totals(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts that follow from lists, under the keys of the first records."""
    columns: dict[str, list[Fact]] = {}
    for fact in facts:
        record, _dot, column = fact.key.rpartition(".")
        name, _dot, number = record.rpartition(".")
        if number.isdigit() and not isinstance(fact.value, bool):
            columns.setdefault(f"{name}.{column}", []).append(fact)
    for key, cells in columns.items():
        made = _sum([cell.value for cell in cells])
        if made is not None:
            yield replace(cells[0], key=f"{key}.{COUNT}", value=made)


def _sum(values: list[Value]) -> Value | None:
    if len(values) < 2:
        return None
    if all(isinstance(value, Money) for value in values):
        amounts = [value for value in values if isinstance(value, Money)]
        if len({value.currency for value in amounts}) == 1:
            return Money(sum((value.amount for value in amounts), Decimal(0)), amounts[0].currency)
        return None
    numbers = [value for value in values if isinstance(value, int)]
    return sum(numbers) if len(numbers) == len(values) else None
