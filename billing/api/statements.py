"""Statements of account, over the API."""

from typing import Any

from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions
from billing.services import statements
from synthai.core.api.views import TenantAPIView


def _amount() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2)


class PeriodIn(serializers.Serializer[Any]):
    """Both days are included. Without them: this month, up to today. `seller` is the id of who sold, where there are several."""

    start = serializers.DateField(required=False)
    end = serializers.DateField(required=False)
    seller = serializers.CharField(required=False, max_length=16)


class EntryOut(serializers.Serializer[Any]):
    """One movement: positive adds to what is owed. `kind` is "invoice", "payment", "credit_note" …"""

    on = serializers.DateField()
    number = serializers.CharField()
    kind = serializers.CharField()
    what = serializers.CharField(source="label")
    due_on = serializers.DateField(allow_null=True)
    amount = _amount()
    balance = _amount()


class BucketOut(serializers.Serializer[Any]):
    """What has been owed for so many days: 0 is less than 30, 120 is 120 and more."""

    days = serializers.IntegerField()
    amount = _amount()


class AskedOut(serializers.Serializer[Any]):
    """A charge that is to be paid and not invoiced yet: it is not in the balance."""

    id = serializers.CharField(source="public_id")
    reference = serializers.CharField()
    total = _amount()
    due = _amount()
    due_at = serializers.DateTimeField()


class StatementOut(serializers.Serializer[Any]):
    """`closing` is what is owed; negative: in your favour. The ages add up to it."""

    seller = serializers.CharField(source="entity.public_id")
    seller_name = serializers.CharField(source="document.seller.name")
    currency = serializers.CharField(source="document.currency")
    start = serializers.DateField(source="document.period_start")
    end = serializers.DateField(source="document.period_end")
    opening = serializers.DecimalField(max_digits=14, decimal_places=2, source="document.statement.opening")
    entries = EntryOut(many=True, source="document.statement.entries")
    closing = serializers.DecimalField(max_digits=14, decimal_places=2, source="document.statement.closing")
    ageing = BucketOut(many=True, source="document.statement.ageing")
    not_matched = serializers.DecimalField(
        max_digits=14, decimal_places=2, source="document.statement.unallocated"
    )
    asked = AskedOut(many=True)
    credit = _amount()


class StatementView(TenantAPIView):
    """The account between two days."""

    capability = permissions.PLAN_VIEW

    @extend_schema(parameters=[PeriodIn], responses=StatementOut)
    def get(self, request: Request, organisation: str) -> Response:
        """Opening balance, movements, closing balance, ages; what is asked for and not invoiced; credit."""
        return Response(StatementOut(_account(self, request)).data)


class StatementFileView(TenantAPIView):
    """The same as a file."""

    capability = permissions.PLAN_VIEW

    @extend_schema(parameters=[PeriodIn], responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str) -> HttpResponseBase:
        """PDF/A-3."""
        name, content = statements.pdf_of(_account(self, request))
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


def _account(view: TenantAPIView, request: Request) -> statements.Account:
    asked = PeriodIn(data=request.query_params)
    asked.is_valid(raise_exception=True)
    owner, today = view.actor.organisation_id or 0, timezone.localdate()
    end = min(asked.validated_data.get("end", today), today)
    start = asked.validated_data.get("start", end.replace(day=1))
    entity = statements.entity_for(owner, asked.validated_data.get("seller", ""))
    return statements.of_period(owner, entity=entity, start=start, end=end)
