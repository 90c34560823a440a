"""Subscriptions whose schedule Stripe runs, for operators who prefer that; kept in dj-stripe's copy."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

from stripe import Subscription

from billing.gateways.facts import AgreementFact
from billing.gateways.stripe import facts, mirror
from billing.gateways.stripe.asking import asking, client, plain


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A subscription as Stripe has it. `period_ends_at` is its items' (the subscription itself carries none any more)."""

    subscription: str
    customer: str
    agreement: AgreementFact
    amount: Decimal
    currency: str
    period_ends_at: datetime
    ends_with_period: bool


def price(
    *, name: str, amount: Decimal, currency: str, every: Literal["month", "year"], request_key: str
) -> str:
    """A recurring price with its product; its id. The same `request_key` answers the same price."""
    parameters: dict[str, Any] = {
        "currency": currency.lower(),
        "unit_amount": facts.cents(amount, currency),
        "recurring": {"interval": every},
        "product_data": {"name": name},
    }
    with asking():
        return client().v1.prices.create(parameters, {"idempotency_key": request_key}).id  # type: ignore[arg-type]


def begin(*, customer: str, method: str, price_id: str, organisation: str, request_key: str) -> Schedule:
    """Start a subscription and charge its first period. Raises GatewayRefused when the card says no."""
    parameters: dict[str, Any] = {
        "customer": customer,
        "items": [{"price": price_id}],
        "default_payment_method": method,
        "payment_behavior": "error_if_incomplete",
        "metadata": {"organisation": organisation},
    }
    with asking(changes=True):
        made = client().v1.subscriptions.create(parameters, {"idempotency_key": request_key})  # type: ignore[arg-type]
    return _kept(made)


def fetch(subscription: str) -> Schedule:
    """How it stands at Stripe now."""
    with asking():
        return _kept(client().v1.subscriptions.retrieve(subscription))


def cancel(subscription: str, *, at_period_end: bool) -> Schedule:
    """End it now, or let it run out with what is paid."""
    with asking():
        if at_period_end:
            return _kept(client().v1.subscriptions.update(subscription, {"cancel_at_period_end": True}))
        return _kept(client().v1.subscriptions.cancel(subscription))


def _kept(answer: Subscription) -> Schedule:
    with asking():
        mirror.keep_subscription(answer)
    found = plain(answer)
    items = found["items"]["data"]
    cents = sum(item["price"]["unit_amount"] * item["quantity"] for item in items)
    return Schedule(
        subscription=found["id"],
        customer=found["customer"],
        agreement=facts.agreement(found),
        amount=facts.money(cents, found["currency"]),
        currency=found["currency"].upper(),
        period_ends_at=datetime.fromtimestamp(max(item["current_period_end"] for item in items), tz=UTC),
        ends_with_period=found["cancel_at_period_end"],
    )
