"""Invoices and notes: the list, one as on paper, its files, and a corrected one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from billing import permissions
from billing.forms.portal import CorrectForm
from billing.selectors import documents
from billing.services import corrections, delivering
from billing.views import feedback, screens_documents
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page


@require_GET
@page(permissions.PLAN_VIEW)
def invoices(request: TenantRequest, organisation: str) -> HttpResponse:
    """Everything that was issued, and what waits for details."""
    return render(request, "billing/invoices.html", screens_documents.invoices(request))


@require_GET
@page(permissions.PLAN_VIEW)
def invoice(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One document, as on paper."""
    found = documents.get_document(public_id)
    return render(request, "billing/invoice.html", screens_documents.invoice(request, found, CorrectForm()))


@require_GET
@page(permissions.PLAN_VIEW)
def pdf(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The document's file."""
    name, content = delivering.file_of(documents.get_document(public_id))
    return _file(name, content, "application/pdf")


@require_GET
@page(permissions.PLAN_VIEW)
def xml(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The document as UBL."""
    name, content = delivering.ubl_of(documents.get_document(public_id))
    return _file(name, content, "application/xml")


@page(permissions.DOCUMENT_CORRECT)
@from_page("billing:invoice")
def correct(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The invoice again, with the particulars as they are now."""
    found, form = documents.get_document(public_id), CorrectForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made = feedback.attempt(
            form,
            lambda: corrections.correct(public_id, reason=reason, by=request.actor, now=timezone.now()),
        )
        if made:
            messages.success(request, _("Invoice %(number)s is issued.") % {"number": made.number})
            return redirect("billing:invoice", organisation, made.public_id)
    return render(
        request, "billing/invoice.html", screens_documents.invoice(request, found, form), status=422
    )


def _file(name: str, content: bytes, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
