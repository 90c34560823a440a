"""Facts that a sentence speaks of without giving them: those of the thing that it names, and the whole that a share is of."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from synthai.core.facts.base import Fact
from synthai.core.facts.guard import lists
from synthai.core.facts.guard.claims import Kind
from synthai.core.facts.guard.reading import folded
from synthai.core.facts.guard.reckoned import Operand, sentences
from synthai.core.facts.guard.support import unit_of
from synthai.core.facts.values import Name, Percent, Quantity, Words
from synthai.core.money import Money

_WORD: Final = re.compile(r"[^\W\d_]+")
_SAY_NOTHING: Final = frozenset(
    {
        "in",
        "is",
        "of",
        "count",
        "total",
        "amount",
        "last",
        "month",
        "year",
        "price",
        "product",
        "organisation",
    }
)
_LONGEST: Final = 60  # letters of what may name a record
_WHOLE: Final = "total"
_OF_A_WHOLE: Final = (
    "total",
    "all ",
    "whole",
    "budget",
    "project",
    "sales",
    "turnover",
    "revenue",
    "rand",
    "totaal",
    "verkope",
    "geld",
)


def named(text: str, facts: list[Fact]) -> Iterator[Operand]:
    """The figures of records whose name stands in a sentence."""
    records: dict[str, list[Fact]] = {}
    for fact in facts:
        records.setdefault(fact.key.rpartition(".")[0], []).append(fact)
    parts = [folded(part) for part in sentences(text)]
    for record, cells in records.items():
        figures = [made for cell in cells if (made := operand(cell, -1)) is not None]
        if not record or not figures:
            continue
        for name in {folded(cell.value.text) for cell in cells if isinstance(cell.value, Name | Words)}:
            short = " ".join(name.replace(",", "").split()[:2])
            for place, part in enumerate(parts if len(name) <= _LONGEST else ()):
                if short and f" {short}" in f" {part}":
                    yield from (Operand(each.kind, each.value, place, each.unit) for each in figures)


def of_words(text: str, facts: list[Fact]) -> Iterator[Operand]:
    """Single facts whose key has a word of the sentence: `employees` where it speaks of an employee."""
    parts = [{unit_of(word) for word in _WORD.findall(part)} for part in sentences(text)]
    for fact in facts:
        made = None if _is_cell(fact) else operand(fact, -1)
        if made is None:
            continue
        words = {unit_of(word) for word in re.split(r"[._]", fact.key)} - _SAY_NOTHING
        for place, part in enumerate(parts):
            if words & part:
                yield Operand(made.kind, made.value, place, made.unit)


def wholes(text: str, facts: list[Fact]) -> Iterator[Operand]:
    """Sums of columns and totals, in the sentences that speak of a whole."""
    totals = [fact for fact in facts if fact.key.rpartition(".")[2] == _WHOLE and not _is_cell(fact)]
    sums = [fact for fact in lists.totals(facts) if fact.key.endswith(".count")]
    for place, part in enumerate(sentences(text)):
        if any(word in part.lower() for word in _OF_A_WHOLE):
            yield from (made for fact in (*totals, *sums) if (made := operand(fact, place)) is not None)


def operand(fact: Fact, place: int) -> Operand | None:
    """The fact as a figure that one may reckon with."""
    value = fact.value
    if isinstance(value, Money):
        return Operand(Kind.MONEY, value.amount, place) if value.currency == "ZAR" else None
    if isinstance(value, Percent):
        return Operand(Kind.PERCENT, value.value, place)
    if isinstance(value, Quantity):
        return Operand(Kind.NUMBER, value.value, place)
    return (
        Operand(Kind.NUMBER, Decimal(value), place)
        if isinstance(value, int) and not isinstance(value, bool)
        else None
    )


def _is_cell(fact: Fact) -> bool:
    return any(part.isdigit() for part in fact.key.split("."))
