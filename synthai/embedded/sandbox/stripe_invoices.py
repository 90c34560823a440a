"""Invoices of subscriptions, their lines and their payments."""

import time
from typing import Any

from synthai.embedded.sandbox.stripe_endpoints import Endpoint, lister, reader, words
from synthai.embedded.sandbox.stripe_errors import Refused
from synthai.embedded.sandbox.stripe_forms import LISTING, whole
from synthai.embedded.sandbox.stripe_intents import new_intent
from synthai.embedded.sandbox.stripe_intents import pay as pay_intent
from synthai.embedded.sandbox.stripe_world import Object, World, listed

_NULLS = """account_name account_tax_ids application automatically_finalizes_at custom_fields customer_address
    customer_phone customer_shipping default_payment_method default_source description due_date effective_at
    ending_balance footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error latest_revision
    next_payment_attempt number on_behalf_of receipt_number rendering shipping_cost shipping_details
    statement_descriptor test_clock total_pretax_credit_amounts total_taxes customer_account webhooks_delivered_at"""

_TOTALS = "amount_due amount_remaining subtotal subtotal_excluding_tax total total_excluding_tax"
_ZEROS = """amount_overpaid amount_paid amount_shipping attempt_count post_payment_credit_notes_amount
    pre_payment_credit_notes_amount starting_balance"""


def draw_up(world: World, subscription: Object, *, reason: str) -> Object:
    """The invoice of the subscription's present period, finalized."""
    customer, items = world.get("customer", subscription["customer"]), subscription["items"]["data"]
    total = sum(item["price"]["unit_amount"] * item["quantity"] for item in items)
    now = int(time.time())
    counted: dict[str, Any] = {**dict.fromkeys(words(_TOTALS), total), **dict.fromkeys(words(_ZEROS), 0)}
    invoice = world.make(
        "invoice",
        "in",
        nulls=_NULLS,
        **counted,
        account_country="GB",
        attempted=False,
        auto_advance=True,
        automatic_tax=dict.fromkeys(words("disabled_reason liability provider status")) | {"enabled": False},
        billing_reason=reason,
        collection_method="charge_automatically",
        currency=subscription["currency"],
        customer=customer["id"],
        customer_email=customer["email"],
        customer_name=customer["name"],
        customer_tax_exempt="none",
        customer_tax_ids=[],
        default_tax_rates=[],
        discounts=[],
        issuer={"type": "self"},
        metadata={},
        parent={
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        payment_settings=dict.fromkeys(words("default_mandate payment_method_options payment_method_types")),
        period_end=now,
        period_start=now,
        status="draft",
        total_discount_amounts=[],
        status_transitions=dict.fromkeys(words("finalized_at marked_uncollectible_at paid_at voided_at")),
    )
    lines = [_line(world, invoice, item) for item in items]
    invoice["lines"] = listed(lines, f"/v1/invoices/{invoice['id']}/lines")
    world.emit("invoice.created", invoice)
    _finalize(world, invoice, customer)
    return invoice


def _finalize(world: World, invoice: Object, customer: Object) -> None:
    sequence = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] = sequence + 1
    invoice |= {"status": "open", "number": f"{customer['invoice_prefix']}-{sequence:04}"}
    invoice["status_transitions"]["finalized_at"] = int(time.time())
    invoice["effective_at"] = invoice["status_transitions"]["finalized_at"]
    world.emit("invoice.finalized", invoice)


def _line(world: World, invoice: Object, item: Object) -> Object:
    price = item["price"]
    amount = price["unit_amount"] * item["quantity"]
    line = world.make(
        "line_item",
        "il",
        nulls="pretax_credit_amounts quantity_decimal",
        amount=amount,
        currency=price["currency"],
        description=f"{item['quantity']} x {world.get('product', price['product'])['name']}",
        discount_amounts=[],
        discountable=True,
        discounts=[],
        invoice=invoice["id"],
        metadata={},
        parent={
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": None,
                "subscription": item["subscription"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        period={"start": item["current_period_start"], "end": item["current_period_end"]},
        pricing={
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        quantity=item["quantity"],
        subscription=item["subscription"],
        subtotal=amount,
        taxes=[],
    )
    del line["created"]  # a line has none
    return line


def pay(world: World, invoice: Object, method: Object) -> None:
    """Charge the method off session. Raises Refused (402) when declined; the invoice then stays open."""
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    intent = new_intent(
        world,
        amount=invoice["amount_due"],
        currency=invoice["currency"],
        customer=invoice["customer"],
        description="Subscription update",
    )
    payment = _payment(world, invoice, intent)
    try:
        pay_intent(world, intent, method, is_off_session=True)
    except Refused:
        world.emit("invoice.payment_failed", invoice)
        raise
    now = int(time.time())
    payment |= {"amount_paid": invoice["amount_due"], "status": "paid"}
    payment["status_transitions"]["paid_at"] = now
    invoice |= {
        "status": "paid",
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "auto_advance": False,
    }
    invoice["status_transitions"]["paid_at"] = now
    world.emit("invoice.paid", invoice)
    world.emit("invoice.payment_succeeded", invoice)


def _payment(world: World, invoice: Object, intent: Object) -> Object:
    return world.make(
        "invoice_payment",
        "inpay",
        nulls="amount_paid",
        amount_requested=invoice["amount_due"],
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        payment={"payment_intent": intent["id"], "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )


def _list(world: World, names: dict[str, str], given: Object) -> Object:
    """`subscription` is looked for where invoices name it."""
    page = world.page("invoice", "/v1/invoices", {**given, "limit": "100"}, "customer", "status")
    by = given.get("subscription")
    found = [each for each in page["data"] if by in (None, _subscription_of(each))]
    return listed(found, "/v1/invoices", limit=whole(given, "limit") if "limit" in given else 10)


def _subscription_of(invoice: Object) -> Any:
    return ((invoice["parent"] or {}).get("subscription_details") or {}).get("subscription")


ENDPOINTS = (
    Endpoint(
        "GET",
        "invoices",
        _list,
        (*LISTING, "customer", "status", "subscription"),
    ),
    Endpoint("GET", "invoices/{id}", reader("invoice")),
    Endpoint(
        "GET",
        "invoice_payments",
        lister("invoice_payment", "/v1/invoice_payments", "invoice", "status"),
        (*LISTING, "invoice", "status"),
    ),
)
