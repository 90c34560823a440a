"""Support access: let SynthAI's staff in from a phone, see it, end it."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, selectors, step_up
from accounts.models import SupportAccess, SupportLevel
from accounts.services import support
from synthai.core.api.views import TenantAPIView, validated


class SupportIn(serializers.Serializer[Any]):
    """Why, for how long, how far."""

    reason = serializers.CharField(max_length=500)
    minutes = serializers.ChoiceField(choices=support.MINUTES, default=60)
    level = serializers.ChoiceField(choices=SupportLevel.values, default=SupportLevel.LOOK.value)


class SupportOut(serializers.ModelSerializer[SupportAccess]):
    """A consent that is open."""

    id = serializers.CharField(source="public_id", read_only=True)
    allowed_by = serializers.CharField(source="allowed_by_label", read_only=True)

    class Meta:
        model = SupportAccess
        fields: ClassVar = ["id", "reason", "level", "allowed_by", "allowed_at", "expires_at", "entered_at"]
        read_only_fields: ClassVar = fields


class SupportStateOut(serializers.Serializer[Any]):
    """Whether support may come in now: the open access, or null."""

    access = SupportOut(allow_null=True)


class SupportView(TenantAPIView):
    """Support access."""

    capability = permissions.SUPPORT_ALLOW

    @extend_schema(responses=SupportStateOut, tags=["support"])
    def get(self, request: Request, organisation: str) -> Response:
        """The open access; null when support may not come in."""
        access = selectors.open_support()
        is_active = access is not None and access.is_active(at=timezone.now())
        return Response(SupportStateOut({"access": access if is_active else None}).data)

    @extend_schema(request=SupportIn, responses={201: SupportOut}, tags=["support"])
    def post(self, request: Request, organisation: str) -> Response:
        """Let support in. A person's decision, with fresh proof (`accounts.proof_needed`); a key is refused."""
        step_up.require_proof(request)
        given = validated(SupportIn, request)
        access = support.allow(**given, by=self.actor, now=timezone.now())
        return Response(SupportOut(access).data, status=201)

    @extend_schema(responses={204: None}, tags=["support"])
    def delete(self, request: Request, organisation: str) -> Response:
        """End it at once."""
        support.end(by=self.actor, now=timezone.now())
        return Response(status=204)
