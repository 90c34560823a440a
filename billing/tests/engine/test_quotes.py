"""Sums add up, to the cent, whatever goes in."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.quotes import Discount, Holding, Line, change_lines, quote
from billing.engine.vat import standard_rate, vat_on, vat_within

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "za-vat-arithmetic.json").read_text())
CENTS = st.decimals(Decimal("-2000"), Decimal("2000"), places=2)


@pytest.mark.parametrize("row", VECTORS["rate_history"])
def test_the_rate_of_each_day(row: dict[str, str]) -> None:
    assert standard_rate(date.fromisoformat(row["from"])) == Decimal(row["rate"])


@pytest.mark.parametrize("row", VECTORS["rates_never_in_force"])
def test_rates_that_were_withdrawn_never_counted(row: dict[str, str]) -> None:
    assert standard_rate(date.fromisoformat(row["announced_for"])) == Decimal(15)


def test_before_vat_there_was_none() -> None:
    with pytest.raises(ValueError, match="no VAT"):
        standard_rate(date(1990, 1, 1))


@pytest.mark.parametrize("row", VECTORS["inclusive_to_vat"])
def test_vat_within_an_amount(row: dict[str, str]) -> None:
    assert vat_within(Decimal(row["inclusive"]), Decimal(15)) == Decimal(row["vat"])


@given(st.lists(CENTS, max_size=6), st.decimals(0, 100, places=2), st.decimals(0, 500, places=2))
def test_sums_add_up_and_are_never_negative(
    amounts: list[Decimal], percent: Decimal, credit: Decimal
) -> None:
    lines = [Line(text="x", amount=amount) for amount in amounts]
    found = quote(
        lines, vat_percent=Decimal(15), discount=Discount(name="c", percent=percent), credit_available=credit
    )
    assert found.subtotal - found.discount - found.credit == found.total
    assert min(found.subtotal, found.discount, found.credit, found.total, found.owed_back) >= 0
    assert found.subtotal - found.owed_back == sum(amounts, Decimal(0))
    assert found.vat_amount == vat_within(found.subtotal - found.discount, Decimal(15))


def test_credit_pays_and_takes_no_vat_off() -> None:
    found = quote(
        [Line(text="x", amount=Decimal(317))], vat_percent=Decimal(15), credit_available=Decimal(317)
    )
    assert (found.total, found.taxed, found.vat_amount) == (Decimal(0), Decimal(317), Decimal("41.35"))


@given(st.decimals("0.01", 5000, places=2), st.decimals("0.01", 5000, places=2), st.integers(0, 31))
def test_an_upgrade_costs_what_is_left_of_the_difference(old: Decimal, new: Decimal, left: int) -> None:
    before, after = [Holding(text="a", amount=old)], [Holding(text="b", amount=new)]
    lines = change_lines(before, after, left=left, whole=31, unused="-{text}", rest="+{text}")
    paid = sum((line.amount for line in lines), Decimal(0))
    assert abs(paid - (new - old) * left / 31) <= Decimal("0.01")


def test_what_stays_the_same_is_not_on_the_bill() -> None:
    pack = Holding(text="pack", amount=Decimal(149), kind="extra")
    lines = change_lines(
        [Holding(text="a", amount=Decimal(199)), pack],
        [Holding(text="b", amount=Decimal(599)), pack],
        left=15,
        whole=30,
        unused="Not used: {text}",
        rest="Rest: {text}",
    )
    assert [(line.text, line.amount) for line in lines] == [
        ("Not used: a", Decimal("-99.50")),
        ("Rest: b", Decimal("299.50")),
    ]


def test_an_amount_off_is_never_more_than_there_is() -> None:
    found = quote(
        [Line(text="x", amount=Decimal(50))],
        vat_percent=Decimal(15),
        discount=Discount(name="c", amount=Decimal(80)),
    )
    assert (found.discount, found.total, found.is_free) == (Decimal(50), Decimal(0), True)


def test_vat_on_top() -> None:
    assert vat_on(Decimal("86.96"), Decimal(15)) == Decimal("13.04")
