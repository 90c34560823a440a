"""Paying, charging again and giving back, through stripe-python against the sandbox."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import requests

from billing.gateways import GatewayRefused, GatewayUnclear, GatewayUnreachable, PaymentRequest, Redirect
from tests.gateways.stripe.play import Played

pytestmark = pytest.mark.django_db
Requests = Callable[..., PaymentRequest]
Cards = Callable[..., str]


def started(played: Played, request: PaymentRequest) -> Redirect:
    step = played.gateway.start(request)
    assert isinstance(step, Redirect)
    return step


def test_whole_life_of_a_checkout(played: Played, request_for: Requests) -> None:
    request = request_for()
    step = started(played, request)
    assert played.gateway.fetch(request.reference, hint=step.gateway_reference) is None
    page = requests.get(step.url, timeout=5).text
    assert "ZAR 499.00" in page
    assert "The card is kept" in page
    assert played.press(step.url).headers["location"] == "https://app.example/paid/"
    fact = played.gateway.fetch(request.reference, hint=step.gateway_reference)
    assert fact is not None
    assert (fact.status, fact.amount, fact.currency) == ("confirmed", Decimal("499.00"), "ZAR")
    assert (fact.reference, fact.fee) == (request.reference, Decimal("17.47"))
    assert fact.method is not None
    assert (fact.method.brand, fact.method.last4, fact.method.expires_year) == ("visa", "4242", 2031)
    assert played.gateway.fetch(request.reference, gateway_id=fact.gateway_id) == fact
    assert played.gateway.fetch(request.reference) == fact


def test_starting_again_opens_the_same_checkout(played: Played, request_for: Requests) -> None:
    assert started(played, request_for()) == started(played, request_for())


def test_another_amount_under_the_same_reference_is_not_sent(played: Played, request_for: Requests) -> None:
    started(played, request_for())
    with pytest.raises(GatewayUnclear):
        played.gateway.start(request_for(amount=Decimal("1.00")))


def test_decline_on_the_page_leaves_the_checkout_open(played: Played, request_for: Requests) -> None:
    request = request_for()
    step = started(played, request)
    answer = played.press(step.url, "pm_card_chargeDeclinedInsufficientFunds")
    assert answer.status_code == requests.codes.payment_required
    assert "insufficient funds" in answer.text
    fact = played.gateway.fetch(request.reference, hint=step.gateway_reference)
    assert fact is not None
    assert (fact.status, fact.reason) == ("pending", "Your card has insufficient funds.")
    assert fact.was_declined
    played.press(step.url)
    assert played.gateway.fetch(request.reference).status == "confirmed"  # type: ignore[union-attr]


def test_cancel_goes_back_without_a_payment(played: Played, request_for: Requests) -> None:
    step = started(played, request_for())
    assert played.press(step.url, what="cancel").headers["location"] == "https://app.example/plans/"
    assert played.gateway.fetch("INV7K2M4Q9X1A3B5") is None


def test_bank_asks_and_is_answered(played: Played, request_for: Requests) -> None:
    step = started(played, request_for())
    assert "Is this payment yours?" in played.press(step.url, "pm_card_authenticationRequired").text
    refused = played.press(step.url, "pm_card_authenticationRequired", "refuse")
    assert "Your bank refused" in refused.text
    approved = played.press(step.url, "pm_card_authenticationRequired", "approve")
    assert approved.status_code == requests.codes.see_other


def test_a_payment_that_keeps_nothing(played: Played, request_for: Requests) -> None:
    request = request_for(keeps_method=False)
    step = started(played, request)
    played.press(step.url)
    fact = played.gateway.fetch(request.reference, hint=step.gateway_reference)
    assert fact is not None
    assert (fact.status, fact.method) == ("confirmed", None)


def test_organisation_has_one_customer(played: Played, request_for: Requests, kept_card: Cards) -> None:
    kept_card()
    kept_card(reference="INV0000000000002")
    kept_card(reference="INV0000000000003", organisation="org_other")
    marks = [each["metadata"] for each in played.sandbox.world.all("customer")]
    assert marks == [{"organisation": "org_other"}, {"organisation": "org_umoja"}]


def test_kept_card_is_charged_again(played: Played, request_for: Requests, kept_card: Cards) -> None:
    token = kept_card()
    request = request_for(reference="REN0000000000001", amount=Decimal("99.95"))
    fact = played.gateway.charge(token, request)
    assert (fact.status, fact.amount, fact.reference) == ("confirmed", Decimal("99.95"), request.reference)
    assert played.gateway.charge(token, request).gateway_id == fact.gateway_id
    with pytest.raises(GatewayUnclear):
        played.gateway.charge(token, request_for(reference=request.reference, amount=Decimal("98.00")))


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("pm_card_chargeCustomerFail", "generic_decline"),
        ("pm_card_authenticationRequired", "authentication_required"),
    ],
)
def test_declined_later(
    played: Played, request_for: Requests, kept_card: Cards, card: str, code: str
) -> None:
    token = kept_card(card)
    request = request_for(reference="REN0000000000002")
    with pytest.raises(GatewayRefused) as refusal:
        played.gateway.charge(token, request)
    assert refusal.value.code == code
    assert refusal.value.reason
    fact = played.gateway.fetch(request.reference)
    assert fact is not None
    assert fact.status == "failed"
    assert fact.reason


def test_card_authenticated_once_is_charged_later(
    played: Played, request_for: Requests, kept_card: Cards
) -> None:
    token = kept_card("pm_card_authenticationRequiredOnSetup")
    assert played.gateway.charge(token, request_for(reference="REN0000000000003")).status == "confirmed"


def test_no_answer_after_taking_is_cleared_up_by_asking(
    played: Played, request_for: Requests, kept_card: Cards, settings: Any
) -> None:
    token = kept_card()
    settings.STRIPE_TIMEOUT = 0.3
    played.sandbox.faults.hangs_after_taking = 0.8
    request = request_for(reference="REN0000000000004")
    with pytest.raises(GatewayUnclear):
        played.gateway.charge(token, request)
    fact = played.gateway.fetch(request.reference)
    assert fact is not None
    assert (fact.status, fact.amount) == ("confirmed", request.amount)


def test_stripe_away(played: Played, request_for: Requests, settings: Any) -> None:
    played.sandbox.faults.is_down = True
    with pytest.raises(GatewayUnreachable):
        played.gateway.start(request_for(keeps_method=False))
    with pytest.raises(GatewayUnreachable):
        played.gateway.fetch("REN0000000000005")
    settings.STRIPE = {**settings.STRIPE, "api": "http://127.0.0.1:9"}
    with pytest.raises(GatewayUnreachable):
        played.gateway.start(request_for(keeps_method=False))


def test_giving_back(played: Played, request_for: Requests, kept_card: Cards) -> None:
    paid = played.gateway.charge(kept_card(), request_for(reference="REN0000000000006"))

    def give(amount: str, key: str) -> object:
        return played.gateway.refund(
            paid.gateway_id, amount=Decimal(amount), currency="ZAR", reason="Paid twice", request_key=key
        )

    first = give("200.00", "RF1")
    assert give("200.00", "RF1") == first
    assert (first.status, first.amount, first.reason) == ("done", Decimal("200.00"), "Paid twice")  # type: ignore[attr-defined]
    with pytest.raises(GatewayRefused):
        give("300.00", "RF2")
    give("299.00", "RF3")
    with pytest.raises(GatewayRefused) as refusal:
        give("1.00", "RF4")
    assert refusal.value.code == "charge_already_refunded"


def test_forgotten_card_is_not_charged(played: Played, request_for: Requests, kept_card: Cards) -> None:
    token = kept_card()
    played.gateway.end_agreement(token)
    played.gateway.end_agreement(token)
    played.gateway.end_agreement("pm_never0000000000000000000")
    with pytest.raises(GatewayRefused) as refusal:
        played.gateway.charge(token, request_for(reference="REN0000000000007"))
    assert refusal.value.code == "method_removed"
