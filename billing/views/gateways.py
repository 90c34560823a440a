"""From a payment that has begun to what the browser does next."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from billing import tasks
from billing.gateways import FormPost, Gateway, Redirect, Step, registry, sellers
from billing.models import Payment
from billing.services import looking
from billing.services.payments import Begun


def offered(currency: str) -> list[Gateway]:
    """The ways to pay in a currency, in the order they are offered."""
    return [gateway for gateway in registry.active().values() if currency in gateway.currencies]


def title_of(code: str) -> str:
    """What people call a gateway; its code when it is no longer set up."""
    found = registry.active().get(code)
    return str(found.title if found else sellers.TITLES.get(code, code))


def look(payment: Payment | None, *, now: datetime) -> None:
    """The browser is back, or waits: have the gateway asked, not too often."""
    if payment is not None and looking.is_wanted(payment, now=now):
        tasks.payment_look.enqueue(
            organisation_id=payment.organisation_id or 0, payload={"payment_id": payment.pk}
        )


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What the page says that moves on to a gateway: what is done there, and the way back should it not open."""

    lead: str
    if_away: str
    instead: str
    instead_path: str


def paying(ways_path: str) -> Errand:
    """To pay there; `ways_path` leads back to the other ways to pay."""
    return Errand(
        lead=_("You pay there and come back here."),
        if_away=_("Nothing is paid before you pay there."),
        instead=_("Pay another way"),
        instead_path=ways_path,
    )


def go_on(request: HttpRequest, begun: Begun, *, status_path: str, ways_path: str) -> HttpResponse:
    """From a payment that has begun to the gateway; for an EFT our own page, which says how to pay."""
    return take(
        request, begun.step, gateway=begun.payment.gateway, back=status_path, errand=paying(ways_path)
    )


def take(request: HttpRequest, step: Step, *, gateway: str, back: str, errand: Errand) -> HttpResponse:
    """The browser's next step: a page that moves on to the gateway by itself, or our own page `back`.

    Our policy lets forms lead to this site only, redirects of posts included. So a GET elsewhere is a page that moves on, and a
    post elsewhere opens `form-action` to the gateway for that one reply. Both name a way back.
    """
    if isinstance(step, Redirect):
        return leave(request, step.url, gateway=gateway, errand=errand)
    if isinstance(step, FormPost):
        origins = [origin_of(step.url), *step.leads_to]
        context = {"gateway": title_of(gateway), "step": step, "errand": errand}
        page = csp_update({"form-action": origins})(
            lambda request: render(request, "billing/posting.html", context)
        )
        response = page(request)
        if not isinstance(response, HttpResponse):
            raise TypeError("a rendered page is an HttpResponse")
        return response
    return redirect(back)


def leave(request: HttpRequest, url: str, *, gateway: str, errand: Errand) -> HttpResponse:
    """A page that moves on to an address of the gateway's."""
    context = {"gateway": title_of(gateway), "url": url, "errand": errand}
    return render(request, "billing/leaving.html", context)


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
