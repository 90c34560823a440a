"""Undoing what was taken out, over the API: a link opens again, and what was put away or removed is there again. Each is idempotent."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import bulk_shapes, copies, reads, sending_shapes, word_templates
from content.selectors import bulk as bulk_selectors
from content.selectors import copies as copy_selectors
from content.selectors import documents as document_selectors
from content.selectors import reads as read_selectors
from content.selectors import sending as sending_selectors
from content.selectors import word_templates as word_selectors
from content.services import bulk as bulk_services
from content.services import copies as copy_services
from content.services import reads as read_services
from content.services import sharing
from content.services import word_templates as word_services
from synthai.core.api.views import TenantAPIView


class LinkReturnView(TenantAPIView):
    """Opening a link again."""

    capability = permissions.DOCUMENT_SEND

    @extend_schema(request=None, responses=sending_shapes.LinkOut)
    def post(self, request: Request, organisation: str, document: str, link: str) -> Response:
        """Undo closing it, while its days are not over."""
        found = document_selectors.get_document(document, by=self.actor)
        row = sending_selectors.get_link(found, link)
        sharing.open_again(row.pk, by=self.actor, now=timezone.now())
        return Response(sending_shapes.LinkOut(sending_selectors.links(found).get(pk=row.pk)).data)


class BulkReturnView(TenantAPIView):
    """Bringing a table back."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses=bulk_shapes.BulkDetailOut)
    def post(self, request: Request, organisation: str, bulk_run: str) -> Response:
        """Undo putting it away."""
        row = bulk_services.bring_back(bulk_selectors.get_bulk(bulk_run, by=self.actor).pk, by=self.actor)
        return Response(bulk_shapes.BulkDetailOut(row).data)


class WordTemplateReturnView(TenantAPIView):
    """Bringing a Word template back."""

    capability = permissions.TEMPLATE_CHANGE

    @extend_schema(request=None, responses=word_templates.WordTemplateDetailOut)
    def post(self, request: Request, organisation: str, template: str) -> Response:
        """Undo putting it away."""
        word_services.bring_back(word_selectors.get_word_template(template).pk, by=self.actor)
        found = word_selectors.get_word_template(template)
        return Response(word_templates.WordTemplateDetailOut(found).data)


class ReadReturnView(TenantAPIView):
    """Putting back what was read in."""

    capability = permissions.READING_USE

    @extend_schema(request=None, responses=reads.ReadDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Undo removing it, for a day."""
        read_services.put_back(read_selectors.get_removed(public_id).pk, by=self.actor)
        return Response(reads.ReadDetailOut(read_selectors.get_read(public_id)).data)


class CopyReturnView(TenantAPIView):
    """Putting a marketing text back."""

    capability = permissions.COPY_USE

    @extend_schema(request=None, responses=copies.CopyDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Undo removing it, for a day."""
        copy_services.put_back(copy_selectors.get_removed(public_id).pk, by=self.actor)
        return Response(copies.detail(copy_selectors.get_copy(public_id)))
