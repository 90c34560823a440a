"""Many documents of one table over the API: templates, upload, columns, start, rows, the ZIP."""

from typing import Any, ClassVar

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import bulk_shapes as shapes
from content.models import BulkRun, RowState
from content.selectors import bulk as selectors
from content.services import bulk, bulk_files, bulk_result
from synthai.core import files
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class BulkRunsView(TenantListView):
    """Tables that become documents, the newest first."""

    capabilities: ClassVar = {"GET": permissions.DOCUMENT_VIEW, "POST": permissions.DOCUMENT_WRITE}
    serializer_class = shapes.BulkOut
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        """Those that were not put away."""
        return selectors.runs(self.actor)

    @extend_schema(request=shapes.BulkIn, responses={201: shapes.BulkDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Choose the templates; the answer names the questions that a column may hold."""
        given = validated(shapes.BulkIn, request)
        run = bulk.begin(given["templates"], by=self.actor, now=timezone.now())
        return _detail(run, status=201)


class BulkRunView(TenantAPIView):
    """One table."""

    capabilities: ClassVar = {"GET": permissions.DOCUMENT_VIEW, "DELETE": permissions.DOCUMENT_WRITE}

    @extend_schema(responses=shapes.BulkDetailOut)
    def get(self, request: Request, organisation: str, bulk_run: str) -> Response:
        """How far it is."""
        return _detail(selectors.get_bulk(bulk_run, by=self.actor))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, bulk_run: str) -> Response:
        """Put it away; POST to its return/ brings it back until its days are over. Idempotent."""
        bulk.put_away(selectors.get_bulk(bulk_run, by=self.actor).pk, by=self.actor)
        return Response(status=204)


class BulkTableView(TenantAPIView):
    """The table of a run."""

    capability = permissions.DOCUMENT_WRITE
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": shapes.BulkTableIn}, responses={202: shapes.BulkDetailOut})
    def post(self, request: Request, organisation: str, bulk_run: str) -> Response:
        """Upload it, or another in its place; its rows are checked by a worker."""
        files.refuse_if_too_large(request._request)  # noqa: SLF001 - Django's own carries the mark
        found = selectors.get_bulk(bulk_run, by=self.actor)
        file = validated(shapes.BulkTableIn, request)["file"]
        run = bulk.upload(found.pk, file, name=file.name, by=self.actor, now=timezone.now())
        return _detail(run, status=202)


class BulkColumnsView(TenantAPIView):
    """What its columns hold."""

    capability = permissions.DOCUMENT_WRITE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT"})
    parser_classes = [JSONParser]

    @extend_schema(request=shapes.BulkColumnsIn, responses={202: shapes.BulkDetailOut})
    def put(self, request: Request, organisation: str, bulk_run: str) -> Response:
        """Say it; the rows are checked again. If-Match names the ETag one has seen."""
        found, seen = selectors.get_bulk(bulk_run, by=self.actor), expected_version(request)
        mapping = validated(shapes.BulkColumnsIn, request)["mapping"]
        run = bulk.map_columns(found.pk, mapping, by=self.actor, now=timezone.now(), seen=seen)
        return _detail(run, status=202)


class BulkStartView(TenantAPIView):
    """Start it."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=shapes.BulkStartIn, responses={202: shapes.BulkDetailOut})
    def post(self, request: Request, organisation: str, bulk_run: str) -> Response:
        """Have the good rows written by their templates; a run that was cancelled goes on with what is left."""
        found, now = selectors.get_bulk(bulk_run, by=self.actor), timezone.now()
        given = validated(shapes.BulkStartIn, request)
        makes = given["make_documents"]
        run = bulk.start(found.pk, formats=given["formats"], makes_documents=makes, by=self.actor, now=now)
        return _detail(run, status=202)


class BulkCancelView(TenantAPIView):
    """Stop it."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses=shapes.BulkDetailOut)
    def post(self, request: Request, organisation: str, bulk_run: str) -> Response:
        """What was written by now is packed; the worker stops within some seconds."""
        run = bulk.cancel(selectors.get_bulk(bulk_run, by=self.actor).pk, by=self.actor, now=timezone.now())
        return _detail(run)


class BulkRowsView(TenantListView):
    """The rows of a table, by line."""

    capability = permissions.DOCUMENT_VIEW
    serializer_class = shapes.BulkRowOut
    ordering = ("line", "id")

    def get_queryset(self) -> Any:
        """All, or those in one state."""
        run = selectors.get_bulk(self.kwargs["bulk_run"], by=self.actor)
        return selectors.rows_of(run, state=self.request.query_params.get("state", ""))

    @extend_schema(parameters=[OpenApiParameter("state", str, enum=RowState.values)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of them, with what to mend in each."""
        return super().get(request, *args, **kwargs)


class BulkExampleView(TenantAPIView):
    """A table that fits."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses={(200, bulk_files.CSV): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, bulk_run: str) -> FileResponse:
        """As CSV: a column for each question, and a row of examples."""
        content = bulk_files.example(selectors.get_bulk(bulk_run, by=self.actor), "csv")
        return FileResponse(content, as_attachment=True, filename="example.csv", content_type=bulk_files.CSV)


class BulkResultView(TenantAPIView):
    """The documents."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, bulk_run: str) -> FileResponse:
        """As a ZIP with a table of contents."""
        content = bulk_result.open_zip(selectors.get_bulk(bulk_run, by=self.actor), by=self.actor)
        name, kind = "documents.zip", "application/zip"
        return FileResponse(content, as_attachment=True, filename=name, content_type=kind)


def _detail(run: BulkRun, *, status: int = 200) -> Response:
    return Response(shapes.BulkDetailOut(run).data, status=status, headers={"ETag": etag_for(run)})
