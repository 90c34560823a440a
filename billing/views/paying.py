"""Pay a charge: choose how, go there, come back and wait for the gateway's own word."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from billing import permissions
from billing.forms.portal import GatewayForm
from billing.gateways.registry import GatewayUnknown
from billing.models import Charge
from billing.selectors import portal
from billing.services import kept_card, payments
from billing.views import gateways, screens
from synthai.core.access import TenantRequest, page
from synthai.core.errors import Unavailable

KEPT = "kept"


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.PAYMENT_MAKE)
def pay(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The ways to pay; POST goes to the chosen one."""
    found = portal.get_charge(public_id)
    if request.method == "POST":
        return _pay(request, found)
    return render(request, "billing/pay.html", screens.pay(request, found))


def _pay(request: TenantRequest, found: Charge) -> HttpResponse:
    """To the chosen way; while a kept card is being charged to where that stands."""
    slug, form = request.organisation.slug, GatewayForm(request.POST)
    charging = portal.being_charged(found) if found.is_open else None
    if charging is not None:
        return redirect("billing:payment", slug, charging.public_id)
    if request.POST.get("gateway") == KEPT:
        paid = kept_card.pay(found.public_id, by=request.actor, now=timezone.now())
        return redirect("billing:payment", slug, paid.public_id)
    if form.is_valid():
        try:
            return _begin(request, found.public_id, form)
        except (Unavailable, payments.PayRefused, GatewayUnknown) as refusal:
            shown = screens.pay(request, portal.get_charge(found.public_id)) | {"away": refusal}
            return render(request, "billing/pay.html", shown, status=refusal.status)
    messages.error(request, _("Choose how you want to pay."))
    return render(request, "billing/pay.html", screens.pay(request, found))


def _begin(request: TenantRequest, public_id: str, form: GatewayForm) -> HttpResponse:
    slug = request.organisation.slug
    begun = payments.begin(
        public_id,
        form.cleaned_data["gateway"],
        keeps_method=form.cleaned_data["keeps"],
        payer_email=getattr(request.user, "email", ""),
        by=request.actor,
        now=timezone.now(),
        return_path=reverse("billing:payment", args=[slug, payments.PAYMENT_PLACE]),
        cancel_path=reverse("billing:pay", args=[slug, public_id]) + "?back=1",
    )
    status_path = reverse("billing:payment", args=[slug, begun.payment.public_id])
    ways_path = reverse("billing:pay", args=[slug, public_id])
    return gateways.go_on(request, begun, status_path=status_path, ways_path=ways_path)


@never_cache
@require_GET
@page(permissions.PLAN_VIEW)
def payment(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Where the browser comes back to. It confirms nothing: it has the gateway asked, and waits for its word, live."""
    found = portal.get_payment(public_id)
    gateways.look(found, now=timezone.now())
    template = "billing/payment.html"
    return render(request, f"{template}#state" if request.htmx else template, screens.payment(request, found))
