"""A payment is overdue: promise a day, or say that it is not right."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing import permissions
from billing.forms.chasing import ObjectionForm, PromiseForm
from billing.services import chasing
from billing.views import feedback, screens_chasing
from synthai.core.access import TenantRequest, page


@require_http_methods(["GET", "POST"])
@page(permissions.PAYMENT_MAKE)
def promise(request: TenantRequest, organisation: str) -> HttpResponse:
    """When she will pay."""
    now = timezone.now()
    form = PromiseForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if feedback.attempt(form, lambda: chasing.promise(on, by=request.actor, now=now)):
            said = _("Thank you. Until %(day)s nothing changes; on that day we try your card.")
            messages.success(request, said % {"day": date_format(on, "j F Y")})
            return redirect("billing:overview", organisation)
    return render(request, "billing/promise.html", {"form": form, "case": screens_chasing.case()})


@require_http_methods(["GET", "POST"])
@page(permissions.PAYMENT_MAKE)
def objection(request: TenantRequest, organisation: str) -> HttpResponse:
    """What is wrong with the amount."""
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        if feedback.attempt(form, lambda: chasing.object_to(reason, by=request.actor, now=now)):
            messages.success(request, _("We look into it. Until then nothing is asked for or narrowed."))
            return redirect("billing:overview", organisation)
    return render(request, "billing/objection.html", {"form": form, "case": screens_chasing.case()})
