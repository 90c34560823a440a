"""Versions of a document: kept by hand, read, compared word by word, brought back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.documents import NoteForm
from content.models import Document, DocumentVersion
from content.selectors import comparisons, papers
from content.selectors import documents as selectors
from content.selectors.comparisons import Row
from content.services import versions as services
from content.views import screens
from content.views.answers import DETAIL, said, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 30


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_VIEW)
def versions(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """The versions, newest first; posting keeps the document as it stands."""
    found = selectors.get_document(document, by=request.actor)
    form = NoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        services.save(found.pk, note=form.cleaned_data["note"], by=request.actor, now=timezone.now())
        return said(request, _("Kept as a version."), "content:versions", organisation, document)
    context = {
        **screens.document(request, found, active="versions"),
        "page": _kept(found, request.GET.get("cursor")),
        "form": form,
        "sent_before": selectors.sent_before(found, by=request.actor),
    }
    return render(request, "content/version_list.html", context)


def _kept(found: Document, cursor: str | None) -> keyset.Page[Any]:
    return keyset.page(
        selectors.versions(found),
        ordering=("-number", "-id"),
        size=PAGE_SIZE,
        cursor=cursor,
        scope=f"versions:{found.public_id}",
    )


@require_GET
@page(permissions.DOCUMENT_VIEW)
def version(request: TenantRequest, organisation: str, document: str, number: int) -> HttpResponse:
    """A version as it reads."""
    found = selectors.get_document(document, by=request.actor)
    row = selectors.get_version(found, number)
    shown = papers.of_document(row)
    context = {
        **screens.document(request, found, active="versions"),
        "version": row,
        "paper": shown.composition.paper,
    }
    return render(request, "content/version.html", context)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def version_restore(request: TenantRequest, organisation: str, document: str, number: int) -> HttpResponse:
    """Let the document say again what it said then."""
    found = selectors.get_document(document, by=request.actor)
    services.restore(found.pk, number, by=request.actor, now=timezone.now())
    told = _("Version %(number)d stands in the document again. What stood there is among the versions.")
    return said(request, told % {"number": number}, DETAIL, organisation, document)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def compare(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """What is other between two versions, word by word."""
    found = selectors.get_document(document, by=request.actor)
    before = selectors.sent_before(found, by=request.actor)
    old, new = (_row(found, request.GET.get(name, ""), before) for name in ("old", "new"))
    context = {
        **screens.document(request, found, active="versions"),
        "comparison": comparisons.between(old, new),
        "sent_before": before,
        "versions": list(selectors.versions(found).order_by("-number")[:100]),
    }
    return render(request, "content/compare.html", context)


def _row(found: Document, number: str, before: DocumentVersion | None) -> Row:
    """A version by its number, what was sent before by its word; the document as it stands without one."""
    if number == "sent" and before is not None:
        return before
    if not (number.isascii() and number.isdigit() and len(number) < 6):
        return found
    return selectors.get_version(found, int(number))
