"""Whatever may be typed, a reckoner gives figures or leaves them out; it never breaks a page."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.engine.reckoning import ground
from content.reckoners import MAKES
from content.tests.library.shelf import ON, SLUGS, blueprint, facts
from synthai.core.documents.blueprints import examples, reckoning
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.values import Percent, Quantity, Value
from synthai.core.money import Money

# What a field lets pass: figures up to a million million, any day.
FIGURES = st.one_of(
    st.sampled_from([Decimal(0), Decimal(-1), Decimal("0.01"), Decimal(10) ** 12, -(Decimal(10) ** 12)]),
    st.decimals(-(10**12), 10**12, places=2),
)
DAYS = st.one_of(st.sampled_from([date.min, date.max]), st.dates())


def like(value: Value, figure: Decimal, day: date) -> Value:
    """A value of the same kind with another content; words stay."""
    if isinstance(value, Money):
        return Money(figure)
    if isinstance(value, Percent):
        return Percent(figure)
    if isinstance(value, Quantity):
        return Quantity(figure, value.unit, value.one)
    if isinstance(value, bool) or not isinstance(value, int | date):
        return value
    return int(figure) if isinstance(value, int) else day


@pytest.mark.parametrize("name", sorted(MAKES))
@settings(deadline=None, max_examples=30)
@given(figures=st.lists(FIGURES, min_size=5, max_size=5), days=st.lists(DAYS, min_size=2, max_size=2))
def test_no_answer_breaks_a_reckoner(name: str, figures: list[Decimal], days: list[date]) -> None:
    given_ = [
        Fact(fact.key, like(fact.value, figures[place % 5], days[place % 2]), fact.source, fact.on)
        for place, fact in enumerate(facts(first_with(name)))
        if fact.source == examples.EXAMPLE
    ]

    assert len(reckoning.reckoned(name, FactBase(given_), ON)) >= len(given_)


@pytest.mark.parametrize("name", sorted(MAKES))
def test_makes_what_it_says_and_nothing_else(name: str) -> None:
    found = (fact.key for fact in facts(first_with(name)) if fact.source in {ground.LAW, reckoning.RECKONED})
    plain = {".".join(part for part in key.split(".") if not part.isdigit()) for key in found}

    assert plain - set(MAKES[name]) == set()
    # Not in the example: a deposit on an order, a month in which break-even is reached, and the like.
    assert len(set(MAKES[name]) - plain) <= 3


def first_with(name: str) -> str:
    """A document whose figures this reckoner makes."""
    return next(slug for slug in SLUGS if blueprint(slug).reckon == name)
