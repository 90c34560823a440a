"""/plans/: what SynthAI costs, for anybody."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import selectors as people
from billing.gateways import registry
from billing.selectors import catalogue
from billing.services import comparing

FRESH_SECONDS = 300


@require_safe
def plans(request: HttpRequest, interval: str = "month") -> HttpResponse:
    """Plans beside each other. The same for all who are not signed in, so caches may keep it for five minutes."""
    now = timezone.now()
    found = comparing.compare(catalogue.offers(now=now), interval, now=now)
    response = render(request, "billing/public_plans.html", {"comparison": found, "ways": _ways()})
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    patch_vary_headers(response, ["Cookie"])
    return response


@never_cache
@require_safe
def choose(request: HttpRequest, plan: str, interval: str) -> HttpResponse:
    """To a plan on the organisation's own page of plans; before that through sign-up and naming the organisation.

    Both lead back here, so the choice is kept in the address alone, and only one that is on sale is ever followed.
    """
    offers = catalogue.offers(now=timezone.now())
    if not any(offer.plan.code == plan and interval in offer.prices for offer in offers):
        return redirect("billing-public:plans")
    here = urlencode({"next": reverse("billing-public:choose", args=[plan, interval])})
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_signup')}?{here}")
    mine = people.organisations_of(request.user)
    if not mine:
        return redirect(f"{reverse('accounts:start')}?{here}")
    chosen = urlencode({"interval": interval})
    return redirect(f"{reverse('billing:plans', args=[mine[0].slug])}?{chosen}#plan-{plan}")


def _ways() -> str:
    """How people can pay, over all gateways, each way named once."""
    said = [way.strip() for gateway in registry.active().values() for way in str(gateway.methods).split(",")]
    return ", ".join(
        {way.casefold(): way for way in reversed(said)}[key] for key in dict.fromkeys(map(str.casefold, said))
    )
