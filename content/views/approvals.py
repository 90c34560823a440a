"""Approval on pages: ask, say yes, send back, take back, and whether it is needed at all."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from content import permissions
from content.forms.documents import ApprovalSettingsForm
from content.selectors import approvals as selectors
from content.selectors.documents import get_document
from content.services import approvals
from content.terms import WORDS_LENGTH
from content.views.answers import DETAIL, said, seen, sent
from synthai.core.access import TenantRequest, page
from synthai.core.versions import version_of


@require_POST
@page(permissions.DOCUMENT_WRITE)
def approval_ask(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Ask for approval."""
    found = get_document(document, by=request.actor)
    by, now, note = request.actor, timezone.now(), _words(request)
    approvals.ask(found.pk, note=note, by=by, now=now, seen=seen(request))
    told = _("Who may approve it has been told.")
    return said(request, told, DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_APPROVE)
def approval_give(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """It may go out."""
    found = get_document(document, by=request.actor)
    by, now, words = request.actor, timezone.now(), _words(request)
    approvals.approve(found.pk, words=words, by=by, now=now, seen=seen(request))
    return said(request, _("Approved. It may go out as it stands."), DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_APPROVE)
def approval_refuse(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """It is to be changed first."""
    found = get_document(document, by=request.actor)
    by, now, words = request.actor, timezone.now(), _words(request)
    approvals.send_back(found.pk, words=words, by=by, now=now, seen=seen(request))
    return said(request, _("Sent back with your words."), DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def approval_withdraw(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Ask no longer."""
    approvals.take_back(get_document(document, by=request.actor).pk, by=request.actor, now=timezone.now())
    return said(request, _("It is a draft again."), DETAIL, organisation, document)


@require_http_methods(["GET", "POST"])
@page(permissions.SETTINGS_CHANGE)
def settings(request: TenantRequest, organisation: str) -> HttpResponse:
    """Whether documents need approval."""
    row = selectors.settings_of()
    initial = {"needs_approval": row.needs_approval, "version": version_of(row)}
    form = ApprovalSettingsForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted, version = form.cleaned_data["needs_approval"], form.cleaned_data["version"] or None
        approvals.set_needed(needs_approval=wanted, by=request.actor, version=version)
        return said(request, _("Saved."), "content:settings", organisation)
    return render(request, "content/settings.html", {"form": form})


def _words(request: TenantRequest) -> str:
    return request.POST.get("words", "")[:WORDS_LENGTH]
