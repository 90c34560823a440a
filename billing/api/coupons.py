"""The coupon on a plan that is running, over the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions
from billing.api import coupon_shapes
from billing.models import Subscription
from billing.selectors import portal
from billing.services import coupons, running_coupon, subscriptions
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated


class RunningCouponView(TenantAPIView):
    """The coupon on the plan."""

    capabilities: ClassVar = {
        "GET": permissions.PLAN_VIEW,
        "POST": permissions.SUBSCRIPTION_CHANGE,
        "DELETE": permissions.SUBSCRIPTION_CHANGE,
    }

    @extend_schema(responses=coupon_shapes.RunningCouponOut)
    def get(self, request: Request, organisation: str) -> Response:
        """Which one runs; all members are null when none does."""
        return _running(portal.live_subscription())

    @extend_schema(request=coupon_shapes.UseCouponIn, responses=coupon_shapes.RunningCouponOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Put a code on the plan, for the next charge that the preview said or not at all (409). It takes the place of another."""
        given, expected = (
            validated(coupon_shapes.UseCouponIn, request),
            expected_version(request, required=False),
        )
        running_coupon.use(
            given["coupon"], shown=given["shown"], by=self.actor, now=timezone.now(), expected=expected
        )
        return _running(portal.live_subscription())

    @extend_schema(responses=coupon_shapes.RunningCouponOut)
    def delete(self, request: Request, organisation: str) -> Response:
        """Take it off. Sending its code again puts it back with the periods it has left; answers what runs then."""
        expected = expected_version(request, required=False)
        running_coupon.remove(by=self.actor, now=timezone.now(), expected=expected)
        return _running(portal.live_subscription())


class CouponPreviewView(TenantAPIView):
    """See what a coupon does."""

    capability = permissions.SUBSCRIPTION_CHANGE

    @extend_schema(request=coupon_shapes.TryCouponIn, responses=coupon_shapes.CouponOfferOut)
    def post(self, request: Request, organisation: str) -> Response:
        """What the next charges become, and for how long. Changes nothing."""
        given, held = validated(coupon_shapes.TryCouponIn, request), portal.live_subscription()
        if held is None:
            raise subscriptions.NoSubscription
        offer = running_coupon.preview(held, given["coupon"], now=timezone.now())
        said = coupon_shapes.CouponOfferOut(
            {**vars(offer), "due": offer.due, "said": running_coupon.said(offer)}
        )
        return Response(said.data, headers={"ETag": etag_for(held)})


def _running(held: Subscription | None) -> Response:
    used: Any = coupons.active_on(held) if held is not None else None
    headers = {"ETag": etag_for(held)} if held is not None else None
    return Response(coupon_shapes.RunningCouponOut(used or {}).data, headers=headers)
