"""The customer's pages: where things stand, choosing, cancelling, pausing, details."""

import re
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import SsoProvider
from billing.models import Coupon, Plan
from billing.services import catalogue, changes, quoting, subscriptions, usage_live
from billing.tests.pages import LiveShop, at
from synthai.core import entitlements
from synthai.core.access import system_actor
from synthai.core.realtime import organisation_topic
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries


def text_of(reply: object) -> str:
    """What a person reads, on one line."""
    content = reply.content.decode()  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", content).replace("\xa0", " ").split())


def test_free_says_what_there_is(live: LiveShop) -> None:
    shown = text_of(live.client.get(at("overview")))
    assert "You are on Free: nothing is charged" in shown
    assert "5 of 2" in shown  # seats in use


def test_trial_begins_by_one_post(live: LiveShop) -> None:
    client = live.client
    assert "Try for 14 days" in text_of(client.get(at("plans")))
    reply = client.post(at("trial"), {"price": live.price("growth")}, follow=True)
    assert "Your trial of Growth has begun" in text_of(reply)
    assert "Your trial ends on" in text_of(reply)
    assert live.subscription().quantity == 8
    assert "Try for 14 days" not in text_of(client.get(at("plans")))


@pytest.mark.parametrize("quantity", ["0", "-3", "abc", "999999"])
def test_a_number_that_is_none_leads_back_to_the_yearly_plans(live: LiveShop, quantity: str) -> None:
    yearly = subscriptions.plan_on_sale("growth", "year", now=live.now).public_id
    reply = live.client.get(at("change", price=yearly, quantity=quantity))
    assert reply["Location"] == at("plans", interval="year")
    unknown = live.client.get(at("change", price="nonsense", quantity=quantity))
    assert unknown["Location"] == at("plans")


def test_first_plan_is_shown_then_charged(live: LiveShop) -> None:
    client = live.client
    page = client.get(at("change", price=live.price("growth"), quantity=10))
    assert "To pay now" in text_of(page)
    assert "Confirm and pay R 737.00" in text_of(page)
    assert live.charges() == []
    reply = client.post(at("change"), {"price": live.price("growth"), "quantity": 10, "shown": "737.00"})
    (charge,) = live.charges()
    assert charge.total == Decimal("737.00")
    assert reply["Location"] == at("pay", charge.public_id)


def test_an_amount_that_changed_is_shown_again(live: LiveShop) -> None:
    reply = live.client.post(at("change"), {"price": live.price("growth"), "quantity": 8, "shown": "500.00"})
    assert reply.status_code == 409
    assert "It costs R 599.00 now, not R 500.00 as shown" in text_of(reply)
    assert live.charges() == []


def test_what_is_in_use_follows_the_hints_of_usage(live: LiveShop) -> None:
    page = live.client.get(at("overview")).content.decode()
    (region,) = re.findall(r'<div id="in-use" [^>]*>', page)
    topic = organisation_topic(live.cast.umoja.public_id, usage_live.AREA)
    assert f'data-live="{topic}"' in region
    fragment = live.client.get(at("overview"), headers={"HX-Request": "true"}).content.decode()
    assert 'id="in-use"' in fragment


def test_coupon_is_seen_before_it_is_used(live: LiveShop) -> None:
    Coupon.objects.create(code="MARCH", name="March offer", percent_off=Decimal(50), duration="once")
    client, price = live.client, live.price("starter")
    assert "March offer −R 99.50" in text_of(client.get(at("change", price=price, coupon="march")))
    wrong = client.get(at("change", price=price, coupon="APRIL"))
    assert "There is no coupon “APRIL”" in text_of(wrong)
    assert "Confirm and pay R 199.00" in text_of(wrong)
    client.post(at("change"), {"price": price, "quantity": 3, "coupon": "MARCH", "shown": "99.50"})
    made = live.charges()[-1]
    assert made.total == Decimal("99.50")
    for name in ("charge", "pay"):
        assert "March offer −R 99.50" in text_of(client.get(at(name, made.public_id)))
    told = client.get(f"/api/v1/o/umoja-foods/billing/charges/{made.public_id}/").json()
    assert told["discount_name"] == "March offer"


def test_coupon_of_several_periods_says_what_comes_after_the_first(live: LiveShop) -> None:
    Coupon.objects.create(
        code="MARCH", name="March", percent_off=Decimal(50), duration="repeating", periods=3
    )
    Coupon.objects.create(code="ALWAYS", name="Always", percent_off=Decimal(10), duration="forever")
    Coupon.objects.create(code="ONCE", name="Once", percent_off=Decimal(10), duration="once")
    client, price = live.client, live.price("starter")
    assert "R 99.50 less the next 2 times." in text_of(client.get(at("change", price=price, coupon="MARCH")))
    assert "R 19.90 less each time" in text_of(client.get(at("change", price=price, coupon="ALWAYS")))
    assert "less" not in text_of(client.get(at("change", price=price, coupon="ONCE"))).partition("then")[2]


