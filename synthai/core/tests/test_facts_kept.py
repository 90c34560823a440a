"""Facts as JSON and back, exactly; and what is gathered from apps that know something."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from synthai.core.facts import gathering, storing
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.gathering import Asked
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Quantity, Words
from synthai.core.money import Money

DAY = date(2026, 11, 29)
SOURCE = Source(SourceKind.SALES, "Your sales, until 31 October 2026", "pricing.sales")
VALUES = [
    Money(Decimal("1234567.10")),
    Money(Decimal("-0.01"), "EUR"),
    Percent(Decimal("12.50")),
    Quantity(Decimal("1E+1"), "units", "unit"),
    Period(date(2025, 11, 1), date(2026, 10, 31)),
    Name("Kasi Café", NameKind.COMPANY),
    Identifier("0012"),
    Words("two\nlines"),
    7,
    True,
    False,
    DAY,
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_fact_comes_back_as_it_was(value: Any) -> None:
    fact = Fact("sales.total", value, SOURCE, DAY, is_private=value is True)
    text = json.dumps(storing.dump([fact]))
    (back,) = storing.load(json.loads(text))
    assert back == fact
    assert type(back.value) is type(value)
    assert repr(back.value) == repr(value)


def test_no_figure_was_ever_a_float() -> None:
    row = storing.dump([Fact("a.b", Money(Decimal("1.10")), SOURCE, DAY)])[0]
    for wrong in (
        {"kind": "money", "amount": 1.1, "currency": "ZAR"},
        {"kind": "money", "amount": "many", "currency": "ZAR"},
        {"kind": "whole", "number": 1.0},
        {"kind": "yesno", "is": 1},
        {"kind": "code", "text": "x"},
        {},
    ):
        with pytest.raises(ValueError, match=r"a\.b"):
            storing.load([{**row, "value": wrong}])
    with pytest.raises(TypeError):
        storing.dump_value(datetime(2026, 11, 29, tzinfo=UTC))


def _first(asked: Asked) -> Iterator[Fact]:
    yield Fact("organisation.name", Name("First"), SOURCE, asked.today)
    yield Fact("people.0.name", Name("Thandi"), SOURCE, asked.today)


def _second(asked: Asked) -> Iterator[Fact]:
    yield Fact("organisation.name", Name("Second"), SOURCE, asked.today)
    yield Fact("organisation.phone", Identifier("011 234 5678"), SOURCE, asked.today)
    yield Fact("people.0.name", Name("Bongani"), SOURCE, asked.today)
    yield Fact("people.1.name", Name("Lerato"), SOURCE, asked.today)


def test_the_first_who_knows_is_believed_and_lists_are_never_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_PROVIDED", {})
    gathering.provide("organisation", _second, order=2)
    gathering.provide("organisation", _first, order=1)
    gathering.provide("organisation", _first, order=1)
    now = datetime(2026, 11, 28, 23, 0, tzinfo=UTC)
    found = {fact.key: fact.value for fact in gathering.gather(1, language="en", now=now)}
    assert found == {
        "today": DAY,
        "organisation.name": Name("First"),
        "organisation.phone": Identifier("011 234 5678"),
        "people.0.name": Name("Thandi"),
    }
    assert [fact.key for fact in gathering.gather(1, language="en", now=now, without=["organisation"])] == [
        "today"
    ]
