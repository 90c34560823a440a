"""From a payment that has begun to what the browser does next."""

from datetime import datetime
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from billing import tasks
from billing.gateways import FormPost, Gateway, Redirect, registry
from billing.models import Payment
from billing.services import payments
from billing.services.payments import Begun


def offered(currency: str) -> list[Gateway]:
    """The ways to pay in a currency, in the order they are offered."""
    return [gateway for gateway in registry.active().values() if currency in gateway.currencies]


def title_of(code: str) -> str:
    """What people call a gateway; its code when it is no longer set up."""
    found = registry.active().get(code)
    return str(found.title) if found else code


def look(payment: Payment | None, *, now: datetime) -> None:
    """The browser is back, or waits: have the gateway asked, not too often."""
    if payment is not None and payments.wants_look(payment, now=now):
        tasks.payment_look.enqueue(
            organisation_id=payment.organisation_id or 0, payload={"payment_id": payment.pk}
        )


def go_on(request: HttpRequest, begun: Begun, *, status_path: str, ways_path: str) -> HttpResponse:
    """A page that moves on to the gateway by itself; for an EFT our own page, which says how to pay.

    Our policy lets forms lead to this site only, redirects of posts included. So a GET elsewhere is a page that moves on, and a
    post elsewhere opens `form-action` to the gateway for that one reply. Both name the way back to the other ways, `ways_path`.
    """
    step, gateway = begun.step, title_of(begun.payment.gateway)
    context = {"gateway": gateway, "payment": begun.payment, "ways_url": ways_path}
    if isinstance(step, Redirect):
        return render(request, "billing/leaving.html", {**context, "url": step.url})
    if isinstance(step, FormPost):
        origins = [origin_of(step.url), *step.leads_to]
        page = csp_update({"form-action": origins})(
            lambda request: render(request, "billing/posting.html", {**context, "step": step})
        )
        response = page(request)
        if not isinstance(response, HttpResponse):
            raise TypeError("a rendered page is an HttpResponse")
        return response
    return redirect(status_path)


def origin_of(url: str) -> str:
    """Scheme, host and port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
