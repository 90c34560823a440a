"""What the lists of the facts come to: the sum of a column, and what one of a record's things costs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from synthai.core.facts.base import COUNT, Fact
from synthai.core.facts.values import Quantity, Value
from synthai.core.money import Money, round_half_up


def totals(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts that follow from lists, under the keys of the first records."""
    columns: dict[str, list[Fact]] = {}
    records: dict[str, list[Fact]] = {}
    for fact in facts:
        record, _dot, column = fact.key.rpartition(".")
        name, _dot, number = record.rpartition(".")
        if number.isdigit() and not isinstance(fact.value, bool):
            columns.setdefault(f"{name}.{column}", []).append(fact)
            records.setdefault(record, []).append(fact)
    for key, cells in columns.items():
        made = _sum([cell.value for cell in cells])
        if made is not None:
            yield replace(cells[0], key=f"{key}.{COUNT}", value=made)
    for cells in records.values():
        yield from _each(cells)


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


def _each(cells: list[Fact]) -> Iterator[Fact]:
    amounts = [(cell, cell.value) for cell in cells if isinstance(cell.value, Money)]
    for cell in cells:
        count = cell.value.value if isinstance(cell.value, Quantity) else cell.value
        if not isinstance(count, int | Decimal) or count <= 1:
            continue
        for priced, money in amounts:
            one = money.amount / count
            if one == round_half_up(one, 2):
                yield replace(priced, value=Money(one, money.currency))
            yield replace(priced, value=Money(money.amount * count, money.currency))
