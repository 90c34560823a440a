"""Payment intents and setup intents: what is to be paid or kept, and whether it was."""

import re
import secrets
import time
from typing import Any

from synthai.embedded.sandbox import stripe_cards as cards
from synthai.embedded.sandbox.stripe_charges import charge
from synthai.embedded.sandbox.stripe_endpoints import Endpoint, lister, reader, taken, words
from synthai.embedded.sandbox.stripe_errors import Refused, declined
from synthai.embedded.sandbox.stripe_forms import LISTING, needed, truth, whole
from synthai.embedded.sandbox.stripe_world import Object, World, listed

_INTENT_NULLS = """application application_fee_amount canceled_at cancellation_reason customer_account
    excluded_payment_method_types last_payment_error latest_charge next_action on_behalf_of
    payment_method_configuration_details processing review shipping source statement_descriptor
    statement_descriptor_suffix transfer_data transfer_group"""
LARGEST = 99_999_999
# Stripe's search does not find what is newer than some seconds, up to a minute.
SEARCH_LAG = 2


def new_intent(world: World, *, amount: int, currency: str, **values: Any) -> Object:
    """A payment intent that waits for a way to pay."""
    if not 1 <= amount <= LARGEST:
        raise Refused(
            "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param="amount"
        )
    defaults = dict.fromkeys(
        words("customer description payment_method receipt_email setup_future_usage"), None
    ) | {"metadata": {}}
    intent = world.make(
        "payment_intent",
        "pi",
        nulls=_INTENT_NULLS,
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        automatic_payment_methods=None,
        capture_method="automatic",
        confirmation_method="automatic",
        currency=currency.lower(),
        managed_payments={"enabled": False},
        payment_method_options={},
        payment_method_types=["card"],
        status="requires_payment_method",
        **{**defaults, **values},
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(8)}"
    world.emit("payment_intent.created", intent)
    return intent


def pay(
    world: World, intent: Object, method: Object, *, is_off_session: bool, is_authenticated: bool = False
) -> None:
    """Try to take the money. Raises Refused (402) when the card says no; the intent remembers why."""
    if intent["status"] not in {"requires_payment_method", "requires_confirmation", "requires_action"}:
        raise Refused(
            f"This PaymentIntent's status is {intent['status']}, so it cannot be confirmed.",
            code="payment_intent_unexpected_state",
            payment_intent=dict(intent),
        )
    card, wanted = cards.card_of(method), intent["customer"]
    if method["customer"] not in {None, wanted} or (is_off_session and method["customer"] is None):
        raise Refused(cards.CUSTOMER_OF_METHOD, param="payment_method")
    code = world.faults.declines or card.declines or (card.declines_later if method["customer"] else "")
    if not code and card.asks and not is_authenticated:
        if is_off_session and card.asks == "always":
            code = "authentication_required"
        elif not is_off_session:
            _ask(world, intent, method)
            return
    if code:
        _fail(world, intent, method, code)
    made = charge(world, intent, method)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": made["id"],
        "payment_method": method["id"],
        "last_payment_error": None,
        "next_action": None,
    }
    if intent["setup_future_usage"] and wanted:
        cards.attach(world, method, wanted)
    world.emit("payment_intent.succeeded", intent)


def _ask(world: World, intent: Object, method: Object) -> None:
    intent |= {
        "status": "requires_action",
        "payment_method": method["id"],
        "next_action": {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": world.base, "return_url": None},
        },
    }
    world.emit("payment_intent.requires_action", intent)


def _fail(world: World, intent: Object, method: Object, code: str) -> None:
    refusal = declined(code)
    made = charge(world, intent, method, refusal=refusal.error)
    refusal.error |= {"charge": made["id"], "payment_method": dict(method)}
    intent |= {
        "status": "requires_payment_method",
        "latest_charge": made["id"],
        "last_payment_error": dict(refusal.error),
        "payment_method": None,
        "next_action": None,
    }
    refusal.error["payment_intent"] = dict(intent)
    world.emit("payment_intent.payment_failed", intent)
    raise refusal


