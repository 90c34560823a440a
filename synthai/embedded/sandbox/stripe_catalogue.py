"""The account, its customers, and what it sells: products and prices."""

import secrets
import time
from typing import Any

from synthai.embedded.sandbox.stripe_endpoints import Endpoint, lister, reader, taken, words
from synthai.embedded.sandbox.stripe_errors import Refused
from synthai.embedded.sandbox.stripe_forms import LISTING, needed, one_of, truth, whole
from synthai.embedded.sandbox.stripe_world import Object, World, listed

_ADDRESS = words("address.city address.country address.line1 address.line2 address.postal_code address.state")
_CUSTOMER = (
    words("email name phone description metadata.* invoice_settings.default_payment_method") + _ADDRESS
)
INTERVALS = ("month", "day", "week", "year")


def account(world: World) -> Object:
    """The account that the key belongs to."""
    empty: dict[str, Any] = {"support_email": None, "support_phone": None, "support_url": None}
    return {
        "id": "acct_1SandboxSynthAI00",
        "object": "account",
        "business_profile": {**empty, "mcc": None, "name": "SynthAI sandbox", "url": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": "GB",
        "created": 1_700_000_000,
        "default_currency": "zar",
        "details_submitted": True,
        "email": "sandbox@example.com",
        "external_accounts": listed([], "/v1/accounts/acct_1SandboxSynthAI00/external_accounts"),
        "future_requirements": {},
        "metadata": {},
        "payouts_enabled": True,
        "requirements": {},
        "settings": {
            "branding": dict.fromkeys(words("icon logo primary_color secondary_color")),
            "dashboard": {"display_name": "SynthAI sandbox", "timezone": "Africa/Johannesburg"},
        },
        "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
        "type": "standard",
    }


def new_customer(world: World, **values: Any) -> Object:
    """A customer without a card."""
    customer = world.make(
        "customer",
        "cus",
        nulls="address currency default_source description discount email name phone shipping test_clock",
        balance=0,
        delinquent=False,
        invoice_prefix=secrets.token_hex(4).upper(),
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata={},
        next_invoice_sequence=1,
        preferred_locales=[],
        tax_exempt="none",
    )
    customer |= values
    world.emit("customer.created", customer)
    return customer


def _create_customer(world: World, names: dict[str, str], given: Object) -> Object:
    given = {**given, "metadata": given.get("metadata", {})}
    return new_customer(world, **taken(given, *words("email name phone description metadata address")))


def _change_customer(world: World, names: dict[str, str], given: Object) -> Object:
    customer = world.get("customer", names["id"])
    before = dict(customer["invoice_settings"])
    default = given.get("invoice_settings", {}).get("default_payment_method")
    if default is not None:
        method = world.get("payment_method", default, param="invoice_settings[default_payment_method]")
        if method["customer"] != customer["id"]:
            raise Refused(
                "The customer does not have a payment method with this ID.", param="invoice_settings"
            )
        customer["invoice_settings"]["default_payment_method"] = default
    customer |= taken(given, *words("email name phone description address"))
    customer["metadata"].update(given.get("metadata", {}))
    told_changed(world, customer, before)
    return customer


def told_changed(world: World, customer: Object, before: Object) -> None:
    """`customer.updated`, with what its invoice settings were when they are others now."""
    previous = {name: before[name] for name in before if before[name] != customer["invoice_settings"][name]}
    world.emit("customer.updated", customer, **({"invoice_settings": previous} if previous else {}))


def _delete_customer(world: World, names: dict[str, str], given: Object) -> Object:
    customer = world.get("customer", names["id"])
    for method in world.all("payment_method"):
        if method["customer"] == customer["id"]:
            method["customer"] = None
    for running in list(world.all("subscription")):
        if running["customer"] == customer["id"] and running["status"] != "canceled":
            running |= {"status": "canceled", "canceled_at": int(time.time()), "ended_at": int(time.time())}
            world.emit("customer.subscription.deleted", running)
    world.emit("customer.deleted", customer)
    del world.objects[customer["id"]]
    return {"id": customer["id"], "object": "customer", "deleted": True}


def _create_product(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "name")
    return new_product(world, given)


def new_product(world: World, given: Object) -> Object:
    """Something that is sold."""
    product = world.make(
        "product",
        "prod",
        nulls="default_price description package_dimensions shippable statement_descriptor tax_code unit_label url",
        active=True,
        images=[],
        marketing_features=[],
        metadata=given.get("metadata", {}),
        name=given["name"],
        type="service",
    )
    product |= {"updated": product["created"], **taken(given, "description", "unit_label", "url")}
    world.emit("product.created", product)
    return product


def _create_price(world: World, names: dict[str, str], given: Object) -> Object:
    needed(given, "currency")
    if ("product" in given) == ("product_data" in given):
        raise Refused("You must specify one of product or product_data.", param="product")
    return price_of(world, given)


def price_of(world: World, given: Object) -> Object:
    """A price; with `product_data` its product is made too."""
    needed(given, "unit_amount")
    if "product_data" in given:
        needed(given["product_data"], "name")
        product = new_product(world, given["product_data"])
    else:
        product = world.get("product", given.get("product"), param="product")
    amount = whole(given, "unit_amount")
    price = world.make(
        "price",
        "price",
        nulls="custom_unit_amount lookup_key nickname tiers_mode transform_quantity",
        active=True,
        billing_scheme="per_unit",
        currency=str(given["currency"]).lower(),
        metadata=given.get("metadata", {}),
        product=product["id"],
        recurring=_recurring(given["recurring"]) if "recurring" in given else None,
        tax_behavior="unspecified",
        type="recurring" if "recurring" in given else "one_time",
        unit_amount=amount,
        unit_amount_decimal=str(amount),
    )
    price |= taken(given, "nickname", "lookup_key")
    world.emit("price.created", price)
    return price


def _recurring(given: Object) -> Object:
    return {
        "interval": one_of(given, "interval", *INTERVALS),
        "interval_count": whole(given, "interval_count") if "interval_count" in given else 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _change(kind: str, *names_known: str) -> Any:
    def change(world: World, names: dict[str, str], given: Object) -> Object:
        found = world.get(kind, names["id"])
        found |= taken(given, *names_known)
        if "active" in given:
            found["active"] = truth(given, "active")
        found["metadata"].update(given.get("metadata", {}))
        world.emit(f"{kind}.updated", found)
        return found

    return change


def _no_features(world: World, names: dict[str, str], given: Object) -> Object:
    return listed([], f"/v1/products/{names['id']}/features")


_PRICE = words(
    "currency product unit_amount nickname lookup_key recurring.interval recurring.interval_count metadata.*"
)
ENDPOINTS = (
    Endpoint("GET", "account", lambda world, names, given: account(world)),
    Endpoint("GET", "accounts/{id}", lambda world, names, given: account(world)),
    Endpoint("POST", "customers", _create_customer, _CUSTOMER),
    Endpoint("GET", "customers", lister("customer", "/v1/customers", "email"), (*LISTING, "email")),
    Endpoint("GET", "customers/{id}", reader("customer")),
    Endpoint("POST", "customers/{id}", _change_customer, _CUSTOMER),
    Endpoint("DELETE", "customers/{id}", _delete_customer),
    Endpoint("POST", "products", _create_product, words("name description unit_label url metadata.*")),
    Endpoint("GET", "products", lister("product", "/v1/products"), LISTING),
    Endpoint("GET", "products/{id}", reader("product")),
    Endpoint("GET", "products/{id}/features", _no_features, LISTING),
    Endpoint(
        "POST",
        "products/{id}",
        _change("product", "name", "description"),
        words("name description active metadata.*"),
    ),
    Endpoint("POST", "prices", _create_price, _PRICE + words("product_data.name product_data.metadata.*")),
    Endpoint("GET", "prices", lister("price", "/v1/prices", "product"), (*LISTING, "product")),
    Endpoint("GET", "prices/{id}", reader("price")),
    Endpoint("POST", "prices/{id}", _change("price", "nickname"), words("nickname active metadata.*")),
)
