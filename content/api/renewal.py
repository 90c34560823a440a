"""Documents over the API: brought back, brought up to date, and whether they need approval at all."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import document_shapes as shapes
from content.api.documents import detail
from content.models import DocumentSettings
from content.selectors import approvals as asked
from content.selectors import documents as selectors
from content.services import approvals, documents, upgrading
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated


class SettingsIO(serializers.Serializer[Any]):
    """Whether somebody approves a document before it goes out."""

    needs_approval = serializers.BooleanField()


class ReturnView(TenantAPIView):
    """Bringing a document back."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses=shapes.DocumentDetailOut)
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Undo putting it away. Idempotent."""
        documents.bring_back(selectors.get_document(document, by=self.actor).pk, by=self.actor)
        return detail(document, by=self.actor)


class RenewalView(TenantAPIView):
    """Figures and facts of today."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses=shapes.DocumentDetailOut)
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Gather what is known anew; what stood there is kept as a version."""
        found = selectors.get_document(document, by=self.actor)
        documents.refresh(found.pk, by=self.actor, now=timezone.now())
        return detail(document, by=self.actor)


class UpgradeView(TenantAPIView):
    """The newest version of a document's template."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses=shapes.DocumentDetailOut)
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Answers and texts come along; what stood there is kept as a version."""
        found = selectors.get_document(document, by=self.actor)
        upgrading.upgrade(found.pk, by=self.actor, now=timezone.now())
        return detail(document, by=self.actor)


class SettingsView(TenantAPIView):
    """Settings of documents."""

    capability = permissions.SETTINGS_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT"})

    @extend_schema(responses=SettingsIO)
    def get(self, request: Request, organisation: str) -> Response:
        """What holds now."""
        return _told(asked.settings_of())

    @extend_schema(request=SettingsIO, responses=SettingsIO)
    def put(self, request: Request, organisation: str) -> Response:
        """Say whether documents need approval. If-Match names the ETag one has seen. Idempotent."""
        version = expected_version(request)
        wanted = validated(SettingsIO, request)["needs_approval"]
        return _told(approvals.set_needed(needs_approval=wanted, by=self.actor, version=version))


def _told(row: DocumentSettings) -> Response:
    return Response(SettingsIO(row).data, headers={"ETag": etag_for(row)})
