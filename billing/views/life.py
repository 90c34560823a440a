"""Pause, go on, cancel, keep."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing import permissions
from billing.forms.portal import CancelForm, PauseForm
from billing.services import subscriptions
from billing.views import feedback, screens, sentences
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page


@require_http_methods(["GET", "POST"])
@page(permissions.SUBSCRIPTION_CHANGE)
def cancel(request: TenantRequest, organisation: str) -> HttpResponse:
    """What ending the plan means, and the button. The second of two clicks."""
    now = timezone.now()
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at_once, reason = form.cleaned_data["when"] == "now", form.cleaned_data["reason"]
        ended = subscriptions.cancel(at_once=at_once, reason=reason, by=request.actor, now=now)
        messages.success(request, sentences.said_cancelled(ended))
        return redirect("billing:overview", organisation)
    return render(request, "billing/cancel.html", screens.cancel(form, now=now))


@page(permissions.SUBSCRIPTION_CHANGE)
@from_page("billing:overview")
def keep(request: TenantRequest, organisation: str) -> HttpResponse:
    """Take a cancellation back."""
    kept = subscriptions.keep(by=request.actor, now=timezone.now())
    messages.success(request, _("You keep %(plan)s.") % {"plan": kept.price.plan.name})
    return redirect("billing:overview", organisation)


@require_http_methods(["GET", "POST"])
@page(permissions.SUBSCRIPTION_CHANGE)
def pause(request: TenantRequest, organisation: str) -> HttpResponse:
    """Stop paying for a while."""
    now = timezone.now()
    form = PauseForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid() and _paused(request, form, now):
        messages.success(request, _("Your plan is paused. Nothing is charged until it goes on."))
        return redirect("billing:overview", organisation)
    return render(request, "billing/pause.html", screens.pause(form))


@page(permissions.SUBSCRIPTION_CHANGE)
@from_page("billing:overview")
def resume(request: TenantRequest, organisation: str) -> HttpResponse:
    """Go on at once."""
    found = subscriptions.resume(by=request.actor, now=timezone.now())
    messages.success(request, _("%(plan)s goes on.") % {"plan": found.price.plan.name})
    return redirect("billing:overview", organisation)


def _paused(request: TenantRequest, form: PauseForm, now: datetime) -> bool:
    done = feedback.attempt(
        form, lambda: subscriptions.pause(until=form.instant(), by=request.actor, now=now)
    )
    return done is not None
