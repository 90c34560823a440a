"""Stripe's sandbox on loopback, the settings that point to it, and an inbox that keeps what it sends.

Loaded before the settings are: what needs them is imported inside.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from billing.gateways import PaymentRequest
    from tests.gateways.stripe.play import Played


@pytest.fixture
def played(settings: Any) -> Iterator["Played"]:
    from billing.gateways.stripe.gateway import Stripe
    from synthai.embedded.sandbox.stripe import SandboxStripe
    from tests.gateways.sandbox import running
    from tests.gateways.stripe.inbox import Inbox, listening
    from tests.gateways.stripe.play import SECRET, Played

    inbox = Inbox()
    with listening(inbox) as webhook_url:
        sandbox = SandboxStripe(webhook_url=webhook_url, webhook_secret=SECRET)
        sandbox.resend_after = (0.2, 0.2)
        with running(sandbox) as address:
            settings.STRIPE = {
                "secret_key": f"sk_test_{'7' * 24}",
                "webhook_secret": SECRET,
                "api": f"{address}/stripe",
            }
            yield Played(gateway=Stripe(), sandbox=sandbox, inbox=inbox, address=address)


@pytest.fixture
def request_for() -> "Callable[..., PaymentRequest]":
    """A payment to be made; every part can be given."""

    from billing.gateways import Buyer, PaymentRequest

    def build(**parts: Any) -> "PaymentRequest":
        values: dict[str, Any] = {
            "reference": "INV7K2M4Q9X1A3B5",
            "amount": Decimal("499.00"),
            "currency": "ZAR",
            "description": "SynthAI Growth, December 2026",
            "buyer": Buyer(email="thandi@umoja.example", name_first="Thandi", name_last="Nkosi"),
            "organisation": "org_umoja",
            "return_url": "https://app.example/paid/",
            "cancel_url": "https://app.example/plans/",
        }
        return PaymentRequest(**{**values, **parts})

    return build


@pytest.fixture
def kept_card(played: "Played", request_for: "Callable[..., PaymentRequest]") -> Callable[..., str]:
    """Pay once in the browser with a card and answer the token that was kept."""

    from billing.gateways import Redirect

    def pay(card: str = "pm_card_visa", **parts: Any) -> str:
        request = request_for(**parts)
        step = played.gateway.start(request)
        assert isinstance(step, Redirect)
        answer = played.press(step.url, card)
        if answer.status_code == requests.codes.ok:  # the bank asks
            answer = played.press(step.url, card, "approve")
        assert answer.status_code == requests.codes.see_other, answer.text
        fact = played.gateway.fetch(request.reference, hint=step.gateway_reference)
        assert fact is not None
        assert fact.method is not None
        return fact.method.token

    return pay
