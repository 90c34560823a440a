"""The invoice checker: may the VAT on a supplier's invoice be claimed, and why."""

from typing import IO

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from billing import permissions, proof_uploads
from billing.engine.periods import local_date
from billing.forms.checker import CheckForm, InvoiceFileForm
from billing.selectors import checks
from billing.services import checking, checking_answers, checking_export, invoice_files
from billing.views import screens_checker
from billing.views.feedback import attempt
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page


@require_http_methods(["GET", "POST"])
@page(permissions.INVOICE_CHECK)
def check(request: TenantRequest, organisation: str) -> HttpResponse:
    """The form; filled in, the verdict above it. With "keep" it goes into the list."""
    if request.method == "GET":
        return render(request, "billing/check.html", screens_checker.empty(request))
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, "billing/check.html", screens_checker.page(request, form), status=422)
    if request.POST.get("do") == "keep":
        return _keep(request, organisation, form)
    return _judged(request, form)


@page(permissions.INVOICE_CHECK)
@from_page("billing:check")
def check_file(request: TenantRequest, organisation: str) -> HttpResponse:
    """An electronic invoice: read, judged, and put into the form to be looked over."""
    file_form = InvoiceFileForm(request.POST, request.FILES)
    found = attempt(file_form, lambda: invoice_files.read(_sent(request)))
    if found is None:
        shown = screens_checker.empty(request) | {"file_form": file_form}
        return render(request, "billing/check.html", shown, status=422)
    received, source = found
    values = checking_answers.as_values(received, source)
    values["our_vat_number"] = screens_checker.who(request).vat_number
    form = CheckForm(checking_answers.as_answers(values))
    if not form.is_valid():
        return render(request, "billing/check.html", screens_checker.page(request, form), status=422)
    return _judged(request, form)


@require_GET
@page(permissions.INVOICE_CHECK)
def checked(request: TenantRequest, organisation: str) -> HttpResponse:
    """What was kept."""
    return render(request, "billing/checks.html", screens_checker.kept(request))


@require_GET
@page(permissions.INVOICE_CHECK)
def checked_one(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One that was kept."""
    found = checks.get_check(public_id)
    return render(request, "billing/checked.html", screens_checker.one(request, found))


@require_GET
@page(permissions.INVOICE_CHECK)
def check_again(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The form with what was typed then."""
    found = checks.get_check(public_id)
    form = CheckForm(initial=found.answers)
    return render(request, "billing/check.html", screens_checker.page(request, form))


@page(permissions.INVOICE_CHECK)
@from_page("billing:checks", drops=("public_id",))
def checked_remove(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Out of the list, with an undo."""
    checking.remove(public_id, by=request.actor, now=timezone.now())
    messages.success(request, _("The invoice is removed from the list."))
    return redirect(f"{reverse('billing:checks', args=[organisation])}?removed={public_id}")


@page(permissions.INVOICE_CHECK)
@from_page("billing:checks", drops=("public_id",))
def checked_put_back(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Undo."""
    checking.put_back(public_id, by=request.actor)
    messages.success(request, _("The invoice is in the list again."))
    return redirect("billing:checked", organisation, public_id)


@require_GET
@page(permissions.INVOICE_CHECK)
def checked_file(request: TenantRequest, organisation: str) -> HttpResponseBase:
    """The list as CSV, or with `as=xlsx` as a workbook."""
    file_format = request.GET.get("as", "csv")
    name, kind, file = checking_export.as_file(file_format, by=request.actor, now=timezone.now())
    return FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type=kind,
        headers={"Cache-Control": "private, no-store"},
    )


def _sent(request: TenantRequest) -> "IO[bytes]":
    return proof_uploads.sent_file(
        request,
        request.FILES,
        too_big=invoice_files.InvoiceFileTooBig,
        none=invoice_files.InvoiceFileRefused,
    )


def _judged(request: TenantRequest, form: CheckForm) -> HttpResponse:
    question = checking_answers.question(form.cleaned_data, screens_checker.who(request))
    answer = checking.check(question, by=request.actor, today=local_date(timezone.now()))
    return render(request, "billing/check.html", screens_checker.page(request, form, answer=answer))


def _keep(request: TenantRequest, organisation: str, form: CheckForm) -> HttpResponse:
    question = checking_answers.question(form.cleaned_data, screens_checker.who(request))
    answers = checking_answers.as_answers(form.cleaned_data)
    row = attempt(form, lambda: checking.keep(question, answers, by=request.actor, now=timezone.now()))
    if row is None:
        return render(request, "billing/check.html", screens_checker.page(request, form), status=422)
    messages.success(request, _("The invoice is kept."))
    return redirect("billing:checked", organisation, row.public_id)
