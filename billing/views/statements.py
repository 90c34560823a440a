"""Statements of account, and what is to be paid before there is a tax invoice: the pro forma."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from billing import permissions
from billing.forms.statements import MonthForm
from billing.services import pro_formas, statements
from billing.views import screens_statements
from synthai.core.access import TenantRequest, page


@require_GET
@page(permissions.PLAN_VIEW)
def statement(request: TenantRequest, organisation: str) -> HttpResponse:
    """One month's account, as on paper."""
    form = MonthForm(request.GET, today=timezone.localdate())
    context = screens_statements.statement(request, form)
    return render(request, "billing/statement.html", context, status=422 if form.errors else 200)


@require_GET
@page(permissions.PLAN_VIEW)
def statement_pdf(request: TenantRequest, organisation: str) -> HttpResponse:
    """The same as a file."""
    form = MonthForm(request.GET, today=timezone.localdate())
    name, content = statements.pdf_of(screens_statements.account(request, form))
    return _file(name, content)


@require_GET
@page(permissions.PLAN_VIEW)
def pro_forma(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """What will be charged, as on paper; it is no tax invoice."""
    context = screens_statements.pro_forma(request, public_id, now=timezone.now())
    return render(request, "billing/pro_forma.html", context)


@require_GET
@page(permissions.PLAN_VIEW)
def pro_forma_pdf(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The same as a file."""
    return _file(*pro_formas.pdf_of(public_id, now=timezone.now()))


def _file(name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
