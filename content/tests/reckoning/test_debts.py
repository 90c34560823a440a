"""What is owed, by age and with interest."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.invoicing import statements
from content.engine.reckoning import debts
from content.tests.reckoning.facts import TODAY, amount, base, made_of, per_cent, rand, word
from synthai.core.facts.values import Quantity

OWED = st.builds(
    debts.Owed, amount=st.decimals("0.01", "1000000", places=2), late=st.integers(min_value=0, max_value=2000)
)


def reckoned(**more: Any) -> dict[str, Any]:
    return made_of(
        debts.reckon(
            base(
                invoices__0__due=date(2026, 10, 31), invoices__0__amount=rand("4600.00"), invoices__0__paid=rand("1000.00"),
                invoices__1__due=date(2026, 11, 28), invoices__1__amount=rand("2875.00"),
                invoices__2__due=date(2026, 12, 20), invoices__2__amount=rand("100.00"), **more,
            ),
            TODAY,
        )
    )  # fmt: skip


def test_counts_days_from_the_due_day() -> None:
    made = reckoned()

    assert made["invoices.0.late"] == Quantity(Decimal(29), "days", "day")
    assert made["invoices.1.late"] == Quantity(Decimal(1), "days", "day")
    assert made["invoices.2.late"] == Quantity(Decimal(0), "days", "day")
    assert made["debt.late_days"] == 29


def test_adds_up_what_is_open_overdue_and_not_due() -> None:
    made = reckoned()

    assert amount(made, "invoices.0.owing") == "3600.00"
    assert (amount(made, "debt.total"), amount(made, "debt.overdue"), amount(made, "debt.not_due")) == (
        "6575.00", "6475.00", "100.00",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("late", "bucket"),
    [(0, "current"), (29, "current"), (30, "days_30"), (59, "days_30"), (60, "days_60"), (90, "days_90"), (119, "days_90"), (120, "days_120"), (999, "days_120")],
)  # fmt: skip
def test_each_debt_falls_into_the_age_it_has_reached(late: int, bucket: str) -> None:
    sums = debts.by_age([debts.Owed(amount=Decimal("10.00"), late=late)])

    assert {name for name, sum_ in sums.items() if sum_} == {bucket}


@given(st.lists(OWED, max_size=20))
def test_ages_add_up_and_agree_with_the_statements_of_billing(owed: list[debts.Owed]) -> None:
    sums = debts.by_age(owed)
    open_items = [
        statements.Open(number=str(place), amount=each.amount, age=each.late)
        for place, each in enumerate(owed)
    ]

    assert sum(sums.values()) == sum(each.amount for each in owed)
    assert [bucket.amount for bucket in statements.age(open_items, Decimal(0))] == list(sums.values())


def test_asks_interest_only_where_it_was_agreed() -> None:
    agreed = reckoned(interest__is_agreed=True, interest__rate=per_cent("10"))
    not_agreed = reckoned(interest__is_agreed=False, interest__rate=per_cent("10"))

    # 3 600.00 at 10% for 29 of 365 days, and 2 875.00 for one.
    assert [amount(agreed, f"invoices.{place}.interest") for place in range(3)] == ["28.60", "0.79", "0.00"]
    assert (amount(agreed, "debt.interest"), amount(agreed, "debt.total_with_interest")) == (
        "29.39",
        "6604.39",
    )
    assert (amount(not_agreed, "debt.interest"), amount(not_agreed, "debt.total_with_interest")) == (
        "0.00",
        "6575.00",
    )


def test_a_friendly_reminder_asks_no_interest() -> None:
    made = reckoned(interest__is_agreed=True, interest__rate=per_cent("10"), tone_choice=word("friendly"))

    assert amount(made, "debt.interest") == "0.00"


def test_counts_to_the_day_of_the_statement() -> None:
    made = reckoned(debt__day=TODAY + timedelta(days=31))

    assert (amount(made, "ageing.current"), amount(made, "ageing.days_30"), amount(made, "ageing.days_60")) == (
        "100.00", "2875.00", "3600.00",
    )  # fmt: skip


def test_says_nothing_of_sums_while_a_due_day_is_missing() -> None:
    made = made_of(debts.reckon(base(invoices__0__amount=rand("1.00")), TODAY))

    assert made == {}
