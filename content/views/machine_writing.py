"""The page of machine writing: what it used, what it cost, what went where, and what the organisation allows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from content import permissions
from content.selectors import writing as selectors
from content.services import ai_export, ai_settings
from content.views import ai_screens as screens
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 50


@require_GET
@page(permissions.AI_VIEW)
def overview(request: TenantRequest, organisation: str) -> HttpResponse:
    """This month, the months before, what is sent where, and the switches."""
    return render(request, "content/ai.html", screens.page(request, now=timezone.now()))


@require_POST
@page(permissions.AI_MANAGE)
def switch(request: TenantRequest, organisation: str) -> HttpResponse:
    """Let text go to language models, or none of it."""
    is_off = request.POST.get("is_off") == "1"
    ai_settings.switch(is_off=is_off, by=request.actor, now=timezone.now())
    off, on = _("No text of yours goes to a language model any more."), _("Machine writing is on again.")
    messages.success(request, off if is_off else on)
    return redirect("content:ai", organisation)


@require_POST
@page(ai_settings.MAY_CAP)
def cap(request: TenantRequest, organisation: str) -> HttpResponse:
    """How many credits a month at most."""
    form = screens.cap_form(request, now=timezone.now())
    if not form.is_valid():
        context = screens.page(request, now=timezone.now(), form=form)
        return render(request, "content/ai.html", context, status=422)
    version = form.cleaned_data["version"] or None
    ai_settings.cap(form.cleaned_data["quantity"], by=request.actor, now=timezone.now(), version=version)
    messages.success(request, _("The cap is saved."))
    return redirect("content:ai", organisation)


@require_GET
@page(permissions.AI_VIEW)
def call_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every call that is still kept."""
    found = Paginator(selectors.calls(by=request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "content/ai_calls.html", {"page": found})


@require_GET
@page(permissions.AI_VIEW)
def call_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """What one call said, masked."""
    return render(request, "content/ai_call.html", {"call": selectors.get_call(public_id, by=request.actor)})


@require_GET
@page(permissions.AI_VIEW)
def export(request: TenantRequest, organisation: str) -> HttpResponseBase:
    """Every call that is still kept, as a table."""
    name = f"language-models-{organisation}-{timezone.localdate():%Y-%m-%d}.csv"
    return FileResponse(
        ai_export.as_csv(by=request.actor), as_attachment=True, filename=name, content_type="text/csv"
    )
