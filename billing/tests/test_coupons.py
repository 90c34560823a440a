"""Coupons: what they take off, for how long, and who may still use them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.models import Coupon, Plan
from billing.services.coupons import CouponRefused
from billing.tests.factories import Shop


def coupon(**said: Any) -> Coupon:
    plans = said.pop("plans", ())
    values = {"code": "SUMMER", "name": "Summer", "percent_off": Decimal(50), "duration": "once"} | said
    made = Coupon.objects.create(**values)
    made.plans.set(Plan.objects.filter(code__in=plans))
    return made


def totals(shop: Shop) -> list[Decimal]:
    return [charge.total for charge in shop.charges()]


def test_once_takes_off_the_first_period(shop: Shop) -> None:
    coupon()
    shop.subscribe(coupon=" summer ")
    shop.move(days=28)
    assert totals(shop) == [Decimal("99.50"), Decimal("199.00")]


def test_repeating_counts_its_periods(shop: Shop) -> None:
    coupon(duration="repeating", periods=2, percent_off=None, amount_off=Decimal("20.00"))
    shop.subscribe(coupon="SUMMER")
    for _ in range(60):
        shop.move(days=1)
    assert totals(shop) == [Decimal("179.00"), Decimal("179.00"), Decimal("199.00")]


def test_forever_goes_on(shop: Shop) -> None:
    coupon(duration="forever", percent_off=Decimal("10.00"))
    shop.subscribe(coupon="SUMMER")
    shop.move(days=60)
    assert totals(shop) == [Decimal("179.10")] * 3


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"code": "OTHER"}, "There is no coupon"),
        ({"is_active": False}, "There is no coupon"),
        ({"max_redemptions": 1, "redeemed": 1}, "used up"),
        ({"plans": ["growth"]}, "only for: Growth"),
        ({"valid_until": timedelta(days=-1)}, "no longer valid"),
        ({"valid_from": timedelta(days=1)}, "not valid yet"),
    ],
)
def test_is_refused_with_the_reason(shop: Shop, said: dict[str, Any], why: str) -> None:
    moved = {key: shop.now + value if isinstance(value, timedelta) else value for key, value in said.items()}
    coupon(**moved)
    with pytest.raises(CouponRefused, match=why):
        shop.start(coupon="SUMMER")
    assert shop.charges() == []


def test_all_off_needs_no_payment(shop: Shop) -> None:
    coupon(percent_off=Decimal(100))
    assert shop.start(coupon="SUMMER").state == "paid"
    assert shop.subscription().state == "active"


def test_asking_twice_uses_it_once(shop: Shop) -> None:
    coupon(max_redemptions=1)
    shop.start(coupon="SUMMER")
    assert shop.start().total == Decimal("199.00")  # asked without it, its use is free again
    assert Coupon.objects.get().redeemed == 0
    shop.pay(shop.start(coupon="SUMMER"))
    shop.move(days=28)
    assert totals(shop)[-2:] == [Decimal("99.50"), Decimal("199.00")]
    assert Coupon.objects.get().redeemed == 1
