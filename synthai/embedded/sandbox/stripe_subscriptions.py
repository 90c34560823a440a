"""Subscriptions that Stripe runs by itself. The period stands on the items, as since API version 2025-03-31."""

import time
from typing import Any

from synthai.embedded.sandbox import stripe_cards as cards
from synthai.embedded.sandbox import stripe_invoices as invoices
from synthai.embedded.sandbox.stripe_endpoints import Endpoint, lister, reader, taken, words
from synthai.embedded.sandbox.stripe_errors import Refused, declined
from synthai.embedded.sandbox.stripe_forms import LISTING, needed, one_of, truth, whole
from synthai.embedded.sandbox.stripe_world import Object, World, listed

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_NULLS = """application application_fee_percent billing_cycle_anchor_config billing_schedules billing_thresholds
    cancel_at canceled_at customer_account days_until_due default_payment_method default_source description ended_at
    latest_invoice next_pending_invoice_item_invoice on_behalf_of pause_collection pending_invoice_item_interval
    pending_setup_intent pending_update schedule test_clock transfer_data trial_end trial_start"""


def subscribe(world: World, given: Object) -> Object:
    """A new subscription, its first invoice, and the payment of it."""
    now = int(time.time())
    made = world.make(
        "subscription",
        "sub",
        nulls=_NULLS,
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=now,
        billing_mode={"type": "flexible", "flexible": {"proration_discounts": "included"}},
        cancel_at_period_end=truth(given, "cancel_at_period_end"),
        cancellation_details={"comment": None, "feedback": None, "reason": None},
        collection_method="charge_automatically",
        customer=world.get("customer", given["customer"], param="customer")["id"],
        default_tax_rates=[],
        discounts=[],
        invoice_settings={
            **dict.fromkeys(words("account_tax_ids custom_fields description footer")),
            "issuer": {"type": "self"},
        },
        managed_payments={"enabled": False},
        metadata=given.get("metadata", {}),
        payment_settings=dict.fromkeys(
            words("payment_method_options payment_method_types save_default_payment_method")
        ),
        start_date=now,
        status="incomplete",
        trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
    )
    made |= taken(given, "description")
    if "default_payment_method" in given:
        made["default_payment_method"] = _own_method(world, made, given["default_payment_method"])
    items = [_item(world, made["id"], each, now) for each in given["items"]]
    made["items"] = listed(items, f"/v1/subscription_items?subscription={made['id']}")
    made["currency"] = items[0]["price"]["currency"]
    if "trial_period_days" in given:
        _begin_trial(made, whole(given, "trial_period_days"))
    world.emit("customer.subscription.created", made)
    if made["status"] == "incomplete":
        behaviour = one_of(
            given, "payment_behavior", "allow_incomplete", "error_if_incomplete", "default_incomplete"
        )
        collect(world, made, reason="subscription_create", is_fatal=behaviour == "error_if_incomplete")
    return made


def _own_method(world: World, made: Object, identity: Any) -> str:
    method = cards.method_of(world, str(identity))
    if method["customer"] != made["customer"]:
        raise Refused(cards.CUSTOMER_OF_METHOD, param="default_payment_method")
    return str(method["id"])


def _item(world: World, subscription: str, given: Object, now: int) -> Object:
    needed(given, "price")
    price = world.get("price", given["price"], param="items[0][price]")
    if price["recurring"] is None:
        raise Refused("The price specified is set to `type=one_time`.", param="items[0][price]")
    recurring = price["recurring"]
    return world.make(
        "subscription_item",
        "si",
        has_mode=False,
        nulls="billing_thresholds",
        current_period_start=now,
        current_period_end=now + DAYS[recurring["interval"]] * recurring["interval_count"] * 86_400,
        discounts=[],
        metadata={},
        plan=_plan(price),
        price=dict(price),
        quantity=whole(given, "quantity") if "quantity" in given else 1,
        subscription=subscription,
        tax_rates=[],
    )


def _plan(price: Object) -> Object:
    return {
        **{
            name: price[name]
            for name in words(
                "active billing_scheme created currency id livemode metadata nickname product tiers_mode"
            )
        },
        **{
            name: price["recurring"][name]
            for name in words("interval interval_count meter trial_period_days usage_type")
        },
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "object": "plan",
        "transform_usage": None,
    }


