"""Signing out here and at the organisation's provider, and being signed out by it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import logout as flow
from allauth.account.views import LogoutView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import SsoProvider
from accounts.services import sessions, sso_visits
from accounts.sso import back_channel, once, saml_sign_out, selectors, sign_out


@method_decorator(never_cache, name="dispatch")
class SignOut(LogoutView):  # type: ignore[misc]
    """allauth's page; where a provider had opened the session, the way leads on to it."""

    def logout(self) -> None:
        """Without the notice: the page that leads to the provider says it itself."""
        flow.logout(self.request, show_message=False)

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        was_in = self.request.user.is_authenticated
        key = self.request.session.session_key or ""
        visit = sso_visits.of_session(key) if key else None
        reply: HttpResponse = super().post(*args, **kwargs)
        sessions.forget(key)
        way = sign_out.way_out(self.request, visit) if visit else None
        if way:
            return sign_out.page(self.request, way=way)
        if was_in:
            notice = "account/messages/logged_out.txt"
            get_adapter(self.request).add_message(self.request, messages.SUCCESS, notice)
        return reply


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def saml_logout(request: HttpRequest, provider: str) -> HttpResponse:
    """Where SAML providers send logout requests, and their answers to ours."""
    return saml_sign_out.receive(request, _row(provider, is_saml=True))


@never_cache
@require_GET
def oidc_signed_out(request: HttpRequest, provider: str) -> HttpResponse:
    """Back from an OpenID Connect provider, after signing out there."""
    row = _row(provider, is_saml=False)
    was_there = once.was_expected(provider, request.GET.get("state", ""))
    return sign_out.page(request, name=row.name, outcome="there" if was_there else "")


@csrf_exempt
@never_cache
@require_POST
def back_channel_logout(request: HttpRequest, provider: str) -> HttpResponse:
    """Where OpenID Connect providers post logout tokens to."""
    return back_channel.receive(request, _row(provider, is_saml=False))


def _row(provider: str, *, is_saml: bool) -> SsoProvider:
    row = selectors.provider_by_id(provider)
    if row is None or row.is_saml != is_saml:
        raise Http404
    return row