def test_who_has_an_older_price_sees_it_as_her_plan(live: LiveShop) -> None:
    live.subscribe("starter")
    old = live.price("starter")
    catalogue.new_price(
        Plan.objects.get(code="starter"),
        catalogue.Terms(interval="month", amount=Decimal("249.00")),
        by=system_actor(),
        now=live.now,
    )
    shown = text_of(live.client.get(at("plans")))
    assert "Starter Your plan" in shown
    assert "R 199.00 a month" in shown
    assert "R 249.00" not in shown
    assert live.price("starter") != old


def test_coupon_survives_another_choice_before_paying(live: LiveShop) -> None:
    """Asked for with a coupon, not paid, asked for again: it still works, and counts once."""
    Coupon.objects.create(
        code="MARCH", name="March", percent_off=Decimal(50), duration="once", max_redemptions=1
    )
    live.start("starter", coupon="MARCH")
    again = live.start("growth", coupon="MARCH")
    assert again.total == Decimal("299.50")
    assert Coupon.objects.get().redeemed == 1
    live.start("growth")
    assert Coupon.objects.get().redeemed == 0


def test_upgrade_shows_the_rest_of_the_period(live: LiveShop) -> None:
    live.subscribe("starter")
    client = live.client
    page = text_of(client.get(at("change", price=live.price("growth"), quantity=8)))
    assert "Not used: Starter" in page
    with tenant(live.organisation_id):
        found = changes.preview(
            live.subscription(),
            price=subscriptions.plan_on_sale("growth", "month", now=live.now),
            quantity=8,
            now=live.now,
        )
    client.post(at("change"), {"price": live.price("growth"), "quantity": 8, "shown": str(found.due_now)})
    assert live.charges()[-1].total == found.due_now
    assert live.subscription().price.plan.code == "starter"  # until it is paid


def test_fewer_seats_than_are_included_says_how_many_are_included_and_in_use(live: LiveShop) -> None:
    live.subscribe("growth", quantity=8)
    said = "Growth includes 8 seats, and they stay yours at the same price; in use: 5."
    page = live.client.get(at("change", price=live.price("growth"), quantity=3), follow=True)
    assert said in text_of(page)
    reply = live.client.post(
        "/api/v1/o/umoja-foods/billing/subscription/preview/",
        {"price": live.price("growth"), "quantity": 3},
        content_type="application/json",
    )
    assert (reply.status_code, reply.json()["code"]) == (409, "billing.change.nothing")
    assert said in reply.json()["detail"]


def test_downgrade_names_what_would_not_fit_and_can_be_taken_back(live: LiveShop) -> None:
    live.subscribe("growth")
    client = live.client
    page = text_of(client.get(at("change", price=live.price("starter"), quantity=3)))
    assert "Seats: you have 5, this plan has 3." in page
    assert "Single sign-on" not in page, "nobody uses it"
    oidc = {"name": "Entra", "protocol": "oidc", "created_at": live.now}
    with tenant(live.organisation_id):
        SsoProvider.objects.create(organisation_id=live.organisation_id, **oidc)
    page = text_of(client.get(at("change", price=live.price("starter"), quantity=3)))
    assert "Single sign-on: not in this plan." in page
    reply = client.post(
        at("change"), {"price": live.price("starter"), "quantity": 3, "shown": "0"}, follow=True
    )
    assert "Starter, monthly, seats: 3" in text_of(reply)
    assert "plan is taken back" not in text_of(reply)
    assert "taken back" in text_of(client.post(at("change-forget"), follow=True))
    assert live.subscription().next_price is None


def test_seats_that_are_paid_for_are_given(live: LiveShop) -> None:
    live.subscribe("starter", quantity=6)
    entitlements.forget(live.organisation_id)
    assert entitlements.limit(live.organisation_id, "accounts.seats") == 6


def test_two_clicks_cancel_and_one_keeps(live: LiveShop) -> None:
    live.subscribe("growth")
    client = live.client
    assert at("cancel") in client.get(at("overview")).content.decode()
    page = text_of(client.get(at("cancel")))
    assert "All your data stays" in page
    assert "After that you are on Free. It has:" in page
    assert "Seats (2)" in page
    reply = client.post(at("cancel"), {"when": "end", "reason": "Too quiet"}, follow=True)
    assert "Growth ends on" in text_of(reply)
    assert live.subscription().cancel_at_end
    assert live.subscription().cancel_reason == "Too quiet"
    assert "You keep Growth." in text_of(client.post(at("keep"), follow=True))
    assert not live.subscription().cancel_at_end


