"""Whatever JSON Paystack may send, it becomes a fact or an error of the gateway's, nothing else."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.gateways import GatewayRefused, GatewayUnreachable
from billing.gateways.paystack import answers

NAMES = st.sampled_from(
    ["id", "reference", "status", "amount", "currency", "fees", "authorization", "authorization_code", "reusable", "exp_year",
     "exp_month", "last4", "paid_at", "transaction", "subscription_code", "resolution", "dueAt", "refund_amount", "metadata"]
)  # fmt: skip
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]), max_size=8)
    | st.sampled_from(["success", "resolved", "2026-11-21T09:30:00Z", "2026-11-21", "12", "9" * 30, "ZAR"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=10),
    max_leaves=25,
)


@pytest.mark.parametrize("reader", [answers.payment, answers.refund, answers.dispute, answers.agreement])
@given(data=VALUES)
def test_any_json_is_a_fact_or_unreachable(reader: Callable[[Any], object], data: Any) -> None:
    try:
        fact = reader(data)
    except GatewayUnreachable:
        return
    repr(fact).encode()  # nothing in it that could not be stored


@given(cents=st.integers(0, 10**14))
def test_cents_and_rand_agree(cents: int) -> None:
    rand = answers.rand(cents)
    assert rand.as_tuple().exponent == -2
    assert answers.cents(rand) == cents
    assert answers.rand(str(cents)) == rand


@pytest.mark.parametrize("value", [None, True, 1.5, "12.50", "-5", -5, "", "١٢", "9" * 16, [], {}])
def test_refuses_what_is_no_number_of_cents(value: object) -> None:
    with pytest.raises(GatewayUnreachable):
        answers.rand(value)


def test_refuses_part_of_a_cent() -> None:
    with pytest.raises(GatewayRefused):
        answers.cents(Decimal("0.005"))


@pytest.mark.parametrize(
    ("status", "ours"),
    [("success", "confirmed"), ("failed", "failed"), ("reversed", "cancelled"), ("abandoned", "pending"),
     ("ongoing", "pending"), ("processing", "pending"), ("queued", "pending"), ("something new", "pending")],
)  # fmt: skip
def test_only_success_confirms(status: str, ours: str) -> None:
    fact = answers.payment({"id": 1, "reference": "R-2", "status": status, "amount": 100, "currency": "ZAR"})
    assert (fact.status, fact.reference, fact.amount) == (ours, "R", Decimal("1.00"))
    assert fact.is_unpaid is (status == "abandoned")


@pytest.mark.parametrize(
    ("status", "resolution", "ours"),
    [("resolved", "declined", "won"), ("resolved", "merchant-accepted", "lost"), ("archived", "auto-accepted", "lost"),
     ("resolved", "something new", "open"), ("awaiting-bank-feedback", "", "open"), ("pending", "declined", "open")],
)  # fmt: skip
def test_dispute_ends_only_in_words_we_know(status: str, resolution: str, ours: str) -> None:
    data = {
        "id": 5,
        "status": status,
        "resolution": resolution,
        "transaction": {"id": 1, "amount": 100, "currency": "ZAR"},
    }
    assert answers.dispute(data).status == ours
