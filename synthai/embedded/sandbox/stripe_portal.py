"""Billing portal sessions: where a customer manages cards and subscriptions herself."""

from typing import Any

from synthai.embedded.sandbox import stripe_cards as cards
from synthai.embedded.sandbox import stripe_subscriptions as subscriptions
from synthai.embedded.sandbox.stripe_catalogue import told_changed
from synthai.embedded.sandbox.stripe_endpoints import Endpoint, words
from synthai.embedded.sandbox.stripe_errors import Refused
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
    """The customer's click. Raises Refused for what is not there, or a card that is declined."""
    if what == "add":
        card = cards.CARDS.get(identity) or cards.CARDS["pm_card_visa"]
        cards.attach(world, cards.new_method(world, card), session["customer"])
    elif what in ("remove", "default"):
        _card(world, session, what, world.get("payment_method", identity))
    elif what in ("end", "run_out", "keep"):
        _subscription(world, session, what, world.get("subscription", identity))


def _card(world: World, session: Object, what: str, method: Object) -> None:
    customer = world.get("customer", session["customer"])
    if method["customer"] != customer["id"]:
        raise Refused("This card is not kept here any more.")
    if what == "remove":
        cards.detach(world, method)
        return
    before = dict(customer["invoice_settings"])
    customer["invoice_settings"]["default_payment_method"] = method["id"]
    told_changed(world, customer, before)
    for running in list(world.all("subscription")):  # the one that is charged is the one the page names
        if running["customer"] == customer["id"] and running["default_payment_method"]:
            running["default_payment_method"] = method["id"]
            world.emit("customer.subscription.updated", running)


def _subscription(world: World, session: Object, what: str, running: Object) -> None:
    if running["customer"] != session["customer"]:
        raise Refused("This subscription is not yours.")
    if what == "end":
        subscriptions.end(world, running)
    else:
        subscriptions.run_out(world, running, ends=what == "run_out")


ENDPOINTS = (
    Endpoint(
        "POST",
        "billing_portal/sessions",
        _portal,
        words("customer return_url locale configuration flow_data.type"),
    ),
)