def test_at_once_says_what_is_lost_before_it_is_pressed(live: LiveShop) -> None:
    ends = live.subscribe("starter").period_end
    assert ends is not None
    day = date_format(timezone.localtime(ends), "j F Y")
    shown = text_of(live.client.get(at("cancel")))
    days = (timezone.localtime(ends).date() - timezone.localdate()).days
    assert (
        f"{days} days until {day} that are paid for are lost, worth R 199.00. Nothing is given back." in shown
    )
    assert f"On {day}, the end of what is paid." in shown
    with tenant(live.organisation_id):  # in the middle, after an upgrade
        found = live.subscription()
        later = timezone.now() + timedelta(days=10)
        _preview, charge = changes.request(price=live.price("growth"), quantity=8, by=live.by, now=later)
    assert charge is not None
    live.now = later
    live.pay(charge)
    with tenant(live.organisation_id):
        left, worth = quoting.unused(live.subscription(), now=later)
    assert left == days - 10
    assert abs(worth - Decimal(599) * left / days) <= Decimal("0.01")
    assert found.period_end == ends


def test_at_once_ends_now(live: LiveShop) -> None:
    live.subscribe("growth")
    assert "Growth has ended" in text_of(live.client.post(at("cancel"), {"when": "now"}, follow=True))
    assert live.subscription().state == "cancelled"


def test_pause_and_go_on(live: LiveShop) -> None:
    live.subscribe("growth")
    client = live.client
    until = (live.now + timedelta(days=40)).date().isoformat()
    assert "Your plan is paused" in text_of(client.post(at("pause"), {"until": until}, follow=True))
    assert live.subscription().state == "paused"
    assert "Growth goes on." in text_of(client.post(at("resume"), follow=True))
    assert live.subscription().state == "active"


@pytest.mark.parametrize(
    ("typed", "why"), [("2020-01-01", "A pause ends on a day"), ("soon", "year-month-day"), ("", "required")]
)
def test_pause_says_what_is_wrong(live: LiveShop, typed: str, why: str) -> None:
    live.subscribe("growth")
    reply = live.client.post(at("pause"), {"until": typed})
    assert reply.status_code == 200
    assert why in text_of(reply)


def test_details_are_saved_once_for_each_version(live: LiveShop) -> None:
    client = live.client
    page = client.get(at("details"))
    version = page.context["form"].initial["version"]
    typed = {"legal_name": "Umoja Foods (Pty) Ltd", "address": "1 Long Street", "version": version}
    assert "billing details are saved" in text_of(client.post(at("details"), typed, follow=True))
    late = client.post(at("details"), {"legal_name": "Other", "version": version})
    assert "changed meanwhile" in text_of(late)
    client.post(at("details"), {"email": "nonsense"})
    assert client.get(at("details")).context["form"].initial["legal_name"] == "Umoja Foods (Pty) Ltd"


def test_another_mail_address_asks_for_proof(live: LiveShop) -> None:
    client = live.client
    session = client.session
    session["stamp"] = {**session["stamp"], "began": time.time() - 3600}
    session.save()
    reply = client.post(at("details"), {"email": "books@umoja.example"})
    assert reply.status_code == 302
    assert "reauthenticate" in reply["Location"]
    assert client.get(at("details")).context["form"].initial["email"] == ""


@pytest.mark.parametrize(
    "query", ["", "?price=", "?price=nothing", "?price=x&quantity=many", "?price=x&quantity=0"]
)
def test_a_choice_that_is_none_leads_back(live: LiveShop, query: str) -> None:
    reply = live.client.get(at("change") + query, follow=True)
    assert reply.redirect_chain[-1][0] == at("plans")
    assert "notice tone-danger" in reply.content.decode() or "tone-danger" in reply.content.decode()


@pytest.mark.parametrize("name", ["overview", "plans", "history", "methods"])
def test_members_are_told_whom_to_ask(live: LiveShop, name: str) -> None:
    reply = live.cast.bongani.client().get(at(name))
    assert reply.status_code == 403
    assert "Ask an owner or administrator" in text_of(reply)


def test_history_asks_the_same_however_long(live: LiveShop) -> None:
    live.subscribe("starter")
    client = live.client
    with assert_max_queries(40) as few:
        client.get(at("history"))
    for _ in range(4):
        live.start_again()
    with assert_max_queries(len(few.captured_queries)):
        reply = client.get(at("history"))
    assert reply.content.decode().count('class="cell-title"') == 5


def test_a_charge_is_no_tax_invoice(live: LiveShop) -> None:
    live.subscribe("starter")
    (charge,) = live.charges()
    shown = text_of(live.client.get(at("charge", charge.public_id)))
    assert "Starter, monthly, 1 seat R 199.00" in shown
    assert "It is not a tax invoice." in shown
    assert "No VAT is charged." in shown
