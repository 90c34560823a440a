"""Signatures on a document, as its organisation sees them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.sending import ReasonForm, SigningForm, signer_rows
from content.models import Document
from content.selectors import documents, read_off
from content.selectors import sending as selectors
from content.services import sending
from content.services.signing import asking, chain, ending, papers, sealing
from content.views.attempts import attempt, posted
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_SEND)
def begin(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Who signs, in which order, until when. The document is locked with it."""
    found, now = documents.get_document(document, by=request.actor), timezone.now()
    form, rows = SigningForm(posted(request)), signer_rows(posted(request), read_off.places(found))
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        made = attempt(form, lambda: _begun(request, found, form, rows, now))
        if made is not None:
            messages.success(request, _("The mails to the signers are on their way."))
            return redirect("content:signing", organisation, document, made.public_id)
    return render(request, "content/signing_begin.html", {"document": found, "form": form, "rows": rows})


@require_GET
@page(permissions.DOCUMENT_VIEW)
def signing(request: TenantRequest, organisation: str, document: str, signing: str) -> HttpResponse:
    """Where it stands: signers, what happened, the sealed file."""
    found = documents.get_document(document, by=request.actor)
    standing = selectors.standing(selectors.get_request(found, signing))
    entries = chain.entries(standing.request)
    context: dict[str, Any] = {
        "document": found,
        "standing": standing,
        "signing": standing.request,
        "entries": [(entry, papers.sentence(entry)) for entry in entries],
        "broken": chain.first_broken(standing.request, entries),
        "may_send": request.actor.can(permissions.DOCUMENT_SEND),
    }
    return render(request, "content/signing.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_SEND)
def withdraw(request: TenantRequest, organisation: str, document: str, signing: str) -> HttpResponse:
    """Take it back, with a word why."""
    found, now = documents.get_document(document, by=request.actor), timezone.now()
    row, form = selectors.get_request(found, signing), ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: ending.withdraw(row.pk, reason, by=request.actor, now=now)) is not None:
            messages.success(request, _("The request is withdrawn. Everybody who was asked gets a mail."))
            return redirect("content:signing", organisation, document, signing)
    return render(request, "content/signing_withdraw.html", {"document": found, "signing": row, "form": form})


@require_POST
@page(permissions.DOCUMENT_SEND)
def remind(
    request: TenantRequest, organisation: str, document: str, signing: str, signer: str
) -> HttpResponse:
    """Mail one signer the link once more."""
    row = selectors.get_request(documents.get_document(document, by=request.actor), signing)
    found = selectors.get_signer(row, signer)
    try:
        ending.remind_now(found.pk, by=request.actor, now=timezone.now())
        messages.success(request, _("%(name)s gets a reminder.") % {"name": found.name})
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("content:signing", organisation, document, signing)


@require_POST
@page(permissions.DOCUMENT_SEND)
def seal(request: TenantRequest, organisation: str, document: str, signing: str) -> HttpResponse:
    """Let a worker try again."""
    row = selectors.get_request(documents.get_document(document, by=request.actor), signing)
    sealing.try_again(row.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The document is being sealed again. That takes a moment."))
    return redirect("content:signing", organisation, document, signing)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def file(request: TenantRequest, organisation: str, document: str, signing: str) -> HttpResponse:
    """The sealed PDF."""
    found = documents.get_document(document, by=request.actor)
    row = selectors.get_request(found, signing)
    try:
        content = sealing.sealed_file_for(found, row)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("content:signing", organisation, document, signing)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="signed-{row.public_id}.pdf"'
    return response


def _begun(request: TenantRequest, document: Document, form: SigningForm, rows: Any, now: Any) -> Any:
    signers = [row.wanted for row in rows if row.wanted is not None]
    version = sending.locked(document, by=request.actor, now=now)
    return asking.begin(version, signers, form.terms(now=now), by=request.actor, now=now)
