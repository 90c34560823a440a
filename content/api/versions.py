"""Versions and approval of documents over the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import document_shapes as shapes
from content.api.documents import detail
from content.models import Approval
from content.selectors import approvals as asked
from content.selectors import comparisons
from content.selectors import documents as selectors
from content.services import approvals, versions
from synthai.core.api.etags import require_if_match
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound


class VersionsView(TenantListView):
    """Versions of a document, newest first."""

    capabilities: ClassVar = {"GET": permissions.DOCUMENT_VIEW, "POST": permissions.DOCUMENT_WRITE}
    serializer_class = shapes.VersionOut
    ordering = ("-number", "-id")

    def get_queryset(self) -> Any:
        """Those of the document in the address."""
        return selectors.versions(selectors.get_document(self.kwargs["document"], by=self.actor))

    @extend_schema(request=shapes.VersionIn, responses={201: shapes.VersionOut})
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Keep the document as it stands."""
        found = selectors.get_document(document, by=self.actor)
        note = validated(shapes.VersionIn, request)["note"]
        kept = versions.save(found.pk, by=self.actor, now=timezone.now(), note=note)
        return Response(shapes.VersionOut(kept).data, status=201)


class RestoreView(TenantAPIView):
    """An earlier version again."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses=shapes.DocumentDetailOut)
    def post(self, request: Request, organisation: str, document: str, number: int) -> Response:
        """Let the document say what that version says; what stood there is kept as a version."""
        found = selectors.get_document(document, by=self.actor)
        versions.restore(found.pk, number, by=self.actor, now=timezone.now())
        return detail(document, by=self.actor)


class CompareView(TenantAPIView):
    """Two versions of a document."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(
        parameters=[
            OpenApiParameter("old", int, description="A version's number; left out: the document now."),
            OpenApiParameter("new", int, description="A version's number; left out: the document now."),
        ],
        responses=shapes.ComparisonOut,
    )
    def get(self, request: Request, organisation: str, document: str) -> Response:
        """What changed, word by word."""
        found = selectors.get_document(document, by=self.actor)
        rows = [
            selectors.get_version(found, _number(number)) if number else found
            for number in (request.query_params.get(name, "") for name in ("old", "new"))
        ]
        return Response(shapes.ComparisonOut(comparisons.between(*rows)).data)


class ApprovalView(TenantAPIView):
    """The request for approval of a document."""

    capabilities: ClassVar = {
        "GET": permissions.DOCUMENT_VIEW,
        "POST": permissions.DOCUMENT_WRITE,
        "DELETE": permissions.DOCUMENT_WRITE,
    }
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(responses=shapes.ApprovalOut)
    def get(self, request: Request, organisation: str, document: str) -> Response:
        """The newest one. 404 when nobody ever asked."""
        found = asked.history(selectors.get_document(document, by=self.actor).pk)
        if not found:
            raise NotFound
        return Response(shapes.ApprovalOut(found[0]).data)

    @extend_schema(request=shapes.WordsIn, responses={201: shapes.ApprovalOut})
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Ask for approval. If-Match names the ETag of what shall be approved."""
        found = selectors.get_document(document, by=self.actor)
        require_if_match(request, found)
        words = validated(shapes.WordsIn, request)["words"]
        made = approvals.ask(found.pk, note=words, by=self.actor, now=timezone.now(), seen=found.version)
        return Response(shapes.ApprovalOut(made).data, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, document: str) -> Response:
        """Ask no longer: it is a draft again. Idempotent."""
        found = selectors.get_document(document, by=self.actor)
        approvals.take_back(found.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class ApproveView(TenantAPIView):
    """Saying yes."""

    capability = permissions.DOCUMENT_APPROVE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(request=shapes.WordsIn, responses=shapes.ApprovalOut)
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """It may go out as it stands. If-Match names the ETag of what was read."""
        found = selectors.get_document(document, by=self.actor)
        require_if_match(request, found)
        words = validated(shapes.WordsIn, request)["words"]
        by, now = self.actor, timezone.now()
        return _told(approvals.approve(found.pk, words=words, by=by, now=now, seen=found.version))


class SendBackView(TenantAPIView):
    """Saying what is to be changed first."""

    capability = permissions.DOCUMENT_APPROVE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(request=shapes.WordsIn, responses=shapes.ApprovalOut)
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Back to its writer, with words. If-Match names the ETag of what was read."""
        found = selectors.get_document(document, by=self.actor)
        require_if_match(request, found)
        words = validated(shapes.WordsIn, request)["words"]
        by, now = self.actor, timezone.now()
        return _told(approvals.send_back(found.pk, words=words, by=by, now=now, seen=found.version))


def _told(approval: Approval) -> Response:
    return Response(shapes.ApprovalOut(approval).data)


def _number(text: str) -> int:
    """A version's number. Raises NotFound for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise NotFound
    return int(text)
