"""Days of a campaign: pay days, no two steps on one morning, days that do not count."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine import chasing
from billing.engine.chasing import USUAL, Step
from synthai.core.sa_days import is_working_day, pay_day_from, pay_days

DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("month", "found"),
    [
        ((2026, 1), (date(2026, 1, 23), date(2026, 1, 30))),  # the 25th is a Sunday, the 31st a Saturday
        ((2026, 2), (date(2026, 2, 25), date(2026, 2, 27))),
        ((2026, 12), (date(2026, 12, 15), date(2026, 12, 31))),  # before the shut-down
        ((2027, 3), (date(2027, 3, 25), date(2027, 3, 31))),
        ((2027, 12), (date(2027, 12, 15), date(2027, 12, 31))),
    ],
)
def test_pay_days_of_a_month(month: tuple[int, int], found: tuple[date, ...]) -> None:
    assert pay_days(*month) == found


@given(DAYS)
def test_the_next_pay_day_is_a_working_day_and_not_before(day: date) -> None:
    found = pay_day_from(day)
    assert found >= day
    assert is_working_day(found)
    assert (found - day).days <= 27


def test_the_usual_campaign_after_a_failure_on_the_first() -> None:
    found = dict(zip(range(len(USUAL)), chasing.days(USUAL, date(2026, 9, 1)), strict=True))
    assert [(USUAL[n].action, day) for n, day in found.items()] == [
        ("charge", date(2026, 9, 2)),
        ("tell", date(2026, 9, 5)),
        ("charge", date(2026, 9, 25)),
        ("narrow", date(2026, 9, 26)),  # not before the pay day was tried
        ("charge", date(2026, 9, 30)),
        ("free", date(2026, 10, 1)),
        ("tell", date(2026, 10, 9)),
        ("end", date(2026, 10, 16)),
    ]


@given(DAYS, st.integers(0, 30))
def test_steps_keep_their_order_and_a_day_between(began: date, waited: int) -> None:
    found = chasing.days(USUAL, began, waited=waited)
    assert all(later > sooner for sooner, later in zip(found, found[1:], strict=False))
    assert (found[0] - began).days == 1 + waited
    for step, day in zip(USUAL, found, strict=True):
        assert not step.on_pay_day or day in pay_days(day.year, day.month)


def test_steps_survive_being_kept() -> None:
    assert chasing.from_json([step.as_json() for step in USUAL]) == USUAL


@pytest.mark.parametrize(
    ("steps", "wrong"),
    [
        (USUAL, []),
        ((), ["empty"]),
        ((Step(action="tell", after_days=1),), ["no_end"]),
        ((Step(action="end", after_days=1), Step(action="tell", after_days=2)), ["after_end"]),
        ((Step(action="end", after_days=91),), ["too_long"]),
        ((Step(action="tell", after_days=5), Step(action="end", after_days=2)), ["order"]),
        (
            (
                Step(action="free", after_days=1),
                Step(action="narrow", after_days=2),
                Step(action="end", after_days=9),
            ),
            ["widens"],
        ),
    ],
)
def test_what_is_wrong_with_a_campaign(steps: tuple[Step, ...], wrong: list[str]) -> None:
    assert chasing.problems(steps) == wrong
