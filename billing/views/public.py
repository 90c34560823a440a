"""/plans/: what SynthAI costs, for anybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

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


def _ways() -> str:
    """How people can pay, over all gateways, each way named once."""
    said = [way.strip() for gateway in registry.active().values() for way in str(gateway.methods).split(",")]
    return ", ".join(
        {way.casefold(): way for way in reversed(said)}[key] for key in dict.fromkeys(map(str.casefold, said))
    )
