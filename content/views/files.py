"""A document as files to take along."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from content import permissions
from content.selectors.documents import get_document, get_version
from content.services import drawing, locking
from content.views.answers import download
from synthai.core.access import TenantRequest, page


@require_GET
@page(permissions.DOCUMENT_VIEW)
def document_pdf(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """The paper as PDF; of a document that was sent, the very file."""
    found = get_document(document, by=request.actor)
    content = locking.as_seen(found)
    return download(content, kind=drawing.PDF, name=drawing.file_name(found, "pdf"))


@require_GET
@page(permissions.DOCUMENT_VIEW)
def document_docx(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """The paper for Word."""
    found = get_document(document, by=request.actor)
    return download(drawing.as_docx(found), kind=drawing.DOCX, name=drawing.file_name(found, "docx"))


@require_GET
@page(permissions.DOCUMENT_VIEW)
def document_sources(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Where each figure is from, as a table."""
    found = get_document(document, by=request.actor)
    return download(
        drawing.as_sources(found), kind="text/csv; charset=utf-8", name=drawing.file_name(found, "csv")
    )


@require_GET
@page(permissions.DOCUMENT_VIEW)
def version_pdf(request: TenantRequest, organisation: str, document: str, number: int) -> HttpResponse:
    """A version as PDF; of one that was sent, the very file."""
    row = get_version(get_document(document, by=request.actor), number)
    content = locking.as_seen(row)
    return download(content, kind=drawing.PDF, name=drawing.file_name(row, "pdf"))
