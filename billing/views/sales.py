"""A buyer pays what an organisation sold: the ways, the way there and back, the papers. Whoever has the order's address."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors as people
from accounts.actors import client_ip
from billing import tasks
from billing.gateways import RawMessage
from billing.models import Sale
from billing.services import inbox
from billing.services.selling import accounts, documents, links, messages, paying, sellers
from billing.views import gateways
from synthai.core.errors import DomainError
from synthai.core.tenancy import tenant

P = ParamSpec("P")
RATE = {"sale": "60/m/ip"}


def of_buyer(view: Callable[Concatenate[HttpRequest, Sale, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Open the sale of the address around the view: not for search engines, not for caches, not often."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not ratelimit.consume(request, app="billing", action="sale", config=RATE, limit_get=True):
            return ratelimit.respond_429(request)  # type: ignore[no-any-return]
        with links.opened(token) as sale:
            response = view(request, sale, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@require_http_methods(["GET", "POST"])
@of_buyer
def pay(request: HttpRequest, sale: Sale) -> HttpResponse:
    """What it costs and the ways to pay; POST goes to the chosen one."""
    if sale.state != "open":
        return redirect(sale.continue_path)
    refusal = None
    if request.method == "POST":
        try:
            return _begin(request, sale)
        except DomainError as error:
            refusal = error
    context = {"sale": sale, "gateways": accounts.offered(), "seller": sellers.present(), "refusal": refusal}
    return render(request, "billing/sale_pay.html", context, status=refusal.status if refusal else 200)


@require_GET
@of_buyer
def back(request: HttpRequest, sale: Sale) -> HttpResponse:
    """Where the browser comes back to. It confirms nothing: it has the gateway asked, and goes on to who sold."""
    waiting = paying.wants_look(sale, now=timezone.now())
    if waiting is not None:
        owner = sale.organisation_id or 0
        tasks.sale_look.enqueue(organisation_id=owner, payload={"payment_id": waiting})
    return redirect(sale.continue_path)


@require_GET
@of_buyer
def document(request: HttpRequest, sale: Sale, public_id: str) -> HttpResponse:
    """An invoice or credit note, as it was issued."""
    name, content = documents.file_of(sale, public_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@csrf_exempt
@require_POST
def message(request: HttpRequest, owner: str, gateway: str) -> HttpResponse:
    """A gateway's message about a seller's account: judged on the raw bytes, stored, answered."""
    if len(request.body) > inbox.LARGEST_BODY:
        return HttpResponse(status=413)
    raw = RawMessage(
        body=request.body,
        headers={name.lower(): value for name, value in request.headers.items()},
        source_ip=client_ip(request) or "",
        received_at=timezone.now(),
    )
    organisation = people.organisation_by_public_id(owner)
    with tenant(organisation.pk):
        is_kept = messages.receive(gateway, raw)
    if is_kept:
        tasks.sale_messages_handle.enqueue(organisation_id=organisation.pk)
    return HttpResponse(status=200 if is_kept else 400)


def _begin(request: HttpRequest, sale: Sale) -> HttpResponse:
    token = links.token_of(sale)
    ways = reverse("billing-sales:pay", args=[token])
    begun = paying.begin(
        sale.pk,
        request.POST.get("gateway", ""),
        back_path=reverse("billing-sales:back", args=[token]),
        cancel_path=ways,
        now=timezone.now(),
    )
    return gateways.take(
        request,
        begun.step,
        gateway=begun.payment.gateway,
        back=sale.continue_path,
        errand=gateways.paying(ways),
    )
