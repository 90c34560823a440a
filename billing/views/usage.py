"""Usage and limits: how much of what is used, and caps on it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from billing import permissions
from billing.services import usage as service
from billing.views import usage_screen
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page
from synthai.core.errors import NotFound


@require_GET
@page(permissions.USAGE_VIEW)
def usage(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every meter; the fragment alone for HTMX."""
    context = usage_screen.context(request, now=timezone.now())
    template = "billing/usage.html"
    return render(request, f"{template}#meters" if request.htmx else template, context)


@page(permissions.USAGE_CAP)
@from_page("billing:usage", drops=("feature",))
def set_cap(request: TenantRequest, organisation: str, feature: str) -> HttpResponse:
    """Cap a meter, or take the cap away."""
    row = usage_screen.row_of(request, feature, now=timezone.now())
    if row is None or row.form is None:
        raise NotFound
    if not row.form.is_valid():
        context = usage_screen.context(request, now=timezone.now(), refused=row)
        return render(request, "billing/usage.html", context, status=422)
    quantity, version = row.form.cleaned_data["quantity"], row.form.cleaned_data["version"] or None
    now = timezone.now()
    service.set_cap(feature, quantity, by=request.actor, now=now, version=version)
    messages.success(request, usage_screen.said_of(usage_screen.meter_of(request, feature, now=now)))
    return redirect("billing:usage", organisation)
