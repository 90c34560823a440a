"""Billing portal sessions: where a customer manages cards and subscriptions herself."""

from typing import Any

from synthai.embedded.sandbox import stripe_cards as cards
from synthai.embedded.sandbox import stripe_subscriptions as subscriptions
from synthai.embedded.sandbox.stripe_endpoints import Endpoint, words
from synthai.embedded.sandbox.stripe_forms import needed, one_of
from synthai.embedded.sandbox.stripe_world import Object, World


def _portal(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "customer")
    customer = world.get("customer", given["customer"], param="customer")
    session = world.make(
        "billing_portal.session",
        "bps",
        nulls="customer_account locale on_behalf_of",
        configuration="bpc_sandbox",
        customer=customer["id"],
        flow=_flow(given.get("flow_data")),
        return_url=given.get("return_url"),
    )
    session["url"] = f"{world.base}portal/{session['id']}"
    return session


def _flow(data: Any) -> Object | None:
    if not data:
        return None
    return {
        **dict.fromkeys(words("subscription_cancel subscription_update subscription_update_confirm")),
        "after_completion": {"hosted_confirmation": None, "redirect": None, "type": "portal_homepage"},
        "type": one_of(data, "type", "payment_method_update"),
    }


def press(world: World, session: Object, what: str, identity: str) -> None:
    """The customer's click. Raises Refused for what is not there."""
    if what == "add":
        cards.attach(world, cards.new_method(world, cards.CARDS["pm_card_visa"]), session["customer"])
    elif what == "remove":
        cards.detach(world, world.get("payment_method", identity))
    elif what == "end":
        subscriptions.end(world, world.get("subscription", identity))


ENDPOINTS = (
    Endpoint(
        "POST",
        "billing_portal/sessions",
        _portal,
        words("customer return_url locale configuration flow_data.type"),
    ),
)
