"""Subscriptions that Stripe runs: begun, renewed, failing, ended; and the copy of each."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import requests
from djstripe.models import Invoice, Subscription, SubscriptionItem

from billing.gateways import AgreementFact, Buyer, GatewayRefused, PaymentFact
from billing.gateways.stripe import subscriptions
from tests.gateways.stripe.play import Played

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(played: Played, kept_card: Callable[..., str]) -> subscriptions.Schedule:
    return begun(played, kept_card())


def begun(played: Played, token: str) -> subscriptions.Schedule:
    customer = played.gateway.customer("org_umoja", Buyer(email="thandi@umoja.example"))
    price = subscriptions.price(
        name="SynthAI Growth",
        amount=Decimal("499.00"),
        currency="ZAR",
        every="month",
        request_key="growth-499",
    )
    return subscriptions.begin(
        customer=customer, method=token, price_id=price, organisation="org_umoja", request_key=f"SUB-{token}"
    )


def renew(played: Played, schedule: subscriptions.Schedule) -> None:
    """A month later."""
    requests.post(f"{played.address}/stripe/sandbox/renew/{schedule.subscription}", timeout=5)


def test_begun_and_copied(played: Played, running: subscriptions.Schedule) -> None:
    assert running.agreement == AgreementFact(agreement=running.subscription, status="active")
    assert (running.amount, running.currency) == (Decimal("499.00"), "ZAR")
    copy = Subscription.objects.get(id=running.subscription)
    item = SubscriptionItem.objects.get(subscription=copy)
    assert item.stripe_data["current_period_end"] == running.period_ends_at.timestamp()
    assert copy.customer.metadata == {"organisation": "org_umoja"}
    assert subscriptions.fetch(running.subscription) == running


def test_first_and_next_payments_name_the_agreement(played: Played, running: subscriptions.Schedule) -> None:
    (first,) = played.gateway.findings(played.message("invoice.paid")).facts
    assert isinstance(first, PaymentFact)
    assert (first.status, first.agreement, first.reference) == ("confirmed", running.subscription, "")
    renew(played, running)
    (second,) = played.gateway.findings(played.message("invoice.paid", nth=2)).facts
    assert isinstance(second, PaymentFact)
    assert second.gateway_id != first.gateway_id
    assert second.amount == Decimal("499.00")
    assert subscriptions.fetch(running.subscription).period_ends_at > running.period_ends_at
    assert Invoice.objects.filter(stripe_data__status="paid").count() == 2


def test_payment_of_an_invoice_is_told_once(played: Played, running: subscriptions.Schedule) -> None:
    """The intent's own event says nothing more: only the invoice knows the subscription."""
    assert played.gateway.findings(played.message("payment_intent.succeeded", nth=2)).facts == ()


def test_declined_renewal_wants_attention(played: Played, running: subscriptions.Schedule) -> None:
    played.sandbox.faults.declines = "insufficient_funds"
    renew(played, running)
    (payment,) = played.gateway.findings(played.message("invoice.payment_failed")).facts
    assert isinstance(payment, PaymentFact)
    assert (payment.status, payment.agreement) == ("failed", running.subscription)
    assert "insufficient funds" in payment.reason
    (agreement,) = played.gateway.findings(played.message("customer.subscription.updated", nth=2)).facts
    assert agreement == AgreementFact(agreement=running.subscription, status="attention", reason="past_due")


def test_card_that_is_declined_begins_nothing(played: Played, kept_card: Callable[..., str]) -> None:
    with pytest.raises(GatewayRefused) as refusal:
        begun(played, kept_card("pm_card_chargeCustomerFail"))
    assert refusal.value.code == "generic_decline"
    assert not Subscription.objects.exists()


def test_runs_out_with_its_period(played: Played, running: subscriptions.Schedule) -> None:
    ending = subscriptions.cancel(running.subscription, at_period_end=True)
    assert ending.ends_with_period
    assert ending.agreement.status == "active"
    renew(played, running)
    (fact,) = played.gateway.findings(played.message("customer.subscription.deleted")).facts
    assert isinstance(fact, AgreementFact)
    assert fact.status == "ended"
    assert Subscription.objects.get(id=running.subscription).status == "canceled"


def test_ended_at_once_and_again(played: Played, running: subscriptions.Schedule) -> None:
    played.gateway.end_agreement(running.subscription)
    played.gateway.end_agreement(running.subscription)
    assert subscriptions.fetch(running.subscription).agreement.status == "ended"


def test_portal_shows_cards_and_ends_the_subscription(
    played: Played, running: subscriptions.Schedule
) -> None:
    url = played.gateway.card_update_url(running.subscription, return_url="https://app.example/billing/")
    page = requests.get(url, timeout=5).text
    assert "4242" in page
    assert "https://app.example/billing/" in page
    requests.post(url, data={"do": "end", "id": running.subscription}, timeout=5)
    assert subscriptions.fetch(running.subscription).agreement.status == "ended"


def test_kept_card_is_replaced_by_a_new_payment(played: Played, kept_card: Callable[..., str]) -> None:
    assert played.gateway.card_update_url(kept_card(), return_url="https://app.example/") == ""
