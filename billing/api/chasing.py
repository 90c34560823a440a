"""A payment is overdue: promise a day, or object."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions
from billing.services import cases, chasing
from synthai.core.api.views import TenantAPIView, validated


class PromiseIn(serializers.Serializer[Any]):
    """When it will be paid."""

    on = serializers.DateField()


class ObjectionIn(serializers.Serializer[Any]):
    """What is not right."""

    reason = serializers.CharField(max_length=200)


class CaseOut(serializers.Serializer[Any]):
    """How it goes on."""

    id = serializers.CharField(source="public_id")
    promised_on = serializers.DateField(allow_null=True)
    held_until = serializers.DateField(allow_null=True)
    next_at = serializers.SerializerMethodField()

    def get_next_at(self, case: Any) -> str:
        """When the next step is taken."""
        return cases.due_at(case).isoformat()


class PromiseView(TenantAPIView):
    """Promise a day."""

    capability = permissions.PAYMENT_MAKE

    @extend_schema(request=PromiseIn, responses=CaseOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Within two weeks, once for an overdue payment. Until then nothing is narrowed; on the day the kept card is tried."""
        on = validated(PromiseIn, request)["on"]
        return Response(CaseOut(chasing.promise(on, by=self.actor, now=timezone.now())).data)


class ObjectionView(TenantAPIView):
    """Say that something is not right."""

    capability = permissions.PAYMENT_MAKE

    @extend_schema(request=ObjectionIn, responses=CaseOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Once for an overdue payment: nothing happens until staff have looked, ten days at most."""
        reason = validated(ObjectionIn, request)["reason"]
        return Response(CaseOut(chasing.object_to(reason, by=self.actor, now=timezone.now())).data)
