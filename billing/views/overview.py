"""Plan and payments: where things stand, what was charged, where bills go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import step_up
from billing import permissions
from billing.forms.portal import DetailsForm
from billing.selectors import portal
from billing.services import calling_off, customers, elsewhere, pay_links
from billing.views import feedback, screens
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page
from synthai.core.versions import version_of


@require_GET
@page(permissions.PLAN_VIEW)
def overview(request: TenantRequest, organisation: str) -> HttpResponse:
    """The plan, what is next, and what is to be done; a fragment for HTMX."""
    template = "billing/overview.html"
    context = screens.overview(request, now=timezone.now())
    return render(request, f"{template}#standing" if request.htmx else template, context)


@require_GET
@page(permissions.PLAN_VIEW)
def history(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every charge with its payments."""
    return render(request, "billing/history.html", screens.history(request))


@require_GET
@page(permissions.PLAN_VIEW)
def credit(request: TenantRequest, organisation: str) -> HttpResponse:
    """What came into the credit and went out of it, with the reasons."""
    return render(request, "billing/credit.html", screens.credit_list(request))


@require_GET
@page(permissions.PLAN_VIEW)
def charge(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One charge with its lines: a statement to print, no tax invoice."""
    found = portal.get_charge(public_id)
    return render(request, "billing/charge.html", screens.charge(request, found))


@page(permissions.SUBSCRIPTION_CHANGE)
@from_page("billing:charge")
def charge_call_off(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """What was asked for and not paid is wanted no more."""
    off = calling_off.call_off(public_id, by=request.actor, now=timezone.now())
    said = _("%(reference)s is called off. Nothing is to be paid for it, and what you have stays as it is.")
    messages.success(request, said % {"reference": off.reference})
    return redirect("billing:overview", organisation)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:charge")
def pay_link(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Make the link that lets somebody else pay."""
    found = portal.get_charge(public_id)
    elsewhere.refuse_collected(found)
    pay_links.note_shared(found, by=request.actor)
    return render(request, "billing/pay_link_made.html", screens.pay_link(request, found, now=timezone.now()))


@require_http_methods(["GET", "POST"])
@page(permissions.PAYMENT_MAKE)
def details(request: TenantRequest, organisation: str) -> HttpResponseBase:
    """Where bills go, and the name on them. Another e-mail address asks for fresh proof."""
    present = customers.present(request.actor.organisation_id or 0)
    form = DetailsForm(request.POST or None, instance=present, initial={"version": version_of(present)})
    if request.method == "POST" and form.is_valid():
        if "email" in form.changed_data and not step_up.is_proved(request):
            return _proved_first(request)
        return _save(request, form)
    return render(request, "billing/details.html", {"form": form})


@step_up.proved
def _proved_first(request: HttpRequest) -> HttpResponse:
    """Never reached: without proof the guard answers, and leads back here with what was typed."""
    return redirect("billing:details", feedback.actor(request).organisation_slug or "")


def _save(request: TenantRequest, form: DetailsForm) -> HttpResponse:
    expected = form.cleaned_data["version"] or None
    if feedback.attempt(form, lambda: customers.change(form.details(), by=request.actor, expected=expected)):
        messages.success(request, _("The billing details are saved."))
        return redirect("billing:overview", request.organisation.slug)
    return render(request, "billing/details.html", {"form": form})
