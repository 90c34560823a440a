"""Texts that were written by hand as a language model would write them, over businesses of their own: `texts/first`, `texts/second` and `texts/kept`.

`first` and `second` take the liberties that a model takes (rounding, sums, shares, spans of time); `kept` keeps to what the prompt of a
section asks for: figures as they stand, nothing reckoned.

Each file is one business: its language, its facts (key, kind, value), a line of `===`, then texts parted by lines of `---`. They were
committed before the guard was run over them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from synthai.core.facts.base import Fact, FactBase, Source, SourceKind
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

_HERE = Path(__file__).parent / "texts"
_SOURCE = Source(SourceKind.ANSWER, "Your answers")


@dataclass(frozen=True)
class Written:
    """One business, and what was written of it."""

    name: str
    language: str
    facts: FactBase
    texts: tuple[str, ...]


def businesses(which: str) -> list[Written]:
    """All of a set, in order of their names."""
    return [_read(path) for path in sorted((_HERE / which).glob("*.txt"))]


def _read(path: Path) -> Written:
    head, body = path.read_text(encoding="utf-8").split("\n===\n", 1)
    first, *rows = head.splitlines()
    parts = [row.split(" ", 2) for row in rows]
    today = next(date.fromisoformat(value) for key, _kind, value in parts if key == "today")
    facts = [Fact(key, _KINDS[kind](value), _SOURCE, today) for key, kind, value in parts]
    texts = tuple(text.strip("\n") for text in body.split("\n---\n"))
    return Written(path.stem, first.removeprefix("@language "), FactBase(facts), texts)


def _quantity(text: str) -> Quantity:
    number, unit, *one = text.split("|")
    return Quantity(Decimal(number), unit, one[0] if one else "")


def _period(text: str) -> Period:
    first, last = text.split("/")
    return Period(date.fromisoformat(first), date.fromisoformat(last))


_KINDS: dict[str, Callable[[str], Value]] = {
    "id": Identifier,
    "words": lambda text: Words(text.replace("\\n", "\n")),
    "money": lambda text: Money(Decimal(text)),
    "pct": lambda text: Percent(Decimal(text)),
    "qty": _quantity,
    "whole": int,
    "yesno": lambda text: text == "true",
    "day": date.fromisoformat,
    "period": _period,
    **{kind.value: partial(Name, kind=kind) for kind in NameKind},
}
