"""The forecast of receipts: what was learned is what happened, the sums add up, and the range holds as often as it says."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.engine.receipts import (
    FIRST,
    NEVER,
    OTHER,
    PAYS,
    USUAL,
    Habit,
    Outlook,
    Receivable,
    Settled,
    Way,
    days_of,
    learn,
    pay_days_after,
    slot_of,
    weeks,
)

TODAY = date(2026, 11, 2)
DAYS = 90


def owed(asked: date, amount: str = "100", **more: object) -> Receivable:
    given = {"key": "x", "customer": 1, "way": Way.CARD, "amount": Decimal(amount), "asked": asked, **more}
    return Receivable(**given)  # type: ignore[arg-type]


class TestSlots:
    @pytest.mark.parametrize(
        ("paid", "slot"),
        [
            (date(2026, 11, 2), FIRST),
            (date(2026, 11, 3), FIRST),
            (date(2026, 11, 25), "pay1"),
            (date(2026, 11, 26), "pay1"),  # the bank shows it a day later
            (date(2026, 11, 30), "pay2"),  # the last working day
            (date(2026, 12, 15), "pay3"),  # in December before the holidays
            (date(2026, 11, 10), OTHER),
            (None, NEVER),
        ],
    )
    def test_a_payment_falls_into_the_slot_of_its_day(self, paid: date | None, slot: str) -> None:
        assert slot_of(TODAY, paid) == slot

    def test_pay_days_are_the_25th_the_last_working_day_and_in_december_the_15th(self) -> None:
        assert pay_days_after(TODAY) == (date(2026, 11, 25), date(2026, 11, 30), date(2026, 12, 15))


class TestLearning:
    def test_without_history_the_usual_shares_speak(self) -> None:
        habit = learn([])[Way.CARD]
        assert habit.seen == 0
        assert habit.shares == pytest.approx(USUAL[Way.CARD])

    def test_with_much_history_the_own_shares_speak(self) -> None:
        history = [Settled(way=Way.CARD, asked=TODAY, paid=TODAY)] * 500
        history += [Settled(way=Way.CARD, asked=TODAY, paid=date(2026, 11, 25))] * 500
        shares = learn(history)[Way.CARD].shares
        assert shares[FIRST] == pytest.approx(0.507, abs=0.001)
        assert shares["pay1"] == pytest.approx(0.491, abs=0.001)
        assert sum(shares.values()) == pytest.approx(1)


class TestSpreading:
    habit = learn([])[Way.CARD]

    def days(self, receivable: Receivable) -> dict[date, float]:
        return days_of(receivable, self.habit, today=TODAY, kept_promises=0.7)

    def test_what_comes_and_what_never_comes_is_everything(self) -> None:
        assert sum(self.days(owed(date(2026, 11, 20))).values()) == pytest.approx(1 - USUAL[Way.CARD][NEVER])

    def test_of_an_overdue_one_only_days_to_come_count(self) -> None:
        days = self.days(owed(date(2026, 10, 28)))
        assert min(days) >= TODAY
        assert 0.5 < sum(days.values()) < 0.97  # less sure than a new one

    def test_the_chase_plan_says_on_which_days_a_card_is_tried_again(self) -> None:
        days = self.days(owed(date(2026, 10, 20), retries=(date(2026, 11, 13),)))
        assert days[date(2026, 11, 13)] > 0
        assert date(2026, 11, 25) not in days

    def test_a_promise_is_kept_seven_times_of_ten(self) -> None:
        days = self.days(owed(date(2026, 10, 28), promised=date(2026, 11, 6)))
        assert days[date(2026, 11, 6)] == 0.7
        assert min(days) == date(2026, 11, 6)

    def test_while_an_objection_is_looked_into_nothing_comes(self) -> None:
        assert min(self.days(owed(date(2026, 10, 28), held_until=date(2026, 11, 12)))) == date(2026, 11, 12)


class TestOutlook:
    def test_the_days_add_up_to_the_whole_and_open_their_rows(self) -> None:
        outlook = Outlook(
            [owed(date(2026, 11, 20), "599", key="a"), owed(date(2026, 11, 25), "199", key="b")],
            learn([]),
            today=TODAY,
        )
        days = [TODAY + timedelta(days=number) for number in range(DAYS)]
        whole = outlook.between(TODAY, days[-1])
        summed = sum((outlook.between(day, day).expected for day in days), Decimal(0))
        assert abs(summed - whole.expected) < Decimal("0.20")
        assert whole.low <= whole.expected <= whole.high <= Decimal(798)
        behind = outlook.behind(date(2026, 11, 25))
        assert [each.key for each, _share, _amount in behind] == ["b", "a"]
        expected = sum((amount for _each, _share, amount in behind), Decimal(0))
        assert abs(expected - outlook.between(date(2026, 11, 25), date(2026, 11, 25)).expected) < Decimal(
            "0.01"
        )

    def test_nobody_owes_anything(self) -> None:
        whole = Outlook([], learn([]), today=TODAY).between(TODAY, TODAY)
        assert whole.low == whole.expected == whole.high == 0


class TestBacktest:
    """Customers with habits of their own pay for a year; what is foretold is held against what then comes."""

    def test_the_range_holds_in_about_eight_of_ten_worlds(self) -> None:
        held, counted = 0, 0
        for seed in range(40):
            for low, high, came in _world(random.Random(seed)):  # noqa: S311 - a repeatable world
                held, counted = held + (low <= came <= high), counted + 1
        assert counted == 40 * 4
        assert 0.72 <= held / counted <= 0.97, held / counted

    def test_payments_that_became_slower_than_usual_are_learned(self) -> None:
        slow = Habit(
            shares={FIRST: 0.4, "pay1": 0.4, "pay2": 0.05, "pay3": 0.0, OTHER: 0.05, NEVER: 0.1},
            lags={4: 1.0},
            seen=0,
        )
        chance = random.Random(7)  # noqa: S311 - a repeatable world
        history = list(_past(chance, slow, 600))
        assert learn(history)[Way.CARD].shares[FIRST] == pytest.approx(0.4, abs=0.06)


def _world(chance: random.Random) -> Iterator[tuple[Decimal, Decimal, Decimal]]:
    """Low, high and what came, for the first month, the second, the third, and all three."""
    first = chance.uniform(0.6, 0.9)
    rest = 1 - first
    true = Habit(
        shares={FIRST: first, "pay1": rest * 0.4, "pay2": rest * 0.15, "pay3": rest * 0.05, OTHER: rest * 0.2,
                NEVER: rest * 0.2},
        lags={3: 0.5, 6: 0.3, 12: 0.2},
        seen=0,
    )  # fmt: skip
    habits = learn(_past(chance, true, chance.choice([30, 150, 600])))
    future = [
        owed(
            TODAY + timedelta(days=chance.randrange(60)),
            str(chance.choice([199, 599, 1499])),
            key=str(number),
        )
        for number in range(150)
    ]
    paid = [(_pay(chance, true, each.asked), each.amount) for each in future]
    outlook = Outlook(future, habits, today=TODAY)
    for start, end in ((0, 29), (30, 59), (60, 89), (0, 89)):
        since, until = TODAY + timedelta(days=start), TODAY + timedelta(days=end)
        came = sum((amount for day, amount in paid if day and since <= day <= until), Decimal(0))
        span = outlook.between(since, until)
        yield span.low, span.high, came


def _past(chance: random.Random, true: Habit, number: int) -> Iterator[Settled]:
    for _each in range(number):
        asked = TODAY - timedelta(days=chance.randrange(120, 400))
        yield Settled(way=Way.CARD, asked=asked, paid=_pay(chance, true, asked))


def _pay(chance: random.Random, true: Habit, asked: date) -> date | None:
    (slot,) = chance.choices(list(true.shares), list(true.shares.values()))
    if slot == NEVER:
        return None
    if slot == FIRST:
        return asked
    if slot == OTHER:
        return asked + timedelta(days=chance.choices(list(true.lags), list(true.lags.values()))[0])
    return pay_days_after(asked)[PAYS.index(slot)]


def test_weeks_begin_on_monday_and_cover_every_day() -> None:
    found = weeks(date(2026, 11, 4), date(2026, 11, 17))
    assert found == [
        (date(2026, 11, 4), date(2026, 11, 8)),
        (date(2026, 11, 9), date(2026, 11, 15)),
        (date(2026, 11, 16), date(2026, 11, 17)),
    ]
