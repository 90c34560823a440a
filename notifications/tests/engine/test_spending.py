"""The forecast of the month: from what days cost before, by weekday where that is known, and nothing from too little."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from notifications.engine.spending import month_end

TODAY = date(2026, 6, 10)  # a Wednesday; 20 days of June are left after it
R10 = Decimal(10)


def days(count: int, cost: Decimal = R10, *, until: date = TODAY) -> dict[date, Decimal]:
    return {until - timedelta(days=number): cost for number in range(1, count + 1)}


def test_the_same_every_day_goes_on() -> None:
    found = month_end(days(28), first=date(2026, 1, 1), today=TODAY)
    assert found is not None
    assert found.expected == Decimal(300), "nine days of June, the rest of today, and twenty more"
    assert found.low == found.high == found.expected
    assert found.days == 28


def test_weekdays_count_when_four_weeks_are_known() -> None:
    fridays = {day: cost for day, cost in days(28).items() if day.weekday() == 4}
    found = month_end(fridays, first=date(2026, 1, 1), today=TODAY)
    assert found is not None
    assert found.expected == Decimal(40), "one Friday of June is past, three are to come"
    assert found.low == found.high, "each is as the ones before"


def test_what_today_cost_already_is_not_added_again() -> None:
    found = month_end({**days(28), TODAY: Decimal(25)}, first=date(2026, 1, 1), today=TODAY)
    assert found is not None
    assert found.expected == Decimal(315)


def test_too_little_says_nothing() -> None:
    assert month_end({}, first=None, today=TODAY) is None
    assert month_end(days(6), first=TODAY - timedelta(days=6), today=TODAY) is None
    found = month_end(days(7), first=TODAY - timedelta(days=7), today=TODAY)
    assert found is not None
    assert found.days == 7


amounts = st.decimals(min_value=0, max_value=5000, places=2)


@given(st.lists(amounts, min_size=28, max_size=28), st.integers(1, 30))
def test_never_less_than_what_is_spent_and_inside_its_own_range(costs: list[Decimal], day: int) -> None:
    today = date(2026, 6, day)
    daily = {today - timedelta(days=number + 1): cost for number, cost in enumerate(costs)}
    found = month_end(daily, first=date(2026, 1, 1), today=today)
    assert found is not None
    spent = sum(cost for when, cost in daily.items() if when.month == 6)
    assert spent <= found.low <= found.expected <= found.high
