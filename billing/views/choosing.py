"""Choose a plan, seats and add-ons; see what it costs; confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from billing import permissions
from billing.forms.choosing import ChoiceForm, TrialForm
from billing.services import changes, subscriptions
from billing.views import choices, screens, sentences
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page
from synthai.core.errors import PreconditionFailed


@require_GET
@page(permissions.PLAN_VIEW)
def plans(request: TenantRequest, organisation: str) -> HttpResponse:
    """The plans on sale beside the one there is."""
    return render(request, "billing/plans.html", screens.plans(request, now=timezone.now()))


@require_http_methods(["GET", "POST"])
@page(permissions.SUBSCRIPTION_CHANGE)
def change(request: TenantRequest, organisation: str) -> HttpResponse:
    """What a choice costs now and later; POST confirms that very sum."""
    now = timezone.now()
    form = ChoiceForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        messages.error(request, choices.said_errors(form))
        return choices.back_to_plans(request, form)
    if request.method == "GET":
        return choices.show(request, form, now=now)
    try:
        return choices.confirmed(request, choices.confirm(request, form, now=now))
    except (subscriptions.AmountChanged, PreconditionFailed) as refusal:
        return choices.show(request, form, now=now, refusal=refusal)


@page(permissions.SUBSCRIPTION_CHANGE)
@from_page("billing:plans")
def trial(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin a trial: no card, nothing to pay."""
    form = TrialForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a plan to try."))
        return redirect("billing:plans", organisation)
    made = choices.start_trial(request, form.cleaned_data["price"], now=timezone.now())
    messages.success(request, sentences.said_trial(made))
    return redirect("billing:overview", organisation)


@page(permissions.SUBSCRIPTION_CHANGE)
@from_page("billing:overview")
def forget_planned(request: TenantRequest, organisation: str) -> HttpResponse:
    """Stay on what there is."""
    changes.forget_planned(by=request.actor)
    messages.success(request, _("The planned change is taken back. Your plan stays as it is."))
    return redirect("billing:overview", organisation)
