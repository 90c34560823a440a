"""Staff sell: plans, prices, moves, coupons and agreed values, by forms that call services."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from billing.models import (
    Coupon,
    Plan,
    PlanValue,
    Price,
    PriceMove,
    ValueOverride,
)
from billing.services import grants
from billing.tests.factories import Shop
from billing.tests.staffroom import entries, get, page, press
from synthai.core import entitlements
from synthai.core.tenancy import all_tenants

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit and a switch that some app declares, for this test alone."""
    monkeypatch.setattr(entitlements, "_features", {})
    entitlements.feature("accounts.seats", kind="limit", title="Seats", unit="seats")
    entitlements.feature("accounts.single_sign_on", kind="switch", title="Own sign-in")


class TestCatalogue:
    def test_a_plan_is_changed_with_what_it_gives_at_once(
        self, shop: Shop, staff: Client, seats: None
    ) -> None:
        shop.subscribe("starter")
        plan = Plan.objects.get(code="starter")
        url = page(Plan, "deed", plan.pk, "edit")
        answer = press(
            staff,
            url,
            name="Beginner",
            **{"give:accounts.seats": "no limit", "soft:accounts.seats": "on", "give:accounts.single_sign_on": "yes",
               "give:pricing.runs": ""},
        )  # fmt: skip
        assert "is as you wrote it" in answer
        given = {value.feature: (value.value, value.is_soft) for value in PlanValue.objects.filter(plan=plan)}
        assert given["accounts.seats"] == (None, True)
        assert given["accounts.single_sign_on"] == (True, False)
        assert "pricing.runs" not in given
        assert given["pricing.products"] == (500, False)
        found = grants.of_organisation(shop.organisation_id)
        assert (found.plan, found.by_feature["accounts.seats"].value) == ("Beginner", None)
        entry = entries("billing.plan.changed")[-1]
        assert (entry.actor_kind, entry.changes["accounts.seats"]) == ("staff", ["3", "no limit (soft)"])

    def test_wrong_values_are_refused_in_words(self, shop: Shop, staff: Client, seats: None) -> None:
        plan = Plan.objects.get(code="starter")
        url = page(Plan, "deed", plan.pk, "edit")
        assert "Give a number, or" in press(staff, url, **{"give:accounts.seats": "many"})
        assert PlanValue.objects.get(plan=plan, feature="accounts.seats").value == 3

    def test_a_new_price_version_and_its_refusals(self, shop: Shop, staff: Client) -> None:
        plan = Plan.objects.get(code="starter")
        url = page(Plan, "deed", plan.pk, "price")
        assert "is sold from now on" in press(staff, url, amount="249.00")
        now, before = Price.objects.filter(plan=plan, interval="month").order_by("-version")[:2]
        assert (now.version, now.amount, now.sold_until) == (2, Decimal("249.00"), None)
        assert before.sold_until is not None
        assert "is not above" in press(staff, url, model="graduated", tiers="10, 5.00\n5, 4.00\nrest, 3.00")
        assert "needs at least one tier" in press(staff, url, model="volume", tiers="")
        assert "There is no such feature" in press(staff, url, metric="nonsense")
        assert Price.objects.filter(plan=plan, interval="month").count() == 2
        assert staff.post(page(Price, "change", now.pk), {"amount": "1.00"}).status_code == 403

    def test_a_plan_is_made_archived_and_put_back(self, shop: Shop, staff: Client) -> None:
        press(staff, page(Plan, "list_deed", "new"), code="extra", kind="one_off", name="Course", summary="x")
        plan = Plan.objects.get(code="extra")
        press(staff, page(Plan, "deed", plan.pk, "archive"))
        assert Plan.objects.get(pk=plan.pk).archived_at is not None
        press(staff, page(Plan, "deed", plan.pk, "unarchive"))
        assert Plan.objects.get(pk=plan.pk).archived_at is None
        answer = press(staff, page(Plan, "list_deed", "new"), code="extra", kind="plan", name="Again")
        assert "a plan of this code already" in answer

    def test_the_demo_plans_are_offered_while_there_are_none(
        self, db: None, shop: Shop, staff: Client
    ) -> None:
        assert "Load the demo plans" not in staff.get(page(Plan, "changelist")).content.decode()
        with all_tenants(reason="test"):
            Price.objects.all().delete()
            Plan.objects.all().delete()
        assert "Load the demo plans" in staff.get(page(Plan, "changelist")).content.decode()
        press(staff, page(Plan, "list_deed", "demo"))
        assert Plan.objects.filter(code="growth").exists()

    def test_customers_are_moved_to_a_new_price(self, now_shop: Shop, staff: Client) -> None:
        now_shop.subscribe("starter")
        plan = Plan.objects.get(code="starter")
        press(staff, page(Plan, "deed", plan.pk, "price"), amount="249.00")
        old = now_shop.subscription().price
        url = page(Plan, "deed", plan.pk, "move")
        early = timezone.localdate() + timedelta(days=10)
        assert "the first possible day is" in press(staff, url, old=old.public_id, from_day=early.isoformat())
        assert "The move has begun" in press(staff, url, old=old.public_id)
        move = PriceMove.objects.get()
        assert (move.old, move.new.amount) == (old, Decimal("249.00"))
        assert "How far it is" in staff.get(page(PriceMove, "change", move.pk)).content.decode()
        assert "Nobody more is told" in press(staff, page(PriceMove, "deed", move.pk, "stop"))

    def test_coupons_are_made_ended_and_show_who_used_them(self, shop: Shop, staff: Client) -> None:
        assert (
            "There are no rows under “coupons” yet." in staff.get(page(Coupon, "changelist")).content.decode()
        )
        url = page(Coupon, "list_deed", "new")
        both = {"code": "half", "name": "Half", "percent_off": "50", "amount_off": "10", "duration": "once"}
        assert "one of the two" in press(staff, url, **both)
        assert "can be used" in press(staff, url, **{**both, "amount_off": ""})
        assert "of this code already" in press(staff, url, **{**both, "amount_off": ""})
        several = {**both, "code": "three", "amount_off": "", "periods": "3"}
        assert "goes only with “a number of periods”" in press(staff, url, **several)
        press(staff, url, **{**several, "duration": "repeating"})
        assert "3 periods" in staff.get(page(Coupon, "changelist")).content.decode()
        nothing = staff.get(page(Coupon, "changelist") + "?q=NOSUCH").content.decode()
        assert "No row fits the search and the filters." in nothing
        coupon = Coupon.objects.get(code="HALF")
        shop.subscribe("starter", coupon="half")
        assert "Umoja Foods" in staff.get(page(Coupon, "change", coupon.pk)).content.decode()
        press(staff, page(Coupon, "deed", coupon.pk, "end"))
        assert Coupon.objects.get(pk=coupon.pk).is_active is False

    def test_a_value_is_agreed_with_one_customer_and_ended(
        self, now_shop: Shop, staff: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        now_shop.subscribe("starter")
        url = page(ValueOverride, "list_deed", "new")
        typed = {"organisation": "umoja-foods", "feature": "accounts.seats", "value": "77", "reason": "Pilot"}
        assert "There is no organisation" in press(staff, url, **{**typed, "organisation": "nobody"})
        slug = now_shop.cast.umoja.slug
        assert "Agreed" in press(staff, url, **{**typed, "organisation": slug})
        owner = now_shop.organisation_id
        assert grants.of_organisation(owner).by_feature["accounts.seats"].value == 77
        made = get(ValueOverride)
        with django_capture_on_commit_callbacks(execute=True):
            press(staff, page(ValueOverride, "deed", made.pk, "end"))
        assert grants.of_organisation(owner).by_feature["accounts.seats"].value == 3
        assert [entry.organisation_id for entry in entries("billing.override.agreed")] == [owner]
