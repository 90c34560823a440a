"""Subscriptions that Stripe runs: begun, renewed, failing, ended; and the copy of each."""

from collections.abc import Callable
from decimal import Decimal

import pytest
import requests
from djstripe.models import Invoice, Subscription, SubscriptionItem

from billing.gateways import Buyer, GatewayRefused, ScheduleFact
from billing.gateways.stripe import subscriptions
from tests.gateways.stripe.play import Played

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(played: Played, kept_card: Callable[..., str]) -> ScheduleFact:
    return begun(played, kept_card())


def begun(played: Played, token: str) -> ScheduleFact:
    customer = played.gateway.customer("org_umoja", Buyer(email="thandi@umoja.example"))
    price = subscriptions.price(
        name="SynthAI Growth",
        amount=Decimal("499.00"),
        currency="ZAR",
        every="month",
        request_key="growth-499",
        ours="pr_growth",
    )
    return subscriptions.begin(
        customer=customer, method=token, price_id=price, organisation="org_umoja", request_key=f"SUB-{token}"
    )


def renew(played: Played, schedule: ScheduleFact) -> None:
    """A month later."""
    requests.post(f"{played.address}/stripe/sandbox/renew/{schedule.agreement}", timeout=5)


def said(played: Played, kind: str, *, nth: int = 1) -> ScheduleFact:
    """The subscription as the nth message of a kind tells of it."""
    (fact,) = played.gateway.findings(played.message(kind, nth=nth)).facts
    assert isinstance(fact, ScheduleFact)
    return fact


def test_begun_and_copied(played: Played, running: ScheduleFact) -> None:
    assert (running.status, running.amount, running.currency) == ("active", Decimal("499.00"), "ZAR")
    assert (running.organisation, running.price) == ("org_umoja", "pr_growth")
    copy = Subscription.objects.get(id=running.agreement)
    item = SubscriptionItem.objects.get(subscription=copy)
    assert item.stripe_data["current_period_end"] == running.period_end.timestamp()
    assert copy.customer.metadata == {"organisation": "org_umoja"}
    assert subscriptions.fetch(running.agreement) == running


def test_each_message_tells_of_the_whole(played: Played, running: ScheduleFact) -> None:
    """An invoice's message and the subscription's say the same: how all of it stands now."""
    assert said(played, "invoice.paid") == said(played, "customer.subscription.created") == running
    (first,) = running.invoices
    (payment,) = first.payments
    assert (first.status, first.amount, first.text) == ("paid", Decimal("499.00"), "1 x SynthAI Growth")
    assert (payment.status, payment.agreement, payment.reference) == ("confirmed", running.agreement, "")
    renew(played, running)
    now = said(played, "invoice.paid", nth=2)
    assert [each.invoice for each in now.invoices][0] == first.invoice
    assert now.invoices[1].payments[0].gateway_id != payment.gateway_id
    assert now.period_start == running.period_end
    assert said(played, "customer.subscription.created") == now  # the oldest message, read last
    assert Invoice.objects.filter(stripe_data__status="paid").count() == 2


def test_payment_of_an_invoice_is_told_once(played: Played, running: ScheduleFact) -> None:
    """The intent's own event says nothing more: only the invoice knows the subscription."""
    assert played.gateway.findings(played.message("payment_intent.succeeded", nth=2)).facts == ()


def test_declined_renewal_is_late(played: Played, running: ScheduleFact) -> None:
    played.sandbox.faults.declines = "insufficient_funds"
    renew(played, running)
    found = said(played, "invoice.payment_failed")
    (payment,) = found.invoices[-1].payments
    assert (found.status, found.reason, found.invoices[-1].status) == ("late", "past_due", "open")
    assert (payment.status, payment.agreement) == ("failed", running.agreement)
    assert "insufficient funds" in payment.reason


def test_card_that_is_declined_begins_nothing(played: Played, kept_card: Callable[..., str]) -> None:
    with pytest.raises(GatewayRefused) as refusal:
        begun(played, kept_card("pm_card_chargeCustomerFail"))
    assert refusal.value.code == "generic_decline"
    assert not Subscription.objects.exists()


def test_runs_out_with_its_period(played: Played, running: ScheduleFact) -> None:
    ending = played.gateway.run_out(running.agreement, ends=True)
    assert (ending.status, ending.ends_with_period) == ("active", True)
    assert not played.gateway.run_out(running.agreement, ends=False).ends_with_period
    played.gateway.run_out(running.agreement, ends=True)
    renew(played, running)
    assert said(played, "customer.subscription.deleted").status == "ended"
    assert Subscription.objects.get(id=running.agreement).status == "canceled"


def test_ended_at_once_and_again(played: Played, running: ScheduleFact) -> None:
    assert played.gateway.end(running.agreement).status == "ended"
    assert played.gateway.end(running.agreement).status == "ended"
    assert played.gateway.run_out(running.agreement, ends=False).status == "ended"


def test_portal_shows_cards_and_ends_the_subscription(played: Played, running: ScheduleFact) -> None:
    url = played.gateway.card_update_url(running.agreement, return_url="https://app.example/billing/")
    page = requests.get(url, timeout=5).text
    assert "4242" in page
    assert "https://app.example/billing/" in page
    requests.post(url, data={"do": "end", "id": running.agreement}, timeout=5)
    assert subscriptions.fetch(running.agreement).status == "ended"


def test_kept_card_is_replaced_by_a_new_payment(played: Played, kept_card: Callable[..., str]) -> None:
    assert played.gateway.card_update_url(kept_card(), return_url="https://app.example/") == ""
