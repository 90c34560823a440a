"""The list of advised prices, one product's page, and the decisions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pricing import permissions
from pricing.forms.days import parse_day
from pricing.forms.decide import AcceptForm
from pricing.selectors import decisions
from pricing.services import recommendations
from pricing.views import screens
from synthai.core.access import TenantRequest, page


@require_GET
@page(permissions.PRODUCT_VIEW)
def recommendation_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """The newest run's advice, with filters; a fragment for HTMX."""
    active, run = decisions.current_runs()
    if run is None:
        return render(request, "pricing/recommendation_empty.html", screens.empty(request, active))
    context = screens.recommendation_list(request, active, run)
    template = "pricing/recommendation_list.html"
    return render(request, f"{template}#rows" if screens.wants_rows(request) else template, context)


@require_GET
@page(permissions.PRODUCT_VIEW)
def product_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One product: its advice, demand curve, price and sales history, decisions."""
    product = decisions.get_product(public_id)
    return render(request, "pricing/product_detail.html", screens.product_detail(request, product))


@require_POST
@page(permissions.RECOMMENDATION_ACCEPT)
def accept(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Accept the advised price, or the price typed in."""
    found = decisions.get_recommendation(public_id)
    now = timezone.now()
    form = AcceptForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        messages.error(request, screens.said_errors(form))
        return redirect(screens.back(request))
    decided = recommendations.accept(found.pk, by=request.actor, now=now, **form.cleaned_data)
    messages.success(request, screens.said_accepted(decided, today=timezone.localdate(now)))
    return screens.decided(request, decided)


@require_POST
@page(permissions.RECOMMENDATION_ACCEPT)
def reject(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Refuse the advice."""
    found = decisions.get_recommendation(public_id)
    decided = recommendations.reject(found.pk, by=request.actor, now=timezone.now())
    messages.success(request, _("%(name)s: today's price stays.") % {"name": decided.name})
    return screens.decided(request, decided)


@require_POST
@page(permissions.RECOMMENDATION_ACCEPT)
def undo(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take a decision back."""
    found = decisions.get_recommendation(public_id)
    decided = recommendations.undo(found.pk, by=request.actor, now=timezone.now())
    messages.info(request, _("%(name)s: the decision is undone.") % {"name": decided.name})
    return screens.decided(request, decided)


@require_POST
@page(permissions.RECOMMENDATION_ACCEPT)
def accept_many(request: TenantRequest, organisation: str) -> HttpResponse:
    """Accept the chosen prices, or every open one of the current filter, from today or a later day on."""
    now = timezone.now()
    starts_on = parse_day(request.POST.get("starts_on"), field="starts_on")
    wanted = screens.chosen_ids(request)
    result = recommendations.accept_many(wanted, by=request.actor, now=now, starts_on=starts_on)
    screens.say_accepted(request, result, at=now, starts_on=starts_on)
    return redirect(screens.back(request))


@require_POST
@page(permissions.RECOMMENDATION_ACCEPT, is_part=True)
def undo_many(request: TenantRequest, organisation: str) -> HttpResponse:
    """Take the last bulk acceptance of this browser back."""
    at = screens.last_bulk(request)
    count = recommendations.undo_many(at, by=request.actor, now=timezone.now()) if at else 0
    messages.info(request, _("%(count)d decisions undone.") % {"count": count})
    return redirect(screens.back(request))
