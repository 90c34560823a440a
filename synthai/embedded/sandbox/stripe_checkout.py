"""Checkout sessions: what the API makes and what the customer's clicks do to them."""

import time

from synthai.embedded.sandbox import stripe_cards as cards
from synthai.embedded.sandbox import stripe_intents as intents
from synthai.embedded.sandbox.stripe_catalogue import new_customer, price_of
from synthai.embedded.sandbox.stripe_endpoints import Endpoint, lister, reader, words
from synthai.embedded.sandbox.stripe_errors import Refused
from synthai.embedded.sandbox.stripe_forms import LISTING, needed, one_of, whole
from synthai.embedded.sandbox.stripe_subscriptions import subscribe
from synthai.embedded.sandbox.stripe_world import Object, World

DAY = 86_400
_NULLS = """after_expiration allow_promotion_codes billing_address_collection client_secret collected_information consent
    consent_collection currency_conversion customer_account customer_creation discounts integration_identifier invoice
    locale origin_context payment_intent payment_link payment_method_collection payment_method_configuration_details
    permissions recovered_from saved_payment_method_options setup_intent shipping_address_collection shipping_cost
    submit_type subscription wallet_options"""
_MODES = ("payment", "setup", "subscription")


def _create(world: World, names: dict[str, str], given: Object) -> Object:
    mode = _asked_rightly(world, given)
    lines = _lines(world, given) if mode != "setup" else []
    total = sum(price["unit_amount"] * quantity for price, quantity in lines)
    session = world.make(
        "checkout.session",
        "cs_test",
        nulls=_NULLS,
        adaptive_pricing=None,
        amount_subtotal=total if lines else None,
        amount_total=total if lines else None,
        automatic_tax=dict.fromkeys(words("liability provider status")) | {"enabled": False},
        cancel_url=given.get("cancel_url"),
        client_reference_id=given.get("client_reference_id"),
        currency=lines[0][0]["currency"] if lines else given.get("currency"),
        custom_fields=[],
        custom_text=dict.fromkeys(words("after_submit shipping_address submit terms_of_service_acceptance")),
        customer=given.get("customer"),
        customer_details=None,
        customer_email=given.get("customer_email"),
        expires_at=int(time.time()) + DAY,
        invoice_creation={"enabled": False, "invoice_data": None} if mode == "payment" else None,
        managed_payments={"enabled": False},
        metadata=given.get("metadata", {}),
        mode=mode,
        payment_method_options={},
        payment_method_types=["card"],
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        phone_number_collection={"enabled": False},
        shipping_options=[],
        status="open",
        success_url=given["success_url"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0} if lines else None,
        ui_mode="hosted_page",
    )
    session |= {
        "url": f"{world.base}checkout/{session['id']}",
        "customer_creation": given.get("customer_creation"),
    }
    world.objects[f"asked:{session['id']}"] = {"object": "asked", "lines": lines, **given}
    world.objects[f"lines:{session['id']}"] = {
        "object": "lines",
        "line_items": [_shown(*line) for line in lines],
    }
    return session


def _asked_rightly(world: World, given: Object) -> str:
    needed(given, "mode", "success_url")
    mode = one_of(given, "mode", *_MODES)
    if given.get("customer") and given.get("customer_email"):
        raise Refused(
            "You may only specify one of these parameters: customer, customer_email.", param="customer"
        )
    if given.get("customer"):
        world.get("customer", given["customer"], param="customer")
    if mode == "setup":
        _refuse_payment(given)
    elif "setup_intent_data" in given:
        raise Refused("You can only use `setup_intent_data` in `setup` mode.", param="setup_intent_data")
    return mode


def _refuse_payment(given: Object) -> None:
    """Where a card is only kept nothing is sold, and Stripe must know for which ways to pay."""
    for name in ("line_items", "payment_intent_data", "subscription_data"):
        if name in given:
            raise Refused(f"You can not pass `{name}` in `setup` mode.", param=name)
    if "currency" not in given and "payment_method_types" not in given:
        raise Refused(
            "You must pass either `currency` or `payment_method_types` in `setup` mode.", param="currency"
        )


def _lines(world: World, given: Object) -> list[tuple[Object, int]]:
    needed(given, "line_items")
    lines = []
    for line in given["line_items"]:
        if "price_data" in line:
            price = price_of(world, line["price_data"])
        else:
            price = world.get("price", line.get("price"), param="line_items[0][price]")
        if (price["recurring"] is not None) != (given["mode"] == "subscription"):
            raise Refused(f"The price does not fit mode {given['mode']}.", param="line_items")
        lines.append((price, whole(line, "quantity") if "quantity" in line else 1))
    return lines


def _shown(price: Object, quantity: int) -> Object:
    amount = price["unit_amount"] * quantity
    return {
        "id": f"li_{price['id']}",
        "object": "item",
        **dict.fromkeys(("amount_subtotal", "amount_total"), amount),
        **dict.fromkeys(("amount_discount", "amount_tax"), 0),
        "currency": price["currency"],
        "description": None,
        "discounts": [],
        "price": price,
        "quantity": quantity,
        "taxes": [],
    }


