"""Quotations and orders: VAT to the cent, by our vectors."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine import vat
from content import reckoners
from content.engine.reckoning import quotations
from content.tests.reckoning.facts import TODAY, amount, base, count, made_of, per_cent, rand, word
from synthai.core.facts.values import Percent

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "za-vat-arithmetic.json").read_text(encoding="utf-8")
)
FIFTEEN = Decimal(15)
ONE = Decimal(1)
CENTS = st.decimals(min_value="0.01", max_value="1000000", places=2)


@pytest.mark.parametrize("vector", VECTORS["inclusive_to_vat"], ids=lambda each: each["inclusive"])
def test_takes_vat_out_of_a_price_that_holds_it(vector: dict[str, Any]) -> None:
    made = quotations.line(ONE, Decimal(vector["inclusive"]), rate=FIFTEEN, is_inclusive=True)

    assert (str(made.vat), str(made.excl)) == (vector["vat"], vector["exclusive"])


@pytest.mark.parametrize("vector", VECTORS["exclusive_to_vat"], ids=lambda each: each["exclusive"])
def test_puts_vat_on_a_price_without_it_half_up(vector: dict[str, Any]) -> None:
    assert str(quotations.line(ONE, Decimal(vector["exclusive"]), rate=FIFTEEN).vat) == vector["vat"]


def test_rounds_on_the_line() -> None:
    vectors = VECTORS["line_versus_document"]
    lines = [
        quotations.line(ONE, Decimal(price), rate=FIFTEEN, is_inclusive=True)
        for price in vectors["lines_inclusive"]
    ]

    assert str(sum(line.vat for line in lines)) == vectors["vat_per_line_summed"]


@pytest.mark.parametrize("vector", VECTORS["rate_history"], ids=lambda each: each["from"])
def test_uses_the_rate_of_the_day(vector: dict[str, Any]) -> None:
    first = date.fromisoformat(vector["from"])
    made = made_of(
        reckoners.quotation(
            base(
                organisation__is_vat_vendor=True, lines__0__quantity=count("1"), lines__0__price=rand("100.00"), quote__day=first
            ),
            TODAY,
        )
    )  # fmt: skip

    assert made["quote.vat_rate"] == Percent(Decimal(vector["rate"]))
    assert amount(made, "quote.vat") == f"{Decimal(vector['rate']):.2f}"


def three_lines(**more: Any) -> dict[str, Any]:
    return made_of(
        quotations.reckon(
            base(
                lines__0__quantity=count("40"), lines__0__price=rand("185.00"), lines__0__discount=per_cent("5"),
                lines__1__quantity=count("7.5"), lines__1__price=rand("120.00"), lines__1__vat_choice=word("standard"),
                lines__2__quantity=count("1"), lines__2__price=rand("240.00"), lines__2__vat_choice=word("zero"),
                deposit__percent=per_cent("50"), quote__valid_days=count("30", "days"), **more,
            ),
            TODAY,
            rate_on=vat.standard_rate,
        )
    )  # fmt: skip


def test_adds_a_quotation_up() -> None:
    made = three_lines(organisation__is_vat_vendor=True)

    assert [amount(made, f"lines.{place}.excl") for place in range(3)] == ["7030.00", "900.00", "240.00"]
    assert [amount(made, f"lines.{place}.vat_amount") for place in range(3)] == ["1054.50", "135.00", "0.00"]
    assert (amount(made, "quote.excl"), amount(made, "quote.vat"), amount(made, "quote.total")) == (
        "8170.00", "1189.50", "9359.50",
    )  # fmt: skip
    assert (amount(made, "quote.deposit"), amount(made, "quote.balance")) == ("4679.75", "4679.75")
    assert amount(made, "quote.discount") == "370.00"
    assert made["quote.valid_until"] == date(2026, 12, 29)
    assert made["lines.1.count"] == word("7.5")


def test_who_is_no_vendor_charges_no_vat() -> None:
    made = three_lines(organisation__is_vat_vendor=False)

    assert amount(made, "quote.vat") == "0.00"
    assert amount(made, "quote.total") == amount(made, "quote.excl") == "8170.00"


def test_an_order_has_vat_where_the_supplier_charges_it() -> None:
    lines: dict[str, Any] = {"lines__0__quantity": count("3"), "lines__0__price": rand("389.00")}

    charged = made_of(
        reckoners.order(base(order__is_vat_vendor=True, organisation__is_vat_vendor=False, **lines), TODAY)
    )
    free = made_of(
        reckoners.order(base(order__is_vat_vendor=False, organisation__is_vat_vendor=True, **lines), TODAY)
    )

    assert (amount(charged, "quote.vat"), amount(charged, "quote.total")) == ("175.05", "1342.05")
    assert amount(free, "quote.total") == "1167.00"


def test_leaves_sums_out_while_a_line_is_not_complete() -> None:
    made = made_of(
        quotations.reckon(
            base(lines__0__quantity=count("1"), lines__0__price=rand("5.00"), lines__1__quantity=count("2")),
            TODAY,
            rate_on=vat.standard_rate,
        )
    )

    assert "lines.0.incl" in made
    assert "quote.total" not in made


@given(
    CENTS,
    st.decimals(min_value="0.1", max_value="500", places=1),
    st.decimals(0, 100, places=1),
    st.booleans(),
)
def test_a_line_always_adds_up(
    price: Decimal, quantity: Decimal, discount: Decimal, is_inclusive: bool
) -> None:
    made = quotations.line(quantity, price, discount=discount, rate=FIFTEEN, is_inclusive=is_inclusive)

    assert made.excl + made.vat == made.incl
    assert abs(made.vat - made.excl * FIFTEEN / 100) <= Decimal("0.01")
    assert all(
        value == value.quantize(Decimal("0.01")) for value in (made.excl, made.vat, made.incl, made.discount)
    )
