"""Prepaid units on pages, over the API, and in the hands of staff."""

from decimal import Decimal

import pytest
from django.urls import reverse

from billing.models import Price, TopUp, Voucher, WalletPot
from billing.services import wallets
from billing.tests.pages import SLUG, LiveShop, at
from billing.tests.staffroom import hired
from billing.tests.test_pages_portal import text_of
from synthai.core import entitlements
from synthai.core.access import Actor
from synthai.core.tenancy import tenant
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
CREDITS = "content.ai_credits"
API = f"/api/v1/o/{SLUG}/billing/prepaid/"
STAFF = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.credit.give"}))


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    meter = entitlements.Feature(code=CREDITS, kind="meter", title="AI credits")
    monkeypatch.setitem(entitlements._features, CREDITS, meter)


def pack(units: int = 500) -> str:
    return Price.objects.get(plan__code=f"ai-credits-pack-{units}").public_id


def give(shop: LiveShop, units: int, key: str = "1") -> None:
    with tenant(shop.organisation_id):
        wallets.give(
            shop.organisation_id, CREDITS, Decimal(units), reason="Sorry", key=key, by=STAFF, now=shop.now
        )


class TestPage:
    def test_empty_says_what_it_is_for(self, live: LiveShop) -> None:
        shown = text_of(live.client.get(at("wallet")))
        assert "Nothing prepaid yet" in shown
        assert "500 AI credits R 99.00 incl. VAT, once" in shown

    def test_buy_pay_and_see_each_one_spent(self, live: LiveShop) -> None:
        wanted = {"price": pack(), "quantity": 1, "once": "a1-1"}
        live.client.post(at("wallet-buy"), wanted)
        reply = live.client.post(at("wallet-buy"), wanted)  # the second click
        (charge,) = live.charges()
        assert reply["Location"] == at("pay", charge.public_id)
        live.pay(charge)
        with tenant(live.organisation_id):
            entitlements.consume(live.organisation_id, CREDITS, quantity=12, event_id="doc-1", at=live.now)
        shown = text_of(live.client.get(at("wallet")))
        assert "AI credits: 488" in shown
        assert "Spent" in shown
        assert "-12 488" in shown

    def test_bad_input_is_answered_in_words(self, live: LiveShop) -> None:
        client = live.client
        none = client.post(at("wallet-buy"), {"price": "nonsense", "quantity": 1, "once": "x"})
        assert (none.status_code, "not sold any more" in text_of(none)) == (422, True)
        assert "whole number" in text_of(
            client.post(at("wallet-buy"), {"price": pack(), "quantity": "x", "once": "x"})
        )
        assert "There is no voucher “ABC”" in text_of(client.post(at("wallet-voucher"), {"voucher": "abc"}))
        typed = {"price": pack(), "below": "-1", "most_a_month": 2}
        assert "Write a number above nothing." in text_of(client.post(at("wallet-top-up"), typed))
        assert "Choose one of the packs" in text_of(client.post(at("wallet-top-up"), typed | {"price": "x"}))
        no_card = client.post(at("wallet-top-up"), typed | {"below": "100"})
        assert "needs a card" in text_of(no_card)
        assert live.charges() == []

    def test_top_up_is_set_and_stopped(self, live: LiveShop) -> None:
        live.subscribe("starter")
        reply = live.client.post(
            at("wallet-top-up"), {"price": pack(), "below": "1 00", "most_a_month": 2}, follow=True
        )
        assert "Below 100, 500 AI credits are bought by themselves, at most 2 times a month." in text_of(
            reply
        )
        live.client.post(at("wallet-top-up-remove", CREDITS))
        with tenant(live.organisation_id):
            assert not TopUp.objects.exists()

    def test_many_movements_cost_no_more_queries(self, live: LiveShop) -> None:
        client = live.client
        give(live, 1)
        client.get(at("wallet"))
        with assert_max_queries(40) as few:
            client.get(at("wallet"))
        for number in range(2, 12):
            give(live, number, key=str(number))
        with assert_max_queries(len(few.captured_queries)):
            client.get(at("wallet"))


class TestApi:
    def test_buy_voucher_and_list(self, live: LiveShop) -> None:
        client = live.client
        packs = [each for each in client.get(API).json()["packs"] if each["feature"] == CREDITS]
        assert [each["amount"] for each in packs] == ["99.00", "349.00", "1499.00"]
        bought = client.post(f"{API}buy/", {"price": packs[0]["price"]}, "application/json")
        assert (bought.status_code, bought.json()["total"]) == (201, "99.00")
        Voucher.objects.create(
            code="MARKET", name="Market", feature=CREDITS, quantity=20, created_at=live.now
        )
        used = client.post(f"{API}voucher/", {"voucher": "market"}, "application/json")
        assert (used.status_code, used.json()["left"]) == (201, "20.000000")
        again = client.post(f"{API}voucher/", {"voucher": "market"}, "application/json")
        assert (again.status_code, again.json()["code"]) == (400, "billing.voucher.refused")
        assert client.get(API).json()["purses"][0]["left"] == "20.000000"
        (move,) = client.get(f"{API}moves/").json()["results"]
        assert (move["kind"], move["quantity"]) == ("added", "20.000000")
        none = client.post(f"{API}top-up/", {"price": packs[0]["price"], "below": "5"}, "application/json")
        assert (none.status_code, none.json()["code"]) == (409, "billing.top_up.no_card")
        assert client.delete(f"{API}top-up/{CREDITS}/").status_code == 204


class TestStaff:
    def test_give_units_and_make_a_voucher(self, live: LiveShop) -> None:
        staff = hired(live, is_superuser=True)
        page = reverse("admin:billing_walletpot_list_deed", args=["give"])
        staff.get(page)
        typed = {
            "organisation": live.cast.umoja.slug,
            "feature": CREDITS,
            "quantity": 50,
            "reason": "Sorry for Tuesday",
            "request_key": "k1",
        }
        for _twice in range(2):
            staff.post(page, typed)
        with tenant(live.organisation_id):
            (pot,) = WalletPot.objects.all()
        assert (int(pot.left), pot.label) == (50, "Sorry for Tuesday")
        assert (
            "Movements"
            in staff.get(reverse("admin:billing_walletpot_change", args=[pot.pk])).content.decode()
        )
        made = reverse("admin:billing_voucher_list_deed", args=["new"])
        staff.post(made, {"name": "Market", "feature": CREDITS, "quantity": 5})
        voucher = Voucher.objects.get()
        assert len(voucher.code) == 12
        staff.post(reverse("admin:billing_voucher_deed", args=[voucher.pk, "end"]))
        voucher.refresh_from_db()
        assert not voucher.is_active
