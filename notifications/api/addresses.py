"""Where a person is reached, over the API: her list, and the token of the phone's app."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notifications import selectors
from notifications.channels.protocol import Channel
from notifications.models import Address
from notifications.models.message import CHANNELS
from notifications.services import addresses
from notifications.services.choices import Way
from synthai.core.access import signed_in_id
from synthai.core.api.views import PersonAPIView, PersonListView, validated


class AddressOut(serializers.ModelSerializer[Address]):
    """One way to a person. Tokens and subscriptions are never shown; `name` is the number, or what the device calls itself."""

    id = serializers.CharField(source="public_id", read_only=True)
    channel = serializers.ChoiceField(choices=CHANNELS, read_only=True)
    name = serializers.SerializerMethodField()
    is_this_device = serializers.SerializerMethodField()

    class Meta:
        model = Address
        fields: ClassVar = ["id", "channel", "name", "is_this_device", "created_at", "renewed_at"]
        read_only_fields: ClassVar = fields

    def get_name(self, row: Address) -> str:
        """The number, or the device's own name."""
        return row.value if Channel(row.channel) in addresses.NUMBERS else row.label

    def get_is_this_device(self, row: Address) -> bool:
        """Whether it is the app that asks."""
        return bool(row.sign_in) and row.sign_in == _sign_in(self.context["request"])


class DeviceIn(serializers.Serializer[Any]):
    """The app's FCM registration token, and what the phone is called."""

    token = serializers.RegexField(r"^[\x21-\x7e]+$", min_length=20, max_length=addresses.LONGEST_TOKEN)
    name = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class AddressesView(PersonListView):
    """Every way to the person who asks, newest first."""

    serializer_class = AddressOut
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        """Numbers, apps and browsers."""
        return selectors.addresses_of(signed_in_id(self.request))


class AddressView(PersonAPIView):
    """One way."""

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, public_id: str) -> Response:
        """Reach the person there no more."""
        addresses.remove(signed_in_id(request), public_id, way=Way("api"), now=timezone.now())
        return Response(status=204)


class DeviceView(PersonAPIView):
    """The phone's app that asks."""

    @extend_schema(request=DeviceIn, responses=AddressOut)
    def put(self, request: Request) -> Response:
        """Register or refresh its token. Repeat it at each start: the same token is one address, and moves with whoever signs in.

        It is removed when this sign-in ends.
        """
        given = validated(DeviceIn, request)
        row = addresses.keep_app(
            signed_in_id(request),
            given["token"],
            label=given["name"],
            sign_in=_sign_in(request),
            now=timezone.now(),
        )
        return Response(AddressOut(row, context={"request": request}).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Tell this phone nothing more, while it stays signed in. Idempotent."""
        addresses.forget_sign_ins([_sign_in(request)])
        return Response(status=204)


def _sign_in(request: Request) -> str:
    """The sign-in of the app that asks; empty for a browser."""
    return str(vars(getattr(request, "_request", request)).get("sign_in_id") or "")
