"""The coupon of a running plan and what is still to pay, on the pages and over the API."""

from decimal import Decimal
from typing import Any

import pytest

from billing.gateways import registry
from billing.gateways.eft import Eft
from billing.models import Charge, Coupon, Payment, Plan, Subscription
from billing.services import credit, pay_links
from billing.tests.pages import LiveShop, at
from billing.tests.staffroom import hired, page, press
from billing.tests.test_api_billing import ROOT, post
from billing.tests.test_bank import ACCOUNT, STAFF, ask_for, csv, keep, line_of, take_in
from billing.tests.test_pages_pay import confirm
from billing.tests.test_pages_portal import text_of
from billing.tests.test_settling import begin
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db


def make(code: str = "MARCH", **terms: Any) -> Coupon:
    said = {"amount_off": Decimal("100.00"), "duration": "repeating", "periods": 3} | terms
    return Coupon.objects.create(code=code, name="March offer", **said)


def plain(reply: Any) -> str:
    return text_of(reply).replace("\xa0", " ")


class TestPages:
    def test_seen_used_shown_taken_off_and_put_back(self, live: LiveShop) -> None:
        make()
        live.subscribe("starter")
        client = live.client
        assert "Use a coupon" in plain(client.get(at("overview")))
        seen = client.get(at("coupon", coupon="march"))
        assert "R 100.00 less on your next 3 charges, for the time until" in plain(seen)
        assert "R 199.00 R 99.00" in plain(seen)
        assert Coupon.objects.get().redeemed == 0
        form = {"coupon": "MARCH", "shown": "99.00", "version": seen.context["version"]}
        used = client.post(at("coupon"), form, follow=True)
        assert used.redirect_chain[-1][0] == at("overview")
        assert "The coupon MARCH is on your plan: R 100.00 less on your next 3 charges" in plain(used)
        assert "R 99.00" in plain(used)  # the next charge
        gone = client.post(at("coupon-remove"), follow=True)
        assert "The coupon MARCH is taken off. You can put it back below." in plain(gone)
        assert "Use MARCH" in plain(gone)
        assert "Take the coupon off" not in plain(client.get(at("overview")))

    def test_why_not_stands_beside_the_field_and_nothing_happens(self, live: LiveShop) -> None:
        live.subscribe("starter")
        for reply in (
            live.client.get(at("coupon", coupon="APRIL")),
            live.client.post(at("coupon"), {"coupon": "APRIL"}),
        ):
            assert "There is no coupon “APRIL”. Check the spelling." in plain(reply)
            assert 'aria-invalid="true"' in reply.content.decode()
        assert "Type the code." in plain(live.client.post(at("coupon"), {"coupon": ""}))

    def test_another_sum_comes_back_with_how_it_stands(self, live: LiveShop) -> None:
        make()
        live.subscribe("starter")
        reply = live.client.post(at("coupon"), {"coupon": "MARCH", "shown": "1.00"})
        assert (reply.status_code, "Below is how it stands now" in plain(reply)) == (409, True)

    def test_that_it_takes_the_place_of_another_is_said_before(self, live: LiveShop) -> None:
        make()
        make("APRIL")
        live.subscribe("starter", coupon="MARCH")
        shown = plain(live.client.get(at("coupon", coupon="APRIL")))
        assert "APRIL takes the place of MARCH, which then takes nothing off any more." in shown

    def test_without_a_plan_it_leads_to_the_plans(self, live: LiveShop) -> None:
        reply = live.client.get(at("coupon"), follow=True)
        assert reply.redirect_chain[-1][0] == at("plans")

    def test_a_change_says_whether_it_goes_on(self, live: LiveShop) -> None:
        make().plans.set(Plan.objects.filter(code__in=["starter", "growth"]))
        live.subscribe("starter", coupon="MARCH")
        client = live.client
        growth = client.get(at("change", price=live.price("growth"), quantity=8))
        assert "MARCH goes on." in plain(growth)
        business = client.get(at("change", price=live.price("business"), quantity=20))
        assert "MARCH is not for Business: it ends when this holds." in plain(business)

    def test_what_is_still_to_pay_is_asked_for_everywhere(self, live: LiveShop) -> None:
        registry.use({"till": live.till, "eft": Eft(ACCOUNT)})
        payment = ask_for(live, "growth")
        charge = live.charges()[0]
        take_in(live, csv(("2026-02-01", payment.reference, "500.00")))
        keep(live, line_of("500.00"), payment.reference)
        client, rest = live.client, "R 99.00"
        assert f"{rest} still to pay" in plain(client.get(at("overview")))
        shown = plain(client.get(at("charge", charge.public_id)))
        assert f"{rest} still to pay of R 599.00" in shown
        assert "Paid from your credit −R 500.00" in shown
        assert f"Pay {rest}" in plain(client.get(at("pay", charge.public_id)))
        assert f"{rest} still to pay" in plain(client.get(at("history")))
        reply = client.get(at("payment", payment.public_id))
        assert 'data-copy="99.00"' in reply.content.decode()
        eft = plain(reply)
        assert f"{rest} still to pay of R 599.00." in eft
        assert f"Payment of {rest}" in eft
        with tenant(live.organisation_id):
            token = pay_links.make(charge, live.cast.umoja.public_id, now=live.now)
        assert f"Pay {rest}" in plain(client.get(f"/pay/{token}/"))
        assert client.get(f"{ROOT}charges/{charge.public_id}/").json()["due"] == "99.00"

    def test_a_payment_of_the_rest_and_one_of_too_much_say_so(self, live: LiveShop) -> None:
        charge = live.start("growth")
        whole = begin(live, charge)
        with tenant(live.organisation_id):
            credit.give(
                live.organisation_id, amount=Decimal("500.00"), reason="x", key="k", by=STAFF, now=live.now
            )
        confirm(live, whole)
        shown = plain(live.client.get(at("payment", whole.public_id)))
        assert "R 599.00 has arrived." in shown
        assert "R 500.00 of it was more than was still owed and is your credit." in shown


