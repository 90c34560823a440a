"""Signing in through one's organisation: the address first, then its provider, and the way back by SAML."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.gateways import saml_self
from accounts.leaving import leave
from accounts.services import sso_keys
from accounts.sso import forms, saml_arrival, selectors
from accounts.sso.saml_provider import SamlProvider, party_of


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The address first: it leads to the provider of the organisation that owns its domain."""
    address = request.POST.get("email", request.POST.get("login"))  # the sign-in page's own field is `login`
    form = forms.AddressForm({"email": address} if address else None)
    if form.is_valid():
        limited: HttpResponse | None = ratelimit.consume_or_429(
            request, app="allauth.account", action="login"
        )
        return limited or _lead(request, form)
    return _page(request, form)


@never_cache
@require_http_methods(["GET", "POST"])
def go(request: HttpRequest, provider: str) -> HttpResponse:
    """One provider's own sign-in page, to bookmark; going there needs a press of the button."""
    chosen = _provider(request, provider)
    if request.method == "GET":
        return render(request, "socialaccount/login.html", {"provider": chosen})
    return _go(request, provider)


@csrf_exempt
@require_POST
def saml_consume(request: HttpRequest, provider: str) -> HttpResponse:
    """Where SAML answers are posted to, from the provider's page."""
    _saml(request, provider)
    limited: HttpResponse | None = ratelimit.consume_or_429(request, app="allauth.account", action="login")
    return limited or saml_arrival.keep(request, reverse("saml_finish_acs", args=[provider]))


@never_cache
@require_GET
def saml_finish(request: HttpRequest, provider: str) -> HttpResponseBase:
    """The same browser, with its session: the answer is judged."""
    return saml_arrival.finish(request, _saml(request, provider))


@require_GET
def saml_metadata(request: HttpRequest, provider: str) -> HttpResponse:
    """What the identity provider's administrator loads. Nothing in it is secret."""
    row = _saml(request, provider).row
    sso_keys.ready(row, now=timezone.now())
    document = saml_self.metadata(party_of(request, row))
    return HttpResponse(document, content_type="application/samlmetadata+xml")


def _lead(request: HttpRequest, form: forms.AddressForm) -> HttpResponse:
    route = selectors.route_for(form.cleaned_data["email"])
    if route is None:
        form.add_error("email", _no_route(form.cleaned_data["email"]))
        return _page(request, form)
    if len(route.doors) == 1:
        return _go(request, route.doors[0].provider_id)
    return _page(request, form, doors=route.doors)


def _go(request: HttpRequest, provider: str) -> HttpResponse:
    chosen = _provider(request, provider)
    return leave(request, chosen, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request))


def _page(request: HttpRequest, form: forms.AddressForm, **context: object) -> HttpResponse:
    place = get_next_redirect_url(request) or ""
    return render(request, "accounts/sso_start.html", {"form": form, "next": place, **context})


def _no_route(email: str) -> str:
    return _(
        "%(domain)s has no single sign-on here. Sign in with your password, or ask your administrator."
    ) % {"domain": selectors.domain_of(email)}


def _provider(request: HttpRequest, provider: str) -> Any:
    if selectors.provider_by_id(provider) is None:
        raise Http404
    return get_adapter().get_provider(request, provider)


def _saml(request: HttpRequest, provider: str) -> SamlProvider:
    try:
        found = get_adapter().get_provider(request, provider)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    if not isinstance(found, SamlProvider):
        raise Http404
    return found
