"""The sandbox against Stripe's published shapes and manners, by plain HTTP and by stripe-python."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from billing.gateways import Redirect
from billing.gateways.stripe.asking import client
from synthai.embedded.sandbox import stripe_charges
from synthai.embedded.sandbox.stripe_api import ENDPOINTS
from synthai.embedded.sandbox.stripe_world import VERSION
from tests.gateways.stripe.play import Played
from tests.gateways.stripe.test_subscriptions import begun

pytestmark = pytest.mark.django_db
SHAPES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors/stripe/objects.json").read_text()
)
# Fields where the sandbox and the published examples differ, and why.
NOT_PLAYED = {
    "customer": {"customer_account"},
    "invoice": {"subscription"},  # gone from this API version; the example still shows it
}


@pytest.fixture
def lived(played: Played, kept_card: Callable[..., str], request_for: Callable[..., Any]) -> Played:
    """An account in which everything happened once."""
    token = kept_card()
    begun(played, token)
    step = played.gateway.start(request_for(reference="INV0000000000009"))
    assert isinstance(step, Redirect)
    paid = played.gateway.charge(token, request_for(reference="REN0000000000001"))
    played.gateway.refund(paid.gateway_id, amount=paid.amount, currency="ZAR", reason="x", request_key="RF1")
    stripe_charges.dispute(played.sandbox.world, paid.gateway_id)
    customer = next(played.sandbox.world.all("customer"))["id"]
    client().v1.setup_intents.create({"customer": customer})
    played.gateway.portal_url(customer, return_url="https://app.example/")
    return played


def test_answers_have_the_published_shape(lived: Played) -> None:
    found = {each["object"]: each for each in lived.sandbox.world.objects.values()}
    strange = {}
    for kind, shape in SHAPES.items():
        if kind == "account":
            continue
        answer = found[kind]
        missing = set(shape) - set(answer) - NOT_PLAYED.get(kind, set())
        more = set(answer) - set(shape)
        if missing or more:
            strange[kind] = (sorted(missing), sorted(more))
    assert strange == {}


def test_period_stands_on_the_items(lived: Played) -> None:
    subscription = next(lived.sandbox.world.all("subscription"))
    assert "current_period_end" not in subscription
    assert subscription["items"]["data"][0]["current_period_end"] > subscription["created"]


def ask(played: Played, method: str, path: str, **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer sk_test_{'7' * 24}", "Stripe-Version": VERSION} | more.pop(
        "headers", {}
    )
    return requests.request(method, f"{played.address}/stripe/v1/{path}", headers=headers, timeout=5, **more)


@pytest.mark.parametrize(
    ("method", "path", "data", "param"),
    [
        ("POST", "customers", {"e-mail": "a@b.example"}, "e-mail"),
        (
            "POST",
            "payment_intents",
            {"amount": 1, "currency": "zar", "payment_method_type": "card"},
            "payment_method_type",
        ),
        (
            "POST",
            "checkout/sessions",
            {"line_items[0][price_data][amount]": 1},
            "line_items[0][price_data][amount]",
        ),
        ("GET", "charges?size=3", None, "size"),
    ],
)
def test_unknown_parameters_are_refused(
    played: Played, method: str, path: str, data: dict[str, Any] | None, param: str
) -> None:
    answer = ask(played, method, path, data=data)
    assert answer.status_code == requests.codes.bad_request
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == ("parameter_unknown", param)


def test_every_parameter_it_knows_is_one_of_stripes(played: Played) -> None:
    """Top-level names against stripe-python's own parameter types."""
    known = _names_of_stripe_python()
    for endpoint in ENDPOINTS:
        if endpoint.method == "POST":
            assert {name.split(".")[0] for name in endpoint.takes} <= known, endpoint.path


def _names_of_stripe_python() -> set[str]:
    folder = Path(stripe.__file__).parent / "params"
    names: set[str] = set()
    for file in folder.rglob("*_params.py"):
        names |= set(re.findall(r"^    (\w+): ", file.read_text(), re.MULTILINE))
    return names


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer sk_live_" + "7" * 24}, 401),
        ({"Authorization": ""}, 401),
        ({"Stripe-Version": "2019-03-14"}, 400),
    ],
)
def test_key_and_version_are_looked_at(played: Played, headers: dict[str, str], status: int) -> None:
    assert ask(played, "GET", "account", headers=headers).status_code == status


def test_idempotency_keys(played: Played) -> None:
    headers = {"Idempotency-Key": "K1"}
    first = ask(played, "POST", "customers", data={"name": "Umoja"}, headers=headers)
    again = ask(played, "POST", "customers", data={"name": "Umoja"}, headers=headers)
    other = ask(played, "POST", "customers", data={"name": "Other"}, headers=headers)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")


def test_lists_are_paged_and_cut_by_time(played: Played) -> None:
    made = [ask(played, "POST", "products", data={"name": f"P{nth}"}).json()["id"] for nth in range(5)]
    names = [each.name for each in client().v1.products.list({"limit": 2}).auto_paging_iter()]
    assert names == ["P4", "P3", "P2", "P1", "P0"]
    assert client().v1.products.list({"created": {"gt": 4_000_000_000}}).data == []
    assert ask(played, "GET", f"products/{made[0]}").json()["name"] == "P0"
    assert ask(played, "GET", "products?limit=0").status_code == requests.codes.bad_request
    assert ask(played, "GET", "products/prod_none").json()["error"]["code"] == "resource_missing"
    assert ask(played, "GET", "balance").status_code == requests.codes.not_found


def test_expand_goes_as_deep_as_asked(lived: Played) -> None:
    charges = client().v1.charges.list(
        {"expand": ["data.payment_intent.payment_method", "data.balance_transaction"]}
    )
    charge: Any = charges.data[0]
    assert charge.payment_intent.payment_method.card.last4 == "4242"
    assert charge.balance_transaction.net == charge.amount - charge.balance_transaction.fee
    with pytest.raises(stripe.InvalidRequestError):
        client().v1.charges.list({"expand": ["data.nothing"]})


def test_event_can_be_fetched(lived: Played) -> None:
    event = client().v1.events.list({"type": "invoice.paid"}).data[0]
    assert client().v1.events.retrieve(event.id).api_version == VERSION


def test_webhook_addresses_choose_their_events(played: Played, kept_card: Callable[..., str]) -> None:
    made = client().v1.webhook_endpoints.create(
        {"url": played.sandbox.world.base or "http://127.0.0.1:9/", "enabled_events": ["invoice.paid"]}
    )
    assert (made.secret or "").startswith("whsec_")
    assert not hasattr(client().v1.webhook_endpoints.retrieve(made.id), "secret")
    client().v1.webhook_endpoints.delete(made.id)
    assert len(client().v1.webhook_endpoints.list().data) == 1


@pytest.mark.parametrize("path", ["checkout/cs_test_none", "portal/bps_none"])
def test_pages_that_are_not_there(played: Played, path: str) -> None:
    assert requests.get(f"{played.address}/stripe/{path}", timeout=5).status_code == requests.codes.not_found


def test_what_customers_wrote_is_escaped(played: Played, request_for: Callable[..., Any]) -> None:
    step = played.gateway.start(request_for(description="<script>alert(1)</script>"))
    assert isinstance(step, Redirect)
    page = requests.get(step.url, timeout=5).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