def _create(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "amount", "currency")
    if truth(given, "off_session") and not truth(given, "confirm"):
        raise Refused("off_session can only be used with confirm=true.", param="off_session")
    if given.get("customer"):
        world.get("customer", given["customer"], param="customer")
    method = cards.method_of(world, str(given["payment_method"])) if "payment_method" in given else None
    kept = taken(given, "customer", "description", "metadata", "receipt_email", "setup_future_usage")
    intent = new_intent(world, amount=whole(given, "amount"), currency=str(given["currency"]), **kept)
    if method is not None:
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
    if truth(given, "confirm"):
        if method is None:
            raise Refused("You must provide a payment method to confirm with.", param="payment_method")
        pay(world, intent, method, is_off_session=truth(given, "off_session"))
    return intent


def _confirm(world: World, names: dict[str, str], given: Object) -> Object:
    intent = world.get("payment_intent", names["id"])
    identity = given.get("payment_method") or intent["payment_method"]
    if not identity:
        raise Refused("You must provide a payment method to confirm with.", param="payment_method")
    pay(world, intent, cards.method_of(world, str(identity)), is_off_session=truth(given, "off_session"))
    return intent


def _cancel(world: World, names: dict[str, str], given: Object) -> Object:
    return cancel(world, world.get("payment_intent", names["id"]))


def cancel(world: World, intent: Object) -> Object:
    """Give a payment up. Raises Refused when the money was taken."""
    if intent["status"] in {"succeeded", "canceled"}:
        raise Refused(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
        )
    intent |= {"status": "canceled", "canceled_at": int(time.time()), "next_action": None}
    world.emit("payment_intent.canceled", intent)
    return intent


def _search(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "query")
    found = re.fullmatch(r"""metadata\[['"](\w+)['"]\]:['"]([^'"]*)['"]""", str(given["query"]))
    if found is None:
        raise Refused("We were unable to parse your search query.", param="query")
    indexed = int(time.time()) - SEARCH_LAG
    hits = [
        each
        for each in world.all("payment_intent")
        if each["metadata"].get(found[1]) == found[2] and each["created"] < indexed
    ]
    return listed(hits, "/v1/payment_intents/search") | {"object": "search_result", "next_page": None}


def new_setup(world: World, *, customer: str | None, metadata: Object, usage: str = "off_session") -> Object:
    """A setup intent: a card is to be kept without a payment."""
    setup = world.make(
        "setup_intent",
        "seti",
        nulls="""application automatic_payment_methods cancellation_reason description excluded_payment_method_types
            flow_directions last_setup_error latest_attempt mandate next_action on_behalf_of payment_method
            payment_method_configuration_details single_use_mandate""",
        customer=customer,
        metadata=metadata,
        payment_method_options={},
        payment_method_types=["card"],
        status="requires_payment_method",
        usage=usage,
    )
    setup["client_secret"] = f"{setup['id']}_secret_{secrets.token_hex(8)}"
    world.emit("setup_intent.created", setup)
    return setup


def keep(world: World, setup: Object, method: Object) -> None:
    """Confirm a setup intent with a card. Raises Refused (402) when the card says no."""
    if setup["customer"]:
        cards.attach(world, method, setup["customer"])
    setup |= {"status": "succeeded", "payment_method": method["id"]}
    world.emit("setup_intent.succeeded", setup)


def _create_setup(world: World, names: dict[str, str], given: Object) -> Object:
    if given.get("customer"):
        world.get("customer", given["customer"], param="customer")
    setup = new_setup(world, customer=given.get("customer"), metadata=given.get("metadata", {}))
    if truth(given, "confirm"):
        needed(given, "payment_method")
        keep(world, setup, cards.method_of(world, str(given["payment_method"])))
    return setup


ENDPOINTS = (
    Endpoint(
        "POST",
        "payment_intents",
        _create,
        words("amount currency customer payment_method confirm off_session description receipt_email")
        + words("setup_future_usage metadata.* payment_method_types.*"),
        moves_money=True,
    ),
    Endpoint(
        "GET",
        "payment_intents",
        lister("payment_intent", "/v1/payment_intents", "customer"),
        (*LISTING, "customer"),
    ),
    Endpoint("GET", "payment_intents/search", _search, words("query limit page")),
    Endpoint("GET", "payment_intents/{id}", reader("payment_intent")),
    Endpoint(
        "POST",
        "payment_intents/{id}/confirm",
        _confirm,
        words("payment_method off_session"),
        moves_money=True,
    ),
    Endpoint("POST", "payment_intents/{id}/cancel", _cancel, words("cancellation_reason")),
    Endpoint(
        "POST", "setup_intents", _create_setup, words("customer confirm payment_method usage metadata.*")
    ),
    Endpoint("GET", "setup_intents/{id}", reader("setup_intent")),
)
