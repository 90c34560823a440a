"""Subscriptions whose schedule Stripe runs; kept in dj-stripe's copy."""

from decimal import Decimal
from typing import Any, Literal

from stripe import StripeClient, Subscription

from billing.gateways.facts import InvoiceFact, ScheduleFact
from billing.gateways.stripe import facts, mirror
from billing.gateways.stripe.asking import asking, client, plain

# How many of its newest invoices are told with a subscription; an older one is told when a message names it.
NEWEST = 2


def price(
    *,
    name: str,
    amount: Decimal,
    currency: str,
    every: Literal["month", "year"],
    request_key: str,
    ours: str = "",
) -> str:
    """A recurring price with its product; its id. `ours` is the public id of our price, by which a subscription to it is
    understood. The same `request_key` answers the same price."""
    parameters: dict[str, Any] = {
        "currency": currency.lower(),
        "unit_amount": facts.cents(amount, currency),
        "recurring": {"interval": every},
        "product_data": {"name": name},
        "metadata": {"price": ours},
    }
    with asking():
        return client().v1.prices.create(parameters, {"idempotency_key": request_key}).id  # type: ignore[arg-type]


def begin(*, customer: str, method: str, price_id: str, organisation: str, request_key: str) -> ScheduleFact:
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


def fetch(subscription: str) -> ScheduleFact:
    """How it stands at Stripe now."""
    with asking():
        return _kept(client().v1.subscriptions.retrieve(subscription))


def run_out(subscription: str, *, ends: bool) -> ScheduleFact:
    """Let it end with what is paid, or go on after all."""
    with asking():
        return _kept(client().v1.subscriptions.update(subscription, {"cancel_at_period_end": ends}))


def told(
    asked: StripeClient, subscription: str, *, organisation: str = "", invoice: str = ""
) -> ScheduleFact:
    """As it stands now, with its newest invoices and the one that is named. Inside `asking`."""
    found = plain(asked.v1.subscriptions.retrieve(subscription, {"expand": ["default_payment_method"]}))
    page = asked.v1.invoices.list({"subscription": subscription, "limit": NEWEST})
    invoices = {each["id"]: each for each in map(plain, page.data)}
    if invoice and invoice not in invoices:
        invoices[invoice] = plain(asked.v1.invoices.retrieve(invoice))
    oldest_first = sorted(invoices.values(), key=lambda each: (each["created"], each["number"] or ""))
    billed = [_invoice(asked, each, subscription) for each in oldest_first if each["status"] != "draft"]
    return facts.schedule(found, billed, organisation=organisation)


def _invoice(asked: StripeClient, made: dict[str, Any], subscription: str) -> InvoiceFact:
    tries = asked.v1.invoice_payments.list({"invoice": made["id"], "limit": 100})
    intents = [plain(each)["payment"].get("payment_intent") for each in reversed(tries.data)]
    payments = [
        facts.payment(
            plain(asked.v1.payment_intents.retrieve(identity, {"expand": facts.INTENT_PARTS})),
            agreement=subscription,
        )
        for identity in intents
        if identity
    ]
    return facts.invoice(made, payments)


def _kept(answer: Subscription) -> ScheduleFact:
    with asking():
        mirror.keep_subscription(answer)
        return told(client(), answer.id)