def submit(world: World, session: Object, card: cards.Card, *, is_authenticated: bool = False) -> str:
    """The customer pressed the button. Answers "complete" or "authenticate"; raises Refused (402) on a decline."""
    if session["status"] != "open":
        raise Refused(f"This Checkout Session is {session['status']}.")
    asked = world.objects[f"asked:{session['id']}"]
    customer = _customer_for(world, session, asked)
    method = cards.new_method(world, card, email=session["customer_email"])
    if card.asks and not is_authenticated:
        return "authenticate"
    if session["mode"] == "payment":
        _take(world, session, asked, method)
    elif session["mode"] == "setup":
        setup = intents.new_setup(
            world, customer=customer, metadata=asked.get("setup_intent_data", {}).get("metadata", {})
        )
        session["setup_intent"] = setup["id"]
        intents.keep(world, setup, method)
    else:
        _begin(world, session, asked, cards.attach(world, method, str(customer)))
    session |= {"status": "complete", "customer_details": _details(session)}
    if session["mode"] != "setup":
        session["payment_status"] = "paid"
    session["url"] = None
    world.emit("checkout.session.completed", session)
    return "complete"


def _customer_for(world: World, session: Object, asked: Object) -> str | None:
    wants = asked.get("payment_intent_data", {}).get("setup_future_usage") or session["mode"] != "payment"
    if session["customer"] is None and (wants or asked.get("customer_creation") == "always"):
        session["customer"] = new_customer(world, email=session["customer_email"])["id"]
    return None if session["customer"] is None else str(session["customer"])


def _take(world: World, session: Object, asked: Object, method: Object) -> None:
    data = asked.get("payment_intent_data", {})
    if session["payment_intent"] is None:
        intent = intents.new_intent(
            world,
            amount=session["amount_total"],
            currency=session["currency"],
            customer=session["customer"],
            description=data.get("description"),
            metadata=data.get("metadata", {}),
            setup_future_usage=data.get("setup_future_usage"),
        )
        session["payment_intent"] = intent["id"]
    intent = world.get("payment_intent", session["payment_intent"])
    intents.pay(world, intent, method, is_off_session=False, is_authenticated=True)


def _begin(world: World, session: Object, asked: Object, method: Object) -> None:
    made = subscribe(
        world,
        {
            "customer": session["customer"],
            "items": [{"price": price["id"], "quantity": quantity} for price, quantity in asked["lines"]],
            "default_payment_method": method["id"],
            "metadata": asked.get("subscription_data", {}).get("metadata", {}),
            "payment_behavior": "error_if_incomplete",
        },
    )
    session |= {"subscription": made["id"], "invoice": made["latest_invoice"]}


def _details(session: Object) -> Object:
    return {
        **dict.fromkeys(words("address business_name individual_name name phone tax_ids")),
        "email": session["customer_email"],
        "tax_exempt": "none",
    }


def expire(world: World, session: Object) -> Object:
    """Nobody can pay it any more."""
    if session["status"] != "open":
        raise Refused(
            f"Only Checkout Sessions with a status in [open] can be expired. This Checkout Session has a status of {session['status']}."
        )
    session |= {"status": "expired", "url": None}
    if session["payment_intent"]:
        intents.cancel(world, world.get("payment_intent", session["payment_intent"]))
    world.emit("checkout.session.expired", session)
    return session


def _expire(world: World, names: dict[str, str], given: Object) -> Object:
    return expire(world, world.get("checkout.session", names["id"]))


def keeps(session: Object, world: World) -> bool:
    """Whether the card is kept for later payments, which the page must say."""
    asked = world.objects[f"asked:{session['id']}"]
    return session["mode"] != "payment" or "setup_future_usage" in asked.get("payment_intent_data", {})


_LINE = words("line_items.*.price line_items.*.quantity line_items.*.price_data.currency")
_PRICE_DATA = words(
    """line_items.*.price_data.product line_items.*.price_data.unit_amount line_items.*.price_data.product_data.name
    line_items.*.price_data.product_data.description line_items.*.price_data.recurring.interval
    line_items.*.price_data.recurring.interval_count"""
)
_SESSION = words(
    """mode success_url cancel_url client_reference_id customer customer_email customer_creation currency locale metadata.*
    payment_method_types.* payment_intent_data.description payment_intent_data.metadata.*
    payment_intent_data.setup_future_usage setup_intent_data.metadata.* subscription_data.metadata.*"""
)
ENDPOINTS = (
    Endpoint("POST", "checkout/sessions", _create, _SESSION + _LINE + _PRICE_DATA),
    Endpoint(
        "GET",
        "checkout/sessions",
        lister(
            "checkout.session",
            "/v1/checkout/sessions",
            "customer",
            "payment_intent",
            "subscription",
            "status",
        ),
        (*LISTING, "customer", "payment_intent", "subscription", "status"),
    ),
    Endpoint("GET", "checkout/sessions/{id}", reader("checkout.session")),
    Endpoint("POST", "checkout/sessions/{id}/expire", _expire),
)
