"""Prepaid units over the API."""

import secrets
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions
from billing.api import serializers as shapes
from billing.models import MoveKind, PotSource
from billing.selectors import wallets as selectors
from billing.services import items, top_ups, vouchers
from synthai.core.api.views import TenantAPIView, TenantListView, validated


def _units(**more: Any) -> Any:
    return serializers.DecimalField(max_digits=18, decimal_places=6, **more)


class PotOut(serializers.Serializer[Any]):
    """One purchase, voucher or gift."""

    id = serializers.CharField(source="public_id")
    feature = serializers.CharField()
    source = serializers.ChoiceField(choices=PotSource.choices)  # type: ignore[assignment]
    label = serializers.CharField()  # type: ignore[assignment]
    quantity = _units()
    left = _units()
    expires_at = serializers.DateTimeField(allow_null=True)


class TopUpOut(serializers.Serializer[Any]):
    """When a pack is bought by itself."""

    feature = serializers.CharField()
    price = serializers.CharField(source="price.public_id")
    below = _units()
    most_a_month = serializers.IntegerField()


class PurseOut(serializers.Serializer[Any]):
    """What is left of one feature."""

    feature = serializers.CharField()
    title = serializers.CharField()
    left = _units()
    pots = PotOut(many=True)
    top_up = TopUpOut(allow_null=True)


class PackOut(serializers.Serializer[Any]):
    """What can be bought; `price` is what buying takes."""

    price = serializers.CharField(source="price.public_id")
    name = serializers.CharField(source="price.plan.name")
    feature = serializers.CharField()
    units = _units()
    amount = serializers.DecimalField(source="price.amount", max_digits=12, decimal_places=2)
    currency = serializers.CharField(source="price.currency")


class WalletOut(serializers.Serializer[Any]):
    """Everything prepaid, and what can be bought."""

    purses = PurseOut(many=True)
    packs = PackOut(many=True)


class MoveOut(serializers.Serializer[Any]):
    """One movement; negative when units went. `event` is the use's own id."""

    id = serializers.CharField(source="public_id")
    feature = serializers.CharField()
    kind = serializers.ChoiceField(choices=MoveKind.choices)
    quantity = _units()
    balance = _units()
    event = serializers.CharField(source="event_id")
    pot = serializers.CharField(source="pot.public_id")
    created_at = serializers.DateTimeField()


class BuyIn(serializers.Serializer[Any]):
    """Which pack."""

    price = serializers.SlugField(max_length=40)
    quantity = serializers.IntegerField(default=1)


class VoucherIn(serializers.Serializer[Any]):
    """A code."""

    voucher = serializers.CharField(max_length=30)


class TopUpIn(serializers.Serializer[Any]):
    """Which pack, when, and how often at most."""

    price = serializers.SlugField(max_length=40)
    below = _units()
    most_a_month = serializers.IntegerField(default=2)


class WalletView(TenantAPIView):
    """Prepaid units."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=WalletOut)
    def get(self, request: Request, organisation: str) -> Response:
        """What is left by feature, each purchase, and the packs on sale."""
        now = timezone.now()
        said: Any = {"purses": selectors.purses(now=now), "packs": selectors.packs(now=now)}
        return Response(WalletOut(said).data)


class MovesView(TenantListView):
    """Movements of prepaid units, newest first."""

    capability = permissions.PLAN_VIEW
    serializer_class = MoveOut
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        """Every one of the organisation."""
        return selectors.moves()


class BuyView(TenantAPIView):
    """Buy a pack."""

    capability = permissions.PAYMENT_MAKE

    @extend_schema(request=BuyIn, responses={201: shapes.ChargeOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Makes its charge; the units come when that is paid."""
        given, now = validated(BuyIn, request), timezone.now()
        price = items.price_on_sale(given["price"], now=now)
        key = f"api:{secrets.token_hex(8)}"
        made = items.buy(price, given["quantity"], key=key, by=self.actor, now=now)
        return Response(shapes.ChargeOut(made).data, status=status.HTTP_201_CREATED)


class VoucherView(TenantAPIView):
    """Use a voucher."""

    capability = permissions.PAYMENT_MAKE

    @extend_schema(request=VoucherIn, responses={201: PotOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Its units are there at once; each voucher works once for an organisation."""
        code = validated(VoucherIn, request)["voucher"]
        made = vouchers.redeem(code, by=self.actor, now=timezone.now())
        return Response(PotOut(made).data, status=status.HTTP_201_CREATED)


class TopUpView(TenantAPIView):
    """Buy by itself."""

    capability = permissions.PAYMENT_MAKE

    @extend_schema(request=TopUpIn, responses=TopUpOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Set or change the rule of the pack's feature. Needs a kept card."""
        given, now = validated(TopUpIn, request), timezone.now()
        price = items.price_on_sale(given.pop("price"), now=now)
        return Response(TopUpOut(top_ups.put(price, **given, by=self.actor, now=now)).data)


class TopUpOneView(TenantAPIView):
    """The rule of a feature."""

    capabilities: ClassVar = {"DELETE": permissions.PAYMENT_MAKE}

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, feature: str) -> Response:
        """Nothing is bought by itself any more."""
        top_ups.remove(feature, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
