"""Ways to pay: kept cards, another one added, one removed and taken back, and a gateway's own pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import step_up
from billing import permissions
from billing.forms.portal import GatewayForm
from billing.selectors import portal
from billing.services import card_pages, keeping, methods, own_pages, payments
from billing.views import card_screens, feedback, gateways
from billing.views.posted import from_page
from synthai.core.access import TenantRequest, page
from synthai.core.errors import Unavailable


@require_GET
@page(permissions.PLAN_VIEW)
def method_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Ways to pay that are kept; a fragment for HTMX."""
    template = "billing/methods.html"
    context = card_screens.methods(request, now=timezone.now())
    return render(request, f"{template}#kept" if request.htmx else template, context)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:methods", drops=("public_id",))
def method_choose(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Charge this one from now on."""
    chosen = methods.choose(public_id, by=request.actor)
    messages.success(request, _("%(card)s is charged from now on.") % {"card": methods.name_of(chosen)})
    return redirect("billing:methods", organisation)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:methods")
def method_add(request: TenantRequest, organisation: str) -> HttpResponse:
    """Go to a payment service to keep another card there."""
    form = GatewayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose where you want to add a card."))
        return redirect("billing:methods", organisation)
    try:
        return _add(request, form.cleaned_data["gateway"])
    except Unavailable as away:
        messages.error(request, str(away))
        return redirect("billing:methods", organisation)


def _add(request: TenantRequest, gateway: str) -> HttpResponse:
    slug = request.organisation.slug
    methods_path = reverse("billing:methods", args=[slug])
    begun = keeping.begin(
        gateway,
        payer_email=getattr(request.user, "email", ""),
        by=request.actor,
        now=timezone.now(),
        return_path=reverse("billing:method-adding", args=[slug, payments.PAYMENT_PLACE]),
        cancel_path=methods_path + "?back=1",
    )
    back = reverse("billing:method-adding", args=[slug, begun.setup.public_id])
    return gateways.take(
        request, begun.step, gateway=begun.setup.gateway, back=back, errand=card_screens.typing(methods_path)
    )


@never_cache
@require_GET
@page(permissions.PLAN_VIEW)
def method_adding(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Where the browser comes back to. It keeps nothing: it waits for the gateway, live."""
    found = portal.get_card_setup(public_id)
    template = "billing/adding.html"
    context = card_screens.adding(request, found)
    return render(request, f"{template}#state" if request.htmx else template, context)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:methods", drops=("public_id",))
@step_up.proved
def method_remove(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    """Charge it no more; fresh proof comes before, and an undo after."""
    methods.remove(public_id, by=feedback.actor(request), now=timezone.now())
    return redirect("billing:methods", organisation)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:methods", drops=("public_id",))
def method_restore(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take a removal back."""
    back = methods.take_back(public_id, by=request.actor, now=timezone.now())
    messages.success(request, _("%(card)s is kept after all.") % {"card": methods.name_of(back)})
    return redirect("billing:methods", organisation)


@page(permissions.PAYMENT_MAKE)
@from_page("billing:methods", drops=("public_id",))
@step_up.proved
def method_update(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    """Go to the gateway's page that puts another card behind the same permission."""
    back = reverse("billing:methods", args=[organisation]) + "?back=update"
    found = card_pages.update(public_id, return_path=back, by=feedback.actor(request))
    return gateways.leave(request, found.url, gateway=found.gateway, errand=card_screens.typing(back))


@page(permissions.PAYMENT_MAKE)
@from_page("billing:methods", drops=("gateway",))
@step_up.proved
def method_manage(request: HttpRequest, organisation: str, gateway: str) -> HttpResponse:
    """Go to the gateway's own pages. Cards can be removed there, so fresh proof comes before."""
    back = reverse("billing:methods", args=[organisation])
    url = own_pages.open_pages(gateway, return_path=back, by=feedback.actor(request))
    return gateways.leave(request, url, gateway=gateway, errand=card_screens.managing(back))
