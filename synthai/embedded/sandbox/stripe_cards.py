"""Stripe's test cards, as its documentation lists them, and the payment methods made of them."""

from dataclasses import dataclass

from synthai.embedded.sandbox.stripe_endpoints import Endpoint, reader, words
from synthai.embedded.sandbox.stripe_errors import Refused, missing
from synthai.embedded.sandbox.stripe_forms import LISTING, needed, one_of
from synthai.embedded.sandbox.stripe_world import Object, World, listed


@dataclass(frozen=True)
class Card:
    """A test card: `declines` with this code; `asks` for 3-D Secure "once" (when it is kept) or "always"."""

    number: str
    brand: str = "visa"
    declines: str = ""
    declines_later: str = ""
    asks: str = ""


CARDS = {
    "pm_card_visa": Card("4242424242424242"),
    "pm_card_mastercard": Card("5555555555554444", brand="mastercard"),
    "pm_card_chargeDeclined": Card("4000000000000002", declines="generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": Card("4000000000009995", declines="insufficient_funds"),
    "pm_card_chargeCustomerFail": Card("4000000000000341", declines_later="generic_decline"),
    "pm_card_authenticationRequiredOnSetup": Card("4000002500003155", asks="once"),
    "pm_card_authenticationRequired": Card("4000002760003184", asks="always"),
}
CUSTOMER_OF_METHOD = "The payment method is not attached to this customer."


def card_of(method: Object) -> Card:
    """The test card behind a payment method."""
    last4 = method["card"]["last4"]
    return next(card for card in CARDS.values() if card.number.endswith(last4))


def method_of(world: World, identity: str) -> Object:
    """The payment method with this id; a name like `pm_card_visa` makes a new one of that card."""
    if identity in CARDS:
        return new_method(world, CARDS[identity])
    return world.get("payment_method", identity, param="payment_method")


def new_method(world: World, card: Card, *, email: str | None = None) -> Object:
    """A card as a payment method, attached to nobody."""
    address = dict.fromkeys(words("city country line1 line2 postal_code state"))
    return world.make(
        "payment_method",
        "pm",
        nulls="customer customer_account",
        allow_redisplay="unspecified",
        billing_details={"address": address, "email": email, "name": None, "phone": None, "tax_id": None},
        card={
            "brand": card.brand,
            "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
            "country": "ZA",
            "display_brand": card.brand,
            "exp_month": 8,
            "exp_year": 2031,
            "fingerprint": f"sandbox{card.number[-8:]}",
            "funding": "credit",
            "generated_from": None,
            "last4": card.number[-4:],
            "networks": {"available": [card.brand], "preferred": None},
            "regulated_status": None,
            "three_d_secure_usage": {"supported": True},
            "wallet": None,
        },
        metadata={},
        type="card",
    )


def attach(world: World, method: Object, customer: str) -> Object:
    """Keep the method for a customer."""
    world.get("customer", customer, param="customer")
    if card_of(method).declines:
        raise Refused(
            "Your card was declined.",
            status=402,
            kind="card_error",
            code="card_declined",
            decline_code=card_of(method).declines,
        )
    if method["customer"] != customer:
        method["customer"] = customer
        world.emit("payment_method.attached", method)
    return method


def _create(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "type")
    one_of(given, "type", "card")
    token = str(given.get("card", {}).get("token", ""))
    card = CARDS.get(token.replace("tok_", "pm_card_"))
    if card is None:
        raise Refused(f"No such token: '{token}'", code="resource_missing", param="card[token]")
    return new_method(world, card)


def _attach(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "customer")
    return attach(world, method_of(world, names["id"]), str(given["customer"]))


def _detach(world: World, names: dict[str, str], given: Object) -> Object:
    return detach(world, world.get("payment_method", names["id"]))


def detach(world: World, method: Object) -> Object:
    """Forget the method. It can never be attached again."""
    if method["customer"] is None:
        raise Refused(
            "The payment method you provided is not attached to a customer.", param="payment_method"
        )
    before, method["customer"] = method["customer"], None
    for customer in world.all("customer"):
        settings = customer["invoice_settings"]
        if settings["default_payment_method"] == method["id"]:
            settings["default_payment_method"] = None
    world.emit("payment_method.detached", method, customer=before)
    return method


def _of_customer(world: World, names: dict[str, str], given: Object) -> Object:
    customer = names.get("id") or given.get("customer")
    if not customer:
        return listed([], "/v1/payment_methods")
    if customer not in world.objects:
        raise missing("customer", str(customer), "customer")
    return world.page(
        "payment_method", "/v1/payment_methods", {**given, "customer": customer}, "customer", "type"
    )


ENDPOINTS = (
    Endpoint("POST", "payment_methods", _create, words("type card.token metadata.*")),
    Endpoint("GET", "payment_methods", _of_customer, (*LISTING, "customer", "type")),
    Endpoint("GET", "payment_methods/{id}", reader("payment_method")),
    Endpoint("POST", "payment_methods/{id}/attach", _attach, ("customer",)),
    Endpoint("POST", "payment_methods/{id}/detach", _detach),
    Endpoint("GET", "customers/{id}/payment_methods", _of_customer, (*LISTING, "type")),
)
