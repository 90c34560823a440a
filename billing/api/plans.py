"""Plans on sale and coupons, over the API."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions
from billing.api import coupon_shapes
from billing.api import serializers as shapes
from billing.selectors import catalogue, portal
from billing.services import comparing, coupons, previews, subscriptions
from synthai.core.api.views import TenantAPIView, validated


class PlansView(TenantAPIView):
    """Plans on sale."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=shapes.PlanOut(many=True))
    def get(self, request: Request, organisation: str) -> Response:
        """Every plan with its prices, cheapest first. A price's `id` is what the other calls take."""
        now = timezone.now()
        found: dict[str, list[comparing.Card]] = {}
        offers = catalogue.offers(now=now)
        for interval in comparing.INTERVALS:
            for card in comparing.compare(offers, interval, now=now).cards:
                found.setdefault(card.offer.plan.code, []).append(card)
        return Response(shapes.PlanOut([shapes.plan_out(cards) for cards in found.values()], many=True).data)


class CouponView(TenantAPIView):
    """Try a coupon."""

    capability = permissions.SUBSCRIPTION_CHANGE

    @extend_schema(request=coupon_shapes.CouponIn, responses=coupon_shapes.CouponOut)
    def post(self, request: Request, organisation: str) -> Response:
        """What it would take off the first period. Nothing is used: send it with `subscription/start/`."""
        given, now = validated(coupon_shapes.CouponIn, request), timezone.now()
        price, held = subscriptions.price_on_sale(given["price"], now=now), portal.present_subscription()
        coupon = coupons.usable(given["coupon"], held, price, now=now)
        quote = previews.start(price, given["quantity"], coupon.code, held, now=now)
        said = {"coupon": coupon.code, "name": coupon.name, "discount": quote.discount, "total": quote.total}
        return Response(coupon_shapes.CouponOut(said).data)
