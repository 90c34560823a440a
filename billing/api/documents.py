"""Invoices, notes and invoice details, over the API."""

from typing import Any, ClassVar

from django.http.response import HttpResponse, HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import step_up
from billing import permissions
from billing.models import Customer, TaxDocument
from billing.models.documents import DocumentKind
from billing.selectors import documents
from billing.services import corrections, customers, delivering
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated


def _amount() -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=14, decimal_places=2)


class WarningOut(serializers.Serializer[Any]):
    """What is doubtful on a document and stops nothing."""

    field = serializers.CharField()
    message = serializers.CharField()


class DocumentOut(serializers.Serializer[Any]):
    """An issued document. `original` is what a note changes, `corrects` the invoice that it replaces."""

    id = serializers.CharField(source="public_id")
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=DocumentKind.choices)
    tier = serializers.CharField()
    issued_on = serializers.DateField()
    supplied_on = serializers.DateField()
    currency = serializers.CharField()
    excl = _amount()
    vat = _amount()
    incl = _amount()
    charge = serializers.CharField(source="charge.public_id", default=None, allow_null=True)
    original = serializers.CharField(source="original.public_id", default=None, allow_null=True)
    corrects = serializers.CharField(source="corrects.public_id", default=None, allow_null=True)
    reason = serializers.CharField()
    warnings = WarningOut(many=True)
    sha256 = serializers.CharField()


class DocumentDetailOut(DocumentOut):
    """With all that stands on it; its hash is `sha256`, over the canonical JSON."""

    document = serializers.JSONField(source="data")


class WaitingOut(serializers.Serializer[Any]):
    """A document that cannot be issued yet: `missing` are fields, `problems` say it in words."""

    id = serializers.CharField(source="public_id")
    charge = serializers.CharField(source="charge.public_id", default=None, allow_null=True)
    missing = serializers.ListField(child=serializers.CharField())
    problems = serializers.ListField(child=serializers.CharField())
    since = serializers.DateTimeField(source="created_at")


class CorrectIn(serializers.Serializer[Any]):
    """Why; it is printed on the corrected invoice."""

    reason = serializers.CharField(max_length=200)


class DetailsShape(serializers.Serializer[Any]):
    """Who stands on invoices. `email` is where they go; empty: the owner's address."""

    email = serializers.EmailField(max_length=254, allow_blank=True)
    legal_name = serializers.CharField(max_length=160, allow_blank=True)
    address = serializers.CharField(max_length=400, allow_blank=True)
    vat_number = serializers.CharField(max_length=20, allow_blank=True)
    registration_number = serializers.CharField(max_length=30, allow_blank=True)
    cellphone = serializers.CharField(max_length=20, allow_blank=True)


class DocumentsView(TenantListView):
    """Invoices and notes, newest first."""

    capability = permissions.PLAN_VIEW
    serializer_class = DocumentOut
    ordering = ("-issued_at", "-id")

    def get_queryset(self) -> Any:
        """Every document of the organisation."""
        return documents.documents()


class DocumentView(TenantAPIView):
    """One document."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=DocumentDetailOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """With all that stands on it."""
        return Response(DocumentDetailOut(documents.get_document(public_id)).data)


class DocumentFileView(TenantAPIView):
    """The document's file."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, public_id: str) -> HttpResponseBase:
        """PDF/A-3 with the UBL inside."""
        name, content = delivering.file_of(documents.get_document(public_id))
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class DocumentCorrectView(TenantAPIView):
    """A corrected invoice."""

    capability = permissions.DOCUMENT_CORRECT

    @extend_schema(request=CorrectIn, responses={201: DocumentOut})
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """The invoice again with the details as they are now; refused (409) when nothing would change."""
        given = validated(CorrectIn, request)
        made: TaxDocument = corrections.correct(
            public_id, reason=given["reason"], by=self.actor, now=timezone.now()
        )
        return Response(DocumentOut(made).data, status=status.HTTP_201_CREATED)


class WaitingView(TenantAPIView):
    """Documents to be completed."""

    capability = permissions.PLAN_VIEW

    @extend_schema(responses=WaitingOut(many=True))
    def get(self, request: Request, organisation: str) -> Response:
        """What cannot be issued yet, at most 20; each is issued once the details are complete."""
        return Response(WaitingOut(documents.waiting(), many=True).data)


class DetailsView(TenantAPIView):
    """Who stands on invoices."""

    capabilities: ClassVar = {"GET": permissions.PLAN_VIEW, "PUT": permissions.PAYMENT_MAKE}
    requires_if_match = frozenset({"PUT"})

    @extend_schema(responses=DetailsShape)
    def get(self, request: Request, organisation: str) -> Response:
        """As they stand."""
        return _details(customers.present(self.actor.organisation_id or 0))

    @extend_schema(request=DetailsShape, responses=DetailsShape)
    def put(self, request: Request, organisation: str) -> Response:
        """Change them. Documents that waited for them are issued at once. Another e-mail address asks for fresh proof."""
        given = customers.Details(**validated(DetailsShape, request))
        expected = expected_version(request)
        present = customers.present(self.actor.organisation_id or 0)
        if given.email != present.email:
            step_up.require_proof(request)
        return _details(customers.change(given, by=self.actor, expected=expected))


def _details(row: Customer) -> Response:
    return Response(DetailsShape(row).data, headers={"ETag": etag_for(row)})
