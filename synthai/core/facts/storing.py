"""Facts as JSON and back, exactly: an amount stays the amount it was, a day a day. No figure ever passes through a float.

    rows = storing.dump(facts)      # a list that a JSONField can hold
    facts = storing.load(rows)

A row that cannot be read is a fault of ours (`ValueError` with the fact's key), never a guess.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.values import (
    Identifier,
    Name,
    NameKind,
    Percent,
    Period,
    Quantity,
    Value,
    Words,
)
from synthai.core.money import Money

Row = dict[str, Any]


def dump(facts: Iterable[Fact]) -> list[Row]:
    """The facts as plain data. The words of a source are kept in the language that is active now."""
    return [_row(fact) for fact in facts]


def load(rows: Iterable[Row]) -> list[Fact]:
    """The facts again. Raises ValueError for what `dump` did not write."""
    return [_fact(row) for row in rows]


def dump_value(value: Value) -> Row:
    """One value with its kind."""
    if isinstance(value, datetime):
        raise TypeError("A fact holds a day, not an instant.")
    for name, kind, write, _read in _KINDS:
        if isinstance(value, kind):
            return {"kind": name, **write(value)}
    raise TypeError(f"A fact may not be a {type(value).__name__}.")


def load_value(row: Row) -> Value:
    """The value again. Raises ValueError."""
    for name, _kind, _write, read in _KINDS:
        if row.get("kind") == name:
            value: Value = read(row)
            return value
    raise ValueError(f"There is no kind of value {row.get('kind')!r}.")


def _row(fact: Fact) -> Row:
    source = {"kind": fact.source.kind.value, "words": str(fact.source.words)}
    if fact.source.reference:
        source["reference"] = fact.source.reference
    row: Row = {
        "key": fact.key,
        "value": dump_value(fact.value),
        "source": source,
        "on": fact.on.isoformat(),
    }
    return {**row, "private": True} if fact.is_private else row


def _fact(row: Row) -> Fact:
    try:
        source = row["source"]
        return Fact(
            row["key"],
            load_value(row["value"]),
            Source(SourceKind(source["kind"]), source["words"], source.get("reference", "")),
            on=date.fromisoformat(row["on"]),
            is_private=row.get("private") is True,
        )
    except (KeyError, TypeError, AttributeError, InvalidOperation, ValueError) as error:
        raise ValueError(f"The stored fact {row.get('key')!r} cannot be read: {error}") from error


def _exact(text: object) -> Decimal:
    """A figure out of its text. A number of JSON is refused: it may have been a float."""
    if not isinstance(text, str):
        raise TypeError(f"{text!r} is a figure that was not stored as text")
    return Decimal(text)


def _whole(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{number!r} is no whole number")
    return number


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither yes nor no")
    return value


_Writer = Callable[[Any], Row]
_Reader = Callable[[Row], Any]
# bool before int: Python counts the one as the other.
_KINDS: Final[tuple[tuple[str, type, _Writer, _Reader], ...]] = (
    ("yesno", bool, lambda value: {"is": value}, lambda row: _flag(row["is"])),
    ("whole", int, lambda value: {"number": value}, lambda row: _whole(row["number"])),
    (
        "money",
        Money,
        lambda value: {"amount": str(value.amount), "currency": value.currency},
        lambda row: Money(_exact(row["amount"]), row["currency"]),
    ),
    (
        "percent",
        Percent,
        lambda value: {"number": str(value.value)},
        lambda row: Percent(_exact(row["number"])),
    ),
    (
        "quantity",
        Quantity,
        lambda value: {"number": str(value.value), "unit": value.unit, "one": value.one},
        lambda row: Quantity(_exact(row["number"]), row["unit"], row["one"]),
    ),
    (
        "period",
        Period,
        lambda value: {"first": value.first.isoformat(), "last": value.last.isoformat()},
        lambda row: Period(date.fromisoformat(row["first"]), date.fromisoformat(row["last"])),
    ),
    (
        "name",
        Name,
        lambda value: {"text": value.text, "of": value.kind.value},
        lambda row: Name(row["text"], NameKind(row["of"])),
    ),
    (
        "identifier",
        Identifier,
        lambda value: {"text": value.text},
        lambda row: Identifier(row["text"]),
    ),
    ("words", Words, lambda value: {"text": value.text}, lambda row: Words(row["text"])),
    (
        "day",
        date,
        lambda value: {"day": value.isoformat()},
        lambda row: date.fromisoformat(row["day"]),
    ),
)
