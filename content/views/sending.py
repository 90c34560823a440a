"""What went out of a document: links, who opened them, and where signing stands."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.sending import ShareForm
from content.models import Document
from content.selectors import approvals, documents
from content.selectors import sending as selectors
from content.services import sending as service
from content.services import sharing
from content.views import screens
from content.views.attempts import attempt, posted
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError


@require_GET
@page(permissions.DOCUMENT_VIEW)
def sending(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Links, signatures and dates of a document."""
    found, now = documents.get_document(document, by=request.actor), timezone.now()
    requests = [selectors.standing(each) for each in selectors.requests(found)[:5]]
    context: dict[str, Any] = {
        **screens.document(request, found, active="sending"),
        "is_ready": approvals.may_go_out(found),
        "links": [(link, link.is_open(now)) for link in selectors.links(found)],
        "requests": requests,
        "is_being_signed": found.state == "signed" or any(each.request.is_open for each in requests),
        "dates": selectors.obligations_of(found),
        "today": timezone.localdate(now),
        "may_send": request.actor.can(permissions.DOCUMENT_SEND),
        "may_write": request.actor.can(permissions.DOCUMENT_WRITE),
        "undo": _undo(found, request.GET.get("closed", "")),
    }
    return render(request, "content/sending.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_SEND)
def share(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Make a link; the document is locked with the first one."""
    found, now = documents.get_document(document, by=request.actor), timezone.now()
    form = ShareForm(posted(request))
    if request.method == "POST" and form.is_valid():
        sent = attempt(form, lambda: service.send(found, form.wish(now=now), by=request.actor, now=now))
        if sent is not None:
            words = (
                _("The link is on its way.") if sent.made.link.mailed_at else _("The link is ready to copy.")
            )
            messages.success(request, words)
            return redirect("content:link", organisation, document, sent.made.link.public_id)
    return render(request, "content/share.html", {"document": found, "form": form})


@require_GET
@page(permissions.DOCUMENT_SEND)
def link(request: TenantRequest, organisation: str, document: str, link: str) -> HttpResponse:
    """One link: its address, and who looked."""
    found = documents.get_document(document, by=request.actor)
    row = selectors.get_link(found, link)
    context = {
        "document": found,
        "link": row,
        "is_open": row.is_open(timezone.now()),
        "address": sharing.address_of(row),
        "views": selectors.views(row),
    }
    return render(request, "content/link.html", context)


@require_POST
@page(permissions.DOCUMENT_SEND)
def close(request: TenantRequest, organisation: str, document: str, link: str) -> HttpResponse:
    """Nobody gets in by it any more."""
    row = selectors.get_link(documents.get_document(document, by=request.actor), link)
    sharing.close(row.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The link is closed."))
    response = redirect("content:sending", organisation, document)
    response["Location"] += f"?closed={row.public_id}"
    return response


@require_POST
@page(permissions.DOCUMENT_SEND)
def open_again(request: TenantRequest, organisation: str, document: str, link: str) -> HttpResponse:
    """Undo."""
    row = selectors.get_link(documents.get_document(document, by=request.actor), link)
    try:
        sharing.open_again(row.pk, by=request.actor, now=timezone.now())
        messages.success(request, _("The link opens the document again."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("content:sending", organisation, document)


def _undo(document: Document, public_id: str) -> Any:
    """The link that was closed just now."""
    rows = selectors.links(document).filter(public_id=public_id, revoked_at__isnull=False)
    return rows.first() if public_id else None
