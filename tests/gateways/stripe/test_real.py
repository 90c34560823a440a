"""Opt-in: the same questions to Stripe itself, in test mode. `STRIPE_TEST_SECRET_KEY=sk_test_… bin/check pytest <this file>`.

Only this proves Stripe; everything else proves that our two sides agree. It makes a customer, payments, a refund and a
subscription in the test account of the key, and needs the network.
"""

import os
import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from djstripe.models import Subscription

from billing.gateways import GatewayRefused, PaymentRequest, Redirect
from billing.gateways.stripe import subscriptions
from billing.gateways.stripe.asking import client, plain
from billing.gateways.stripe.gateway import Stripe

KEY = os.environ.get("STRIPE_TEST_SECRET_KEY", "")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not KEY, reason="set STRIPE_TEST_SECRET_KEY to ask Stripe's test mode"),
]
# The account of the key need not settle in rand.
CURRENCY = os.environ.get("STRIPE_TEST_CURRENCY", "ZAR")


def reference() -> str:
    return secrets.token_hex(8).upper()


@pytest.fixture
def gateway(settings: Any) -> Stripe:
    if not KEY.startswith("sk_test_"):
        pytest.fail("STRIPE_TEST_SECRET_KEY must be a test key: nothing here may touch money.")
    settings.STRIPE = {"secret_key": KEY, "webhook_secret": "", "api": "https://api.stripe.com"}
    return Stripe()


@pytest.fixture
def customer(gateway: Stripe, request_for: Callable[..., PaymentRequest]) -> str:
    return gateway.customer(f"org_{reference()}", request_for().buyer)


def card(customer: str, name: str) -> str:
    return client().v1.payment_methods.attach(name, {"customer": customer}).id


def test_checkout_opens(gateway: Stripe, request_for: Callable[..., PaymentRequest]) -> None:
    request = request_for(reference=reference(), currency=CURRENCY, organisation=f"org_{reference()}")
    step = gateway.start(request)
    assert isinstance(step, Redirect)
    assert step.url.startswith("https://checkout.stripe.com/")
    assert gateway.start(request) == step
    assert gateway.fetch(request.reference, hint=step.gateway_reference) is None


def test_charge_refund_and_forget(
    gateway: Stripe, customer: str, request_for: Callable[..., PaymentRequest]
) -> None:
    token = card(customer, "pm_card_visa")
    request = request_for(reference=reference(), currency=CURRENCY)
    paid = gateway.charge(token, request)
    assert (paid.status, paid.amount, paid.reference) == ("confirmed", request.amount, request.reference)
    assert gateway.charge(token, request).gateway_id == paid.gateway_id
    found = gateway.fetch(request.reference)
    assert found is not None
    assert found.gateway_id == paid.gateway_id
    made = gateway.refund(
        paid.gateway_id,
        amount=Decimal("10.00"),
        currency=CURRENCY,
        reason="Opt-in test",
        request_key=reference(),
    )
    assert (made.amount, made.gateway_id) == (Decimal("10.00"), paid.gateway_id)
    gateway.end_agreement(token)
    gateway.end_agreement(token)
    with pytest.raises(GatewayRefused):
        gateway.charge(token, request_for(reference=reference(), currency=CURRENCY))


def test_bank_that_asks_refuses_a_charge_without_her(
    gateway: Stripe, customer: str, request_for: Callable[..., PaymentRequest]
) -> None:
    token = card(customer, "pm_card_authenticationRequired")
    with pytest.raises(GatewayRefused) as refusal:
        gateway.charge(token, request_for(reference=reference(), currency=CURRENCY))
    assert refusal.value.code == "authentication_required"


def test_subscription_is_copied(gateway: Stripe, customer: str) -> None:
    price = subscriptions.price(
        name="Opt-in test", amount=Decimal("49.00"), currency=CURRENCY, every="month", request_key=reference()
    )
    running = subscriptions.begin(
        customer=customer,
        method=card(customer, "pm_card_visa"),
        price_id=price,
        organisation="org_test",
        request_key=reference(),
    )
    assert running.status == "active"
    assert Subscription.objects.filter(id=running.agreement).exists()
    assert gateway.run_out(running.agreement, ends=True).ends_with_period
    assert gateway.end(running.agreement).status == "ended"
    assert plain(client().v1.customers.delete(customer))["deleted"]
