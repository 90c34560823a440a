"""A coupon on a plan that is running: seen beforehand, put on, taken off, kept or dropped by a change."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.gateways import MethodFact
from billing.models import Coupon, CouponRedemption, SubscriptionState
from billing.services import changes, coupons, methods, running_coupon, subscriptions
from billing.services.coupons import CouponRefused
from billing.tests.factories import NOW, Shop
from billing.tests.test_coupons import coupon, totals
from synthai.core.errors import DomainError
from synthai.core.models import AuditEntry
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db


def preview(shop: Shop, code: str) -> running_coupon.Offer:
    subscription = shop.subscription()
    with tenant(shop.organisation_id):
        return running_coupon.preview(subscription, code, now=shop.now)


def use(shop: Shop, code: str, **more: Any) -> running_coupon.Offer:
    with tenant(shop.organisation_id):
        return running_coupon.use(code, by=shop.by, now=shop.now, **more)


def remove(shop: Shop) -> running_coupon.Removed:
    with tenant(shop.organisation_id):
        return running_coupon.remove(by=shop.by, now=shop.now)


def runs(shop: Shop) -> str:
    subscription = shop.subscription()
    with tenant(shop.organisation_id):
        found = coupons.active_on(subscription)
        return found.coupon.code if found else ""


def change(shop: Shop, plan: str, quantity: int = 3, interval: str = "month") -> changes.Preview:
    with tenant(shop.organisation_id):
        found, charge = changes.request(
            price=shop.price(plan, interval), quantity=quantity, by=shop.by, now=shop.now
        )
    if charge is not None:
        shop.pay(charge)
    return found


def later(shop: Shop, months: int) -> list[Decimal]:
    """What the next renewals come to."""
    known = len(shop.charges())
    while len(shop.charges()) < known + months:
        shop.move(days=3)
    return totals(shop)[known:]


def test_hundred_rand_less_on_the_next_three_charges(shop: Shop) -> None:
    coupon(duration="repeating", periods=3, percent_off=None, amount_off=Decimal("100.00"))
    shop.subscribe()
    offer = preview(shop, " summer ")
    said = running_coupon.said(offer).replace("\xa0", " ")
    assert said == "R 100.00 less on your next 3 charges, for the time until 31 May 2026."
    assert [(step.total, step.before) for step in offer.steps] == [
        (Decimal("99.00"), Decimal("199.00")),
        (Decimal("99.00"), Decimal("199.00")),
        (Decimal("99.00"), Decimal("199.00")),
        (Decimal("199.00"), Decimal("199.00")),
    ]
    assert Coupon.objects.get().redeemed == 0  # seen, not used
    use(shop, "SUMMER", shown=Decimal("99.00"))
    assert Coupon.objects.get().redeemed == 1
    assert later(shop, 4) == [step.total for step in offer.steps]
    assert shop.subscription().period_end is not None
    assert runs(shop) == ""


@pytest.mark.parametrize(
    ("terms", "expected", "words"),
    [
        ({"duration": "once"}, ["99.50", "199.00", "199.00"], "on your next charge, for"),
        ({"duration": "forever"}, ["99.50", "99.50", "99.50"], "on every charge"),
        ({"duration": "repeating", "periods": 2}, ["99.50", "99.50", "199.00"], "next 2 charges"),
        ({"percent_off": Decimal(100)}, ["0.00", "199.00", "199.00"], "R 199.00 less"),
    ],
)
def test_each_duration(shop: Shop, terms: dict[str, Any], expected: list[str], words: str) -> None:
    coupon(**terms)
    shop.subscribe()
    assert words in running_coupon.said(use(shop, "SUMMER")).replace("\xa0", " ")
    assert later(shop, 3) == [Decimal(each) for each in expected]


def make_all_sorts() -> None:
    coupon()
    coupon(code="GONE", valid_until=NOW - timedelta(days=1))
    coupon(code="SOON", valid_from=NOW + timedelta(days=1))
    coupon(code="FULL", max_redemptions=1, redeemed=1)
    coupon(code="OTHER", plans=["growth"])
    coupon(code="EURO", percent_off=None, amount_off=Decimal(5), currency="EUR")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("GONE", "no longer valid"),
        ("SOON", "not valid yet"),
        ("FULL", "used up"),
        ("OTHER", "only for: Growth"),
        ("EURO", "in EUR, and the plan is paid in ZAR"),
        ("NONE", "no coupon “NONE”"),
    ],
)
def test_says_why_a_code_does_not_fit(shop: Shop, code: str, why: str) -> None:
    make_all_sorts()
    shop.subscribe()
    for attempt in (preview, use):
        with pytest.raises(CouponRefused, match=why):
            attempt(shop, code)
    assert runs(shop) == ""


def test_one_that_runs_or_is_used_up_is_said(shop: Shop) -> None:
    coupon()
    shop.subscribe()
    use(shop, "SUMMER")
    with pytest.raises(CouponRefused, match="on your plan already"):
        use(shop, "SUMMER")
    later(shop, 1)
    with pytest.raises(CouponRefused, match="used the coupon “SUMMER” before"):
        preview(shop, "SUMMER")


def test_a_new_one_takes_the_place_and_undo_brings_the_old_one_back(shop: Shop) -> None:
    coupon(duration="repeating", periods=3)
    coupon(code="TEN", percent_off=Decimal(10), duration="forever", max_redemptions=1)
    shop.subscribe(coupon="SUMMER")
    offer = preview(shop, "TEN")
    assert offer.replaces is not None
    assert (offer.replaces.code, offer.due) == ("SUMMER", Decimal("179.10"))
    assert [step.before for step in offer.steps] == [Decimal("99.50"), Decimal("99.50"), Decimal("199.00")]
    use(shop, "TEN")
    gone = remove(shop)
    assert (gone.is_unused, gone.back and gone.back.code, runs(shop)) == (True, "SUMMER", "SUMMER")
    assert Coupon.objects.get(code="TEN").redeemed == 0
    assert later(shop, 3) == [Decimal("99.50"), Decimal("99.50"), Decimal("199.00")]


def test_taken_off_it_goes_on_with_what_is_left_when_it_is_put_back(shop: Shop) -> None:
    coupon(duration="repeating", periods=3, max_redemptions=1)
    shop.subscribe(coupon="SUMMER")
    remove(shop)
    assert later(shop, 1) == [Decimal("199.00")]
    Coupon.objects.update(valid_until=shop.now - timedelta(days=1))  # what was promised holds
    assert preview(shop, "SUMMER").periods == 2
    use(shop, "SUMMER")
    assert Coupon.objects.get().redeemed == 1
    assert later(shop, 3) == [Decimal("99.50"), Decimal("99.50"), Decimal("199.00")]


def test_taken_off_unused_it_is_free_for_others(shop: Shop) -> None:
    coupon(max_redemptions=1)
    shop.subscribe()
    use(shop, "SUMMER")
    assert remove(shop).is_unused
    assert Coupon.objects.get().redeemed == 0
    with tenant(shop.organisation_id):
        assert not CouponRedemption.objects.exists()
    with pytest.raises(running_coupon.NoCoupon):
        remove(shop)


def test_another_sum_than_was_shown_is_refused(shop: Shop) -> None:
    coupon()
    shop.subscribe()
    with pytest.raises(subscriptions.AmountChanged):
        use(shop, "SUMMER", shown=Decimal("99.00"))
    assert runs(shop) == ""


def _overdue(shop: Shop) -> None:
    shop.till.mode = "declines"
    shop.move(days=28)


def _paused(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        subscriptions.pause(until=None, by=shop.by, now=shop.now)


def _cancelled(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        subscriptions.cancel(by=shop.by, now=shop.now)


def _asked(shop: Shop) -> None:
    with tenant(shop.organisation_id):
        changes.request(price=shop.price("growth"), quantity=3, by=shop.by, now=shop.now)


@pytest.mark.parametrize(
    ("state", "why"),
    [(_overdue, "overdue"), (_paused, "paused"), (_cancelled, "cancelled"), (_asked, "waits to be paid")],
)
def test_says_what_comes_first(shop: Shop, state: Callable[[Shop], None], why: str) -> None:
    coupon()
    shop.subscribe()
    state(shop)
    with pytest.raises(DomainError, match=why):
        use(shop, "SUMMER")


def test_on_trial_it_counts_for_the_first_charge(shop: Shop) -> None:
    coupon(duration="repeating", periods=2)
    with tenant(shop.organisation_id):
        subscriptions.start_trial(shop.organisation_id, price=shop.price("growth"), by=shop.by, now=shop.now)
        methods.keep(shop.organisation_id, "till", MethodFact(token="tok_1"), now=shop.now)
    offer = use(shop, "SUMMER")
    assert [step.total for step in offer.steps] == [Decimal("299.50"), Decimal("299.50"), Decimal("599.00")]
    assert later(shop, 3) == [step.total for step in offer.steps]


def test_on_trial_it_stays_when_she_pays_to_go_on(shop: Shop) -> None:
    coupon(max_redemptions=1)
    with tenant(shop.organisation_id):
        subscriptions.start_trial(shop.organisation_id, price=shop.price("growth"), by=shop.by, now=shop.now)
    before = shop.start("growth")
    assert before.total == Decimal("599.00")
    use(shop, "SUMMER")
    assert shop.charges()[0].state == "void"  # at the sum before
    shop.pay(shop.start("growth"))
    assert totals(shop)[-1] == Decimal("299.50")
    assert shop.subscription().state == SubscriptionState.ACTIVE
    assert Coupon.objects.get().redeemed == 1


class TestChanges:
    def test_a_coupon_for_every_plan_goes_on(self, shop: Shop) -> None:
        coupon(duration="forever")
        shop.subscribe(coupon="SUMMER")
        found = change(shop, "growth")
        assert not found.coupon_ends
        assert later(shop, 1) == [Decimal("299.50")]

    def test_one_that_is_not_for_the_new_plan_ends_and_the_preview_says_so(self, shop: Shop) -> None:
        coupon(duration="forever", plans=["starter"])
        shop.subscribe(coupon="SUMMER")
        found = change(shop, "growth")
        assert found.coupon_ends
        # 28 days of 28: half the price was paid for the rest that is given back, all of it for the new plan.
        assert found.due_now == Decimal("599.00") - Decimal("99.50")
        assert runs(shop) == ""
        assert later(shop, 1) == [Decimal("599.00")]
        with all_tenants(reason="test"):
            (entry,) = AuditEntry.objects.filter(code="billing.subscription.coupon_ended")
        assert entry.changes["coupon"] == ["SUMMER", None]
        with pytest.raises(CouponRefused, match="only for: Starter|when you changed"):
            use(shop, "SUMMER")

    def test_a_planned_one_drops_it_with_the_new_period(self, shop: Shop) -> None:
        coupon(duration="forever", plans=["growth"])
        shop.subscribe("growth", coupon="SUMMER")
        found = change(shop, "starter")
        assert (found.is_now, found.coupon_ends, runs(shop)) == (False, True, "SUMMER")
        assert later(shop, 1) == [Decimal("199.00")]
        assert runs(shop) == ""

    def test_a_planned_change_is_what_the_next_charge_is_judged_by(self, shop: Shop) -> None:
        coupon(plans=["growth"])
        coupon(code="LOW", plans=["starter"])
        shop.subscribe("growth")
        change(shop, "starter")
        with pytest.raises(CouponRefused, match="only for: Growth"):
            use(shop, "SUMMER")
        use(shop, "LOW")
        assert later(shop, 1) == [Decimal("99.50")]

    def test_one_that_was_put_on_since_does_not_touch_what_was_paid_in_full(self, shop: Shop) -> None:
        coupon(duration="forever")
        shop.subscribe()
        use(shop, "SUMMER")
        assert change(shop, "growth").due_now == Decimal("400.00")
        assert later(shop, 1) == [Decimal("299.50")]

    def test_a_new_period_today_is_charged_with_it_and_counts(self, shop: Shop) -> None:
        coupon(percent_off=None, amount_off=Decimal("100.00"))
        shop.subscribe()
        use(shop, "SUMMER")
        found = change(shop, "starter", interval="year")
        assert found.quote is not None
        assert found.quote.discount == Decimal("100.00")
        assert runs(shop) == ""

    def test_on_trial_a_change_drops_it_at_once(self, shop: Shop) -> None:
        coupon(plans=["growth"])
        with tenant(shop.organisation_id):
            price = shop.price("growth")
            subscriptions.start_trial(shop.organisation_id, price=price, by=shop.by, now=shop.now)
        use(shop, "SUMMER")
        assert change(shop, "business", 10).coupon_ends
        assert runs(shop) == ""