class TestApi:
    def test_preview_use_see_remove(self, live: LiveShop) -> None:
        make()
        live.subscribe("starter")
        tried = post(live, "subscription/coupon/preview/", {"coupon": "march"})
        body = tried.json()
        assert (body["due"], body["less"], body["periods"], body["replaces"]) == ("99.00", "100.00", 3, None)
        assert [step["total"] for step in body["charges"]] == ["99.00", "99.00", "99.00", "199.00"]
        wrong = post(live, "subscription/coupon/", {"coupon": "MARCH", "shown": "1.00"})
        assert (wrong.status_code, wrong.json()["code"]) == (409, "billing.change.amount_changed")
        used = post(
            live, "subscription/coupon/", {"coupon": "MARCH", "shown": "99.00"}, **{"If-Match": tried["ETag"]}
        )
        assert (used.status_code, used.json()["coupon"], used.json()["periods_left"]) == (200, "MARCH", 3)
        stale = post(live, "subscription/coupon/", {"coupon": "MARCH"}, **{"If-Match": tried["ETag"]})
        assert stale.status_code == 412
        assert live.client.get(f"{ROOT}subscription/coupon/").json()["coupon"] == "MARCH"
        gone = live.client.delete(f"{ROOT}subscription/coupon/")
        assert (gone.status_code, gone.json()["coupon"]) == (200, None)
        again = live.client.delete(f"{ROOT}subscription/coupon/")
        assert (again.status_code, again.json()["code"]) == (409, "billing.coupon.none")

    def test_why_not(self, live: LiveShop) -> None:
        assert post(live, "subscription/coupon/preview/", {"coupon": "X"}).status_code == 409  # no plan
        live.subscribe("starter")
        reply = post(live, "subscription/coupon/", {"coupon": "APRIL"})
        assert (reply.status_code, reply.json()["code"]) == (400, "billing.coupon.refused")

    def test_the_preview_of_a_change_says_it(self, live: LiveShop) -> None:
        make().plans.set(Plan.objects.filter(code="starter"))
        live.subscribe("starter", coupon="MARCH")
        body = {"price": live.price("growth"), "quantity": 8}
        found = post(live, "subscription/preview/", body).json()
        assert (found["coupon"], found["coupon_ends"]) == ("MARCH", True)


def test_staff_put_it_on_and_take_it_off(live: LiveShop) -> None:
    make()
    live.subscribe("starter")
    staff = hired(live, is_superuser=True)
    key = live.subscription().pk
    assert "less on your next 3 charges" in press(
        staff, page(Subscription, "deed", key, "coupon"), coupon="march"
    )
    assert "MARCH" in plain(staff.get(page(Subscription, "change", key)))
    what_if = plain(staff.get(f"/admin/billing/subscription/{key}/what-if/"))
    assert "R 99.00" in what_if
    assert "is taken off" in press(staff, page(Subscription, "deed", key, "coupon-off"))
    with tenant(live.organisation_id):
        assert Charge.objects.count() == Payment.objects.count() == 1
