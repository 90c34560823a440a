"""Guard rails are law: no price passes that breaks a limit, whoever proposes it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.services import guardrails
from pricing.services.guardrails import BelowCost, GuardRailBroken, Limits

LIMITS = Limits(
    current_price=Decimal("24.99"),
    unit_cost=Decimal("15.00"),
    vat_rate=Decimal(15),
    min_margin=Decimal(5),
    max_change=Decimal(20),
    endings=(".99", ".49"),
)


def test_allows_a_price_inside_every_limit() -> None:
    guardrails.check(Decimal("26.49"), LIMITS)
    guardrails.check(Decimal("24.99"), LIMITS)  # today's price is always allowed


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ("30.99", "at most 20 % allows R\xa019.99 to R\xa029.99"),
        ("26.50", "must end in .99 or .49"),
        ("31.50", "must end in"),
        ("-1.00", "more than zero"),
    ],
)
def test_names_every_limit_that_breaks(price: str, words: str) -> None:
    with pytest.raises(GuardRailBroken) as caught:
        guardrails.check(Decimal(price), LIMITS)
    assert words in str(caught.value)


def test_refuses_floor_and_ceiling() -> None:
    bounded = Limits(**{**vars(LIMITS), "floor_price": Decimal("24.00"), "ceiling_price": Decimal("26.00")})
    with pytest.raises(GuardRailBroken, match="floor"):
        guardrails.check(Decimal("23.99"), bounded)
    with pytest.raises(GuardRailBroken, match="ceiling"):
        guardrails.check(Decimal("26.49"), bounded)


def test_refuses_below_cost_unless_a_person_wants_it() -> None:
    dear = Limits(**{**vars(LIMITS), "unit_cost": Decimal("23.00")})
    with pytest.raises(BelowCost, match="less than the cost"):
        guardrails.check(Decimal("25.99"), dear)  # 22.60 without VAT
    guardrails.check(Decimal("25.99"), dear, below_cost_is_wanted=True)


def test_refuses_a_thin_margin() -> None:
    thin = Limits(**{**vars(LIMITS), "unit_cost": Decimal("22.00")})
    with pytest.raises(GuardRailBroken, match="margin of 2.7 %; at least 5 %"):
        guardrails.check(Decimal("25.99"), thin)


def test_zero_rated_products_have_no_vat_in_the_margin() -> None:
    zero = Limits(**{**vars(LIMITS), "vat_rate": Decimal(0), "unit_cost": Decimal("23.00")})
    guardrails.check(Decimal("25.99"), zero)


@given(cents=st.integers(min_value=-500, max_value=10_000))
def test_nothing_outside_the_limits_ever_passes(cents: int) -> None:
    price = Decimal(cents) / 100
    try:
        guardrails.check(price, LIMITS)
    except GuardRailBroken:
        return
    net = price / Decimal("1.15")
    assert price == LIMITS.current_price or f"{price:.2f}"[-3:] in LIMITS.endings
    assert Decimal("19.99") <= price <= Decimal("29.99")
    cost = LIMITS.unit_cost or Decimal(0)
    assert net >= cost
    assert (net - cost) / net >= Decimal("0.05") or price == LIMITS.current_price


@pytest.mark.parametrize(
    ("text", "found"), [("99,49", (".99", ".49")), (" .99 , 49 ", (".99", ".49")), ("", ()), ("00", (".00",))]
)
def test_reads_endings(text: str, found: tuple[str, ...]) -> None:
    assert guardrails.parse_endings(text) == found


@pytest.mark.parametrize("text", ["9", "999", "a9", "99;49"])
def test_refuses_endings_that_are_not_two_digits(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        guardrails.parse_endings(text)
