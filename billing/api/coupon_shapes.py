"""Coupons as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from billing.api.serializers import money
from billing.services.subscriptions import MOST_SEATS


class CouponIn(serializers.Serializer[Any]):
    """A code, and the price it is to be used for."""

    coupon = serializers.CharField(max_length=30)
    price = serializers.CharField(max_length=16)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_SEATS, default=1)


class CouponOut(serializers.Serializer[Any]):
    """What it would take off the first period."""

    coupon = serializers.CharField()
    name = serializers.CharField()
    discount = money()
    total = money()


class TryCouponIn(serializers.Serializer[Any]):
    """A code for the plan that is running."""

    coupon = serializers.CharField(max_length=30)


class UseCouponIn(TryCouponIn):
    """As for the preview, with the `due` that it said."""

    shown = money(required=False, default=None, allow_null=True)


class CouponStepOut(serializers.Serializer[Any]):
    """One of the next charges: with the coupon, what of it is the coupon's, and as things stand."""

    at = serializers.DateTimeField()
    total = money()
    less = money()
    before = money()


class CouponOfferOut(serializers.Serializer[Any]):
    """What a coupon would do. `periods` null: for ever. Send `due` back as `shown`. `replaces` is the code that would end."""

    coupon = serializers.CharField(source="coupon.code")
    name = serializers.CharField(source="coupon.name")
    said = serializers.CharField()
    less = money()
    due = money()
    periods = serializers.IntegerField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    replaces = serializers.CharField(source="replaces.code", default=None, allow_null=True)
    charges = CouponStepOut(many=True, source="steps")


class RunningCouponOut(serializers.Serializer[Any]):
    """The coupon that runs. `periods_left` null: for ever."""

    coupon = serializers.CharField(source="coupon.code", default=None, allow_null=True)
    name = serializers.CharField(source="coupon.name", default=None, allow_null=True)
    periods_left = serializers.IntegerField(default=None, allow_null=True)
    used_at = serializers.DateTimeField(source="redeemed_at", default=None, allow_null=True)
