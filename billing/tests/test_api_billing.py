"""The API of plans and payments."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from billing.engine.periods import midnight
from billing.models import Coupon, Payment
from billing.tests.pages import SLUG, LiveShop
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries

ROOT = f"/api/v1/o/{SLUG}/billing/"


def post(live: LiveShop, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    return live.client.post(ROOT + path, body or {}, content_type="application/json", headers=headers)


def test_plans_with_their_prices(live: LiveShop) -> None:
    found = live.client.get(f"{ROOT}plans/").json()
    assert [plan["code"] for plan in found] == ["free", "starter", "growth", "business"]
    growth = found[2]
    assert [(price["interval"], price["amount"], price["seats"]) for price in growth["prices"]] == [
        ("month", "599.00", 8),
        ("year", "5990.00", 8),
    ]
    assert growth["prices"][0]["seat_amount"] == "69.00"
    assert growth["values"] == {
        "accounts.api_keys": 10,
        "accounts.seats": 8,
        "accounts.single_sign_on": True,
        "content.ai_credits": 3000,
        "media.storage": 20000,
        "pricing.products": 5000,
        "pricing.runs": 200,
    }  # no app has the rest yet


def test_free_has_no_subscription(live: LiveShop) -> None:
    found = live.client.get(f"{ROOT}subscription/").json()
    assert (found["state"], found["plan"], found["cancel_at_end"]) == ("none", None, False)


def test_trial_once(live: LiveShop) -> None:
    made = post(live, "subscription/trial/", {"price": live.price("growth"), "quantity": 8})
    assert made.status_code == 201
    assert made.json()["subscription"]["state"] == "trialing"
    assert made.json()["charge"] is None
    again = post(live, "subscription/trial/", {"price": live.price("growth")})
    assert (again.status_code, "plan already" in again.json()["detail"]) == (409, True)


def test_start_is_done_once_for_its_key(live: LiveShop) -> None:
    body = {"price": live.price("growth"), "quantity": 8, "shown": "599.00"}
    first = post(live, "subscription/start/", body, **{"Idempotency-Key": "k-1"})
    second = post(live, "subscription/start/", body, **{"Idempotency-Key": "k-1"})
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert len(live.charges()) == 1
    wrong = post(live, "subscription/start/", body | {"shown": "1.00"})
    assert wrong.status_code == 409


def test_a_payment_goes_on_with_its_key(live: LiveShop) -> None:
    charge = live.start("growth")
    body = {"charge": charge.public_id, "gateway": "till"}
    first = post(live, "payments/", body, **{"Idempotency-Key": "pay-1"}).json()
    second = post(live, "payments/", body, **{"Idempotency-Key": "pay-1"}).json()
    assert first["payment"]["id"] == second["payment"]["id"]
    assert first["step"] == {
        "kind": "redirect",
        "url": f"https://till.example/{first['payment']['reference']}",
        "post_fields": [],
        "lines": [],
    }
    other = live.start_again()
    reused = post(live, "payments/", body | {"charge": other.public_id}, **{"Idempotency-Key": "pay-1"})
    assert reused.status_code == 422
    with tenant(live.organisation_id):
        assert Payment.objects.count() == 1
    live.deliver(
        {"id": "g-1", "status": "failed", "amount": "599.00", "reference": first["payment"]["reference"]}
    )
    over = post(live, "payments/", body, **{"Idempotency-Key": "pay-1"})
    assert (over.status_code, over.json()["code"]) == (409, "billing.payment.over")
    found = live.client.get(f"{ROOT}payments/{first['payment']['id']}/").json()
    assert (found["state"], found["charge"]) == ("failed", charge.public_id)


def test_preview_then_change_for_that_sum(live: LiveShop) -> None:
    live.subscribe("starter")
    body = {"price": live.price("growth"), "quantity": 8}
    shown = post(live, "subscription/preview/", body)
    due = shown.json()["due_now"]
    assert Decimal(due) > 0
    wrong = post(live, "subscription/change/", body | {"shown": "1.00"})
    assert wrong.status_code == 409
    stale = post(live, "subscription/change/", body | {"shown": due}, **{"If-Match": '"old"'})
    assert stale.status_code == 412
    done = post(live, "subscription/change/", body | {"shown": due}, **{"If-Match": shown["ETag"]})
    assert done.status_code == 200, done.content
    assert done.json()["charge"]["total"] == due


def test_life(live: LiveShop) -> None:
    live.subscribe("growth")
    until = (live.now + timedelta(days=20)).isoformat()
    assert post(live, "subscription/pause/", {"until": until}).json()["state"] == "paused"
    assert post(live, "subscription/resume/").json()["state"] == "active"
    day = localdate(live.now + timedelta(days=20))
    paused = post(live, "subscription/pause/", {"until": day.isoformat()}).json()
    assert datetime.fromisoformat(paused["resumes_at"]) == midnight(day)
    assert post(live, "subscription/resume/").json()["state"] == "active"
    for wrong in ("soon", "2027-02-31", 7):
        assert post(live, "subscription/pause/", {"until": wrong}).json()["errors"][0]["pointer"] == "#/until"
    assert post(live, "subscription/cancel/", {"reason": "Quiet"}).json()["cancel_at_end"] is True
    assert post(live, "subscription/keep/").json()["cancel_at_end"] is False
    assert post(live, "subscription/keep/").status_code == 409
    post(live, "subscription/change/", {"price": live.price("starter"), "quantity": 3, "shown": "0"})
    assert live.subscription().next_quantity == 3
    assert post(live, "subscription/forget/").json()["next_price"] is None


def test_coupon_is_tried_without_using_it(live: LiveShop) -> None:
    Coupon.objects.create(code="MARCH", name="March", amount_off=Decimal(100), duration="once")
    body = {"coupon": "march", "price": live.price("growth")}
    assert post(live, "coupon/", body).json() == {
        "coupon": "MARCH",
        "name": "March",
        "discount": "100.00",
        "total": "499.00",
    }
    assert Coupon.objects.get().redeemed == 0
    assert post(live, "coupon/", body | {"coupon": "APRIL"}).status_code == 400


def test_lists_ask_the_same_however_long(live: LiveShop) -> None:
    live.subscribe("growth")
    client = live.client
    with assert_max_queries(40) as few:
        client.get(f"{ROOT}charges/")
    for _ in range(3):
        live.pay(live.start_again(), card=f"tok_{_}x")
    with assert_max_queries(len(few.captured_queries)):
        assert len(client.get(f"{ROOT}charges/").json()["results"]) == 4
    with assert_max_queries(len(few.captured_queries) + 1):
        assert len(client.get(f"{ROOT}methods/").json()) == 4


def test_methods_over_the_api(live: LiveShop) -> None:
    live.subscribe("growth")
    method = live.method()
    assert live.client.get(f"{ROOT}methods/").json()[0]["is_default"] is True
    assert post(live, f"methods/{method.public_id}/choose/").json()["last4"] == "4242"
    assert live.client.delete(f"{ROOT}methods/{method.public_id}/").status_code == 204
    assert live.client.delete(f"{ROOT}methods/{method.public_id}/").status_code == 404