def _begin_trial(made: Object, days: int) -> None:
    end = made["start_date"] + days * 86_400
    made |= {"status": "trialing", "trial_start": made["start_date"], "trial_end": end}
    for item in made["items"]["data"]:
        item["current_period_end"] = end


def collect(world: World, made: Object, *, reason: str, is_fatal: bool = False) -> Object:
    """Invoice the present period and charge the method. With `is_fatal` a decline raises; else the status says so."""
    invoice = invoices.draw_up(world, made, reason=reason)
    made["latest_invoice"] = invoice["id"]
    customer = world.get("customer", made["customer"])
    identity = made["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
    try:
        if identity is None:
            raise declined("missing_payment_method", message="This customer has no attached payment source.")
        invoices.pay(world, invoice, world.get("payment_method", identity))
    except Refused:
        if is_fatal:
            raise
        made["status"] = "incomplete" if reason == "subscription_create" else "past_due"
    else:
        made["status"] = "active"
    world.emit("customer.subscription.updated", made)
    return invoice


def renew(world: World, identity: str) -> Object:
    """A period later: the sandbox has no clock of its own, so tests and the control page move it by hand."""
    made = world.get("subscription", identity)
    if made["cancel_at_period_end"]:
        return end(world, made)
    for item in made["items"]["data"]:
        length = item["current_period_end"] - item["current_period_start"]
        item["current_period_start"] = item["current_period_end"]
        item["current_period_end"] += length
    collect(world, made, reason="subscription_cycle")
    return made


def end(world: World, made: Object) -> Object:
    """The subscription is over."""
    now = int(time.time())
    made |= {"status": "canceled", "canceled_at": made["canceled_at"] or now, "ended_at": now}
    world.emit("customer.subscription.deleted", made)
    return made


def run_out(world: World, made: Object, *, ends: bool) -> None:
    """It ends with its period, or goes on after all."""
    _set_end(made, ends=ends)
    world.emit("customer.subscription.updated", made)


def _set_end(made: Object, *, ends: bool) -> None:
    made["cancel_at_period_end"] = ends
    ends_at = max(item["current_period_end"] for item in made["items"]["data"])
    made["cancel_at"] = ends_at if ends else None
    made["canceled_at"] = int(time.time()) if ends else None


def _create(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "customer", "items")
    return subscribe(world, given)


def _change(world: World, names: dict[str, str], given: Object) -> Object:
    made = _living(world, names["id"])
    if "cancel_at_period_end" in given:
        _set_end(made, ends=truth(given, "cancel_at_period_end"))
    if "default_payment_method" in given:
        made["default_payment_method"] = _own_method(world, made, given["default_payment_method"])
    made["metadata"].update(given.get("metadata", {}))
    world.emit("customer.subscription.updated", made)
    return made


def _living(world: World, identity: str) -> Object:
    made = world.get("subscription", identity)
    if made["status"] == "canceled":
        raise Refused(f"No such subscription: '{identity}'", status=404, code="resource_missing", param="id")
    return made


def _cancel(world: World, names: dict[str, str], given: Object) -> Object:
    return end(world, _living(world, names["id"]))


ENDPOINTS = (
    Endpoint(
        "POST",
        "subscriptions",
        _create,
        words("customer items.*.price items.*.quantity default_payment_method description metadata.*")
        + words("cancel_at_period_end payment_behavior trial_period_days"),
        moves_money=True,
    ),
    Endpoint(
        "GET",
        "subscriptions",
        lister("subscription", "/v1/subscriptions", "customer", "status"),
        (*LISTING, "customer", "status"),
    ),
    Endpoint("GET", "subscriptions/{id}", reader("subscription")),
    Endpoint(
        "POST", "subscriptions/{id}", _change, words("cancel_at_period_end default_payment_method metadata.*")
    ),
    Endpoint("DELETE", "subscriptions/{id}", _cancel),
    Endpoint("GET", "subscription_items/{id}", reader("subscription_item")),
)
