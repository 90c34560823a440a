"""The public page of plans, and what the portal says of limits, add-ons and new prices."""

from datetime import timedelta
from decimal import Decimal

from django.test import Client

from billing.engine.periods import local_date
from billing.models import Plan
from billing.services import catalogue, ledger, price_moves
from billing.tests.pages import LiveShop, at, declare_credits
from billing.tests.test_pages_portal import text_of
from synthai.core import entitlements
from synthai.core.access import system_actor
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries


def test_public_page_compares(live: LiveShop) -> None:
    with assert_max_queries(4):
        reply = Client().get("/plans/")
    shown = text_of(reply)
    assert "R 599.00 a month" in shown
    assert "We are not registered for VAT" in shown
    assert reply["Cache-Control"] == "public, max-age=300"
    assert "AI credits" in shown
    assert "content.documents" not in shown  # no app has it yet
    yearly = text_of(Client().get("/plans/yearly/"))
    assert "R 5 990.00 a year" in yearly
    assert "R 1 198.00 less than by the month" in yearly


def test_public_page_says_that_vat_is_in_it(live: LiveShop, settings: object) -> None:
    settings.BILLING_ENTITY = {"name": "SynthAI (Pty) Ltd", "vat_number": "4123456789"}  # type: ignore[attr-defined]
    assert "All prices include VAT at 15%." in text_of(Client().get("/plans/"))


def test_public_page_without_plans(live: LiveShop) -> None:
    Plan.objects.update(is_public=False)
    assert "No plans on sale" in text_of(Client().get("/plans/"))


def test_an_add_on_comes_now_and_goes_with_the_period(live: LiveShop) -> None:
    live.subscribe("growth")
    client, credits_pack = live.client, live.price("ai-credits-1000")
    declare_credits()
    mine = live.subscription().price.public_id
    assert "1 000 AI credits a month" in text_of(client.get(at("plans")))
    more = {"price": mine, "quantity": 8, f"extra-{credits_pack}": 2}
    page = client.get(at("change", **more))
    client.post(at("change"), more | {"shown": str(page.context["shown"].due)})
    live.pay(live.charges()[-1])
    assert "1 000 AI credits a month × 2" in text_of(client.get(at("overview")))
    none = more | {f"extra-{credits_pack}": 0, "shown": "0"}
    assert "No add-ons then." in text_of(client.post(at("change"), none, follow=True))
    live.move(days=32)
    assert live.charges()[-1].total == Decimal("599.00")
    assert "AI credits" not in text_of(client.get(at("overview")))


def test_a_trial_with_a_kept_card_says_that_it_goes_on(live: LiveShop) -> None:
    live.pay(live.start_again())
    client = live.client
    assert "your kept card is charged, unless you cancel" in text_of(client.get(at("plans")))
    reply = client.post(at("trial"), {"price": live.price("growth")}, follow=True)
    assert "R 599.00 is charged to it, unless you cancel before" in text_of(reply)


def test_overview_asks_the_same_however_much_there_is(live: LiveShop) -> None:
    live.subscribe("growth")
    client = live.client
    client.get(at("overview"))
    with assert_max_queries(60) as few:
        client.get(at("overview"))
    for number in range(4):
        live.pay(live.start_again(), card=f"tok_{number}x")
        live.start_again()
    with assert_max_queries(len(few.captured_queries)):
        client.get(at("overview"))
    assert len(few.captured_queries) <= 20, len(few.captured_queries)


def test_limits_lead_to_the_plans(live: LiveShop) -> None:
    assert entitlements.upgrade_path(live.organisation_id) == at("plans")


def test_a_new_price_is_told_with_its_day_and_cannot_be_taken_back(live: LiveShop) -> None:
    live.subscribe("starter")
    old = live.subscription().price
    terms = catalogue.Terms(interval="month", amount=Decimal("249.00"))
    new = catalogue.new_price(old.plan, terms, by=system_actor(), now=live.now)
    day = local_date(live.now) + timedelta(days=30)
    price_moves.start(old, new, from_day=day, by=system_actor(), now=live.now)
    assert price_moves.run_many([live.organisation_id], now=live.now) == 1
    shown = text_of(live.client.get(at("overview")))
    assert "on your plan costs R 249.00, monthly. Until then nothing changes." in shown
    assert "Take it back" not in shown


def test_credit_is_seen_on_the_free_plan_too(live: LiveShop) -> None:
    assert "Your credit with us" not in text_of(live.client.get(at("overview")))
    charge = live.start("starter")
    with tenant(live.organisation_id):
        ledger.owe(charge, Decimal("150.00"), account="clearing.till", now=live.now, reason="Came in parts")
    assert "Your credit with us is R 150.00 ." in text_of(live.client.get(at("overview")))
