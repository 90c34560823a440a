"""What a quantity costs under each model."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.engine.amounts import PriceTerms, Tier, TiersWrong, amount_for, tiers_from

TIERS = (
    Tier(up_to=Decimal(10), unit=Decimal("5.00"), flat=Decimal("20.00")),
    Tier(up_to=Decimal(100), unit=Decimal("4.00")),
    Tier(up_to=None, unit=Decimal("3.00")),
)


@pytest.mark.parametrize(
    ("terms", "quantity", "amount"),
    [
        (PriceTerms(model="flat", amount=Decimal("199.00")), 7, "199.00"),
        (
            PriceTerms(
                model="per_seat",
                amount=Decimal("199"),
                unit_amount=Decimal("59"),
                included_quantity=Decimal(3),
            ),
            2,
            "199.00",
        ),
        (
            PriceTerms(
                model="per_seat",
                amount=Decimal("199"),
                unit_amount=Decimal("59"),
                included_quantity=Decimal(3),
            ),
            5,
            "317.00",
        ),
        (PriceTerms(model="graduated", tiers=TIERS), 0, "0.00"),
        (PriceTerms(model="graduated", tiers=TIERS), 10, "70.00"),
        (PriceTerms(model="graduated", tiers=TIERS), 11, "74.00"),
        (PriceTerms(model="graduated", tiers=TIERS), 150, "580.00"),
        (PriceTerms(model="volume", tiers=TIERS), 10, "70.00"),
        (PriceTerms(model="volume", tiers=TIERS), 11, "44.00"),
        (PriceTerms(model="volume", tiers=TIERS), 101, "303.00"),
        (PriceTerms(model="package", amount=Decimal("149"), package_size=Decimal(1000)), 0, "0.00"),
        (PriceTerms(model="package", amount=Decimal("149"), package_size=Decimal(1000)), 1, "149.00"),
        (PriceTerms(model="package", amount=Decimal("149"), package_size=Decimal(1000)), 1001, "298.00"),
        (
            PriceTerms(
                model="package", amount=Decimal("1"), package_size=Decimal(10), minimum_amount=Decimal("5")
            ),
            20,
            "5.00",
        ),
        (PriceTerms(model="per_seat", unit_amount=Decimal("0.0050")), 1, "0.01"),  # half a cent goes up (s66)
    ],
)
def test_amounts(terms: PriceTerms, quantity: int, amount: str) -> None:
    assert amount_for(terms, Decimal(quantity)) == Decimal(amount)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_more_never_costs_less_in_graduated_tiers(one: int, other: int) -> None:
    terms = PriceTerms(model="graduated", tiers=TIERS)
    low, high = sorted((one, other))
    assert amount_for(terms, Decimal(low)) <= amount_for(terms, Decimal(high))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([{"up_to": "10", "unit": "1"}], "last tier must be open"),
        ([{"up_to": None, "unit": "1"}, {"up_to": None, "unit": "2"}], "nothing can come after"),
        ([{"up_to": "10", "unit": "1"}, {"up_to": "10", "unit": "1"}], "not above 10"),
        ([{"up_to": None, "unit": "-1"}], "negative"),
        ([{"up_to": None, "unit": "cheap"}], "needs numbers"),
    ],
)
def test_tiers_that_make_no_sense_are_refused(values: list[dict[str, str | None]], why: str) -> None:
    with pytest.raises(TiersWrong, match=why):
        tiers_from(values)


def test_a_negative_quantity_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        amount_for(PriceTerms(model="flat"), Decimal(-1))
