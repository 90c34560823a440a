"""The pay link: one charge, paid by whoever has its address."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from billing.forms.portal import LinkPayForm
from billing.selectors import portal
from billing.services import pay_links, payments
from billing.views import gateways, screens
from synthai.core.errors import DomainError

P = ParamSpec("P")
RATE = {"pay_link": "60/m/ip"}


def unlisted(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Not for search engines, not for caches, and not often; a link that is wrong or over says so."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        usage = ratelimit.consume(request, app="billing", action="pay_link", config=RATE, limit_get=True)
        try:
            response = view(request, *args, **kwargs) if usage else ratelimit.respond_429(request)
        except pay_links.LinkOver as refusal:
            response = closed(request, refusal)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@unlisted
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, token: str) -> HttpResponse:
    """The amount and the ways to pay it; POST goes to the chosen one."""
    form = LinkPayForm(request.POST or None)
    with pay_links.opened(token, now=timezone.now()) as found:
        may_pay = found.charge.is_open and portal.being_charged(found.charge) is None
        if request.method == "POST" and may_pay and form.is_valid():
            return _begin(request, token, found, form)
        return render(
            request,
            "billing/link_pay.html",
            {
                **screens.link_pay(found, form, token),
                "came_back": request.method == "GET" and request.GET.get("back") == "1",
            },
        )


@unlisted
@require_GET
def back(request: HttpRequest, token: str) -> HttpResponse:
    """Where the browser comes back to; it waits for the gateway's own word."""
    with pay_links.opened(token, now=timezone.now()) as found:
        gateways.look(found.newest_payment, now=timezone.now())
        template = (
            "billing/link_back.html#state" if getattr(request, "htmx", False) else "billing/link_back.html"
        )
        return render(request, template, screens.link_back(found, token))


def _begin(request: HttpRequest, token: str, found: pay_links.Opened, form: LinkPayForm) -> HttpResponse:
    back_path = reverse("billing-public:pay-back", args=[token])
    try:
        begun = payments.begin_by_link(
            found.charge.public_id,
            form.cleaned_data["gateway"],
            payer_email=form.cleaned_data["email"],
            now=timezone.now(),
            return_path=back_path,
            cancel_path=reverse("billing-public:pay", args=[token]) + "?back=1",
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return render(request, "billing/link_pay.html", screens.link_pay(found, form, token))
    ways_path = reverse("billing-public:pay", args=[token])
    return gateways.go_on(request, begun, status_path=back_path, ways_path=ways_path)


def closed(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A link that opens nothing any more."""
    return render(request, "billing/link_closed.html", {"refusal": refusal}, status=refusal.status)
