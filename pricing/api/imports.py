"""Imports and sample data over the API."""

from typing import Any, ClassVar

from django.http.response import FileResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from pricing import permissions
from pricing.api import serializers_import as shapes
from pricing.imports.answers import Options
from pricing.imports.roles import Mapping
from pricing.models import Import
from pricing.selectors import imports as selectors
from pricing.services import imports, sample, uploads
from synthai.core import files
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.replay import key_of
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound


class ImportsView(TenantListView):
    """Imports."""

    capabilities: ClassVar = {"GET": permissions.PRODUCT_VIEW, "POST": permissions.IMPORT_CREATE}
    serializer_class = shapes.ImportOut
    parser_classes = [MultiPartParser]
    ordering = ("-uploaded_at", "-id")
    keeps_own_key = (
        True  # storing a file takes longer than a transaction should: the key lies on the import's row
    )

    def get_queryset(self) -> Any:
        """Every import of the organisation."""
        return selectors.imports()

    @extend_schema(request={"multipart/form-data": shapes.UploadIn}, responses={202: shapes.ImportOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Upload a file; a worker looks at it. Poll the import, or listen to `org.<id>.imports`."""
        file = _file_of(request)
        key = key_of(request) or ""
        found = uploads.upload(file, name=file.name, by=self.actor, now=timezone.now(), request_key=key)
        reply = Response(shapes.ImportOut(found).data, status=status.HTTP_202_ACCEPTED)
        reply["Location"] = reverse("api:pricing-import", args=[organisation, found.public_id])
        return reply


class ImportView(TenantAPIView):
    """One import."""

    capabilities: ClassVar = {"GET": permissions.PRODUCT_VIEW, "PATCH": permissions.IMPORT_CREATE}

    @extend_schema(responses=shapes.ImportDetailOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """State, progress and counts; layout, proposed mapping and open questions; findings."""
        return _detail(selectors.get_import(public_id))

    @extend_schema(request=shapes.MappingChangeIn, responses=shapes.ImportDetailOut)
    def patch(self, request: Request, organisation: str, public_id: str) -> Response:
        """Say what the columns mean and answer the questions; the file is read next."""
        given = validated(shapes.MappingChangeIn, request)
        mapping = {name: place for name, place in given["mapping"].items() if place is not None}
        return _start(self, request, public_id, mapping, given)


class ImportStartView(TenantAPIView):
    """Start reading."""

    capability = permissions.IMPORT_CREATE

    @extend_schema(request=shapes.StartIn, responses=shapes.ImportDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Read the file with the mapping that was proposed."""
        return _start(self, request, public_id, None, validated(shapes.StartIn, request))


class ImportProblemsView(TenantAPIView):
    """What was found in a file."""

    capability = permissions.PRODUCT_VIEW

    @extend_schema(responses=shapes.FindingOut(many=True))
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """Problems by kind and column, worst first."""
        found = selectors.get_import(public_id)
        return Response(shapes.FindingOut(selectors.findings_of(found), many=True).data)


class ImportReportView(TenantAPIView):
    """The row-level report."""

    capability = permissions.PRODUCT_VIEW

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, public_id: str) -> HttpResponseBase:
        """CSV: row, column, cell, what is wrong, how to mend it. At most 20,000 rows."""
        found = selectors.get_import(public_id)
        if not found.report_path:
            raise NotFound
        content = files.open_file(found.report_path)
        return FileResponse(content, filename="report.csv", as_attachment=True, content_type="text/csv")


class ImportCancelView(TenantAPIView):
    """Stop an import."""

    capability = permissions.IMPORT_CREATE

    @extend_schema(request=None, responses=shapes.ImportDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """At once, or when its worker next looks up; nothing of it is kept."""
        return _detail(imports.cancel(_key(public_id), by=self.actor, now=timezone.now()))


class ImportRetryView(TenantAPIView):
    """Start an import again."""

    capability = permissions.IMPORT_CREATE

    @extend_schema(request=None, responses=shapes.ImportDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """A failed or cancelled one, from the same file."""
        return _detail(imports.retry(_key(public_id), by=self.actor, now=timezone.now()))


class ImportUndoView(TenantAPIView):
    """Take an import back."""

    capability = permissions.IMPORT_UNDO

    @extend_schema(request=None, responses=shapes.ImportDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Its rows go, what it changed is restored, its products go unless used since."""
        return _detail(imports.undo(_key(public_id), by=self.actor, now=timezone.now()))


class SampleRemoveView(TenantAPIView):
    """The sample data."""

    capability = permissions.IMPORT_UNDO

    @extend_schema(request=None, responses=shapes.SampleRemovedOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Remove the sample products with their sales, advice and decisions."""
        removed = sample.remove(by=self.actor, now=timezone.now())
        return Response(shapes.SampleRemovedOut(removed).data)


def _file_of(request: Request) -> Any:
    """The uploaded file. Raises FileTooLarge when the upload handler stopped taking it in."""
    parsed = request.data  # reads the body, and with it marks the request
    del parsed
    files.refuse_if_too_large(request._request)  # noqa: SLF001 - the handler marks Django's
    return validated(shapes.UploadIn, request)["file"]


def _key(public_id: str) -> int:
    return selectors.get_import(public_id).pk


def _start(
    view: TenantAPIView, request: Request, public_id: str, mapping: Mapping | None, given: dict[str, Any]
) -> Response:
    options = dict(given.get("options", {}))
    if "week_one_on" in options:
        options["week_one_on"] = options["week_one_on"].isoformat()
    found = imports.set_mapping(
        _key(public_id),
        mapping=mapping,
        answers=Options.from_json(options),
        by=view.actor,
        now=timezone.now(),
        version=expected_version(request, required=False),
    )
    return _detail(found)


def _detail(found: Import) -> Response:
    reply = Response(shapes.ImportDetailOut(found).data)
    reply["ETag"] = etag_for(found)
    return reply
