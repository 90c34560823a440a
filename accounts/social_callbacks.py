"""What happens when a provider sends somebody back."""

from collections.abc import Callable
from typing import Any, cast

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login, render_authentication_error
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.apple.views import oauth2_finish_login
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.google.views import oauth2_callback as google
from allauth.socialaccount.providers.microsoft.views import oauth2_callback as microsoft
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from accounts.gateways.oidc import OidcAdapter
from accounts.sso import arrival
from accounts.sso import providers as sso_providers

BY_PROVIDER: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "google": google,
    "microsoft": microsoft,
    "apple": oauth2_finish_login,
}


class OidcCallback(OAuth2CallbackView):  # type: ignore[misc]
    """allauth's callback, with the nonce and with organisations' own rules in between."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        provider = self.adapter.get_provider()
        state, answer = self._get_state(request, provider)
        if answer:
            return cast("HttpResponseBase", answer)
        if "code" not in request.GET:
            is_cancelled = request.GET.get("error") == self.adapter.login_cancelled_error
            error = AuthError.CANCELLED if is_cancelled else AuthError.UNKNOWN
            return _failed(request, provider, error=error, extra_context={"state": state})
        try:
            claims, id_token = self._claims(request, provider, state)
        except (OAuth2Error, requests.RequestException, PermissionDenied, KeyError, ValueError) as error:
            return _failed(request, provider, exception=error, extra_context={"state": state})
        if sso_providers.is_ours(provider.sub_id):
            return arrival.by_claims(request, provider, claims, state, id_token=id_token)
        login = provider.sociallogin_from_response(request, claims)
        login.state = state
        return cast("HttpResponseBase", complete_social_login(request, login))

    def _claims(
        self, request: HttpRequest, provider: Any, state: dict[str, Any]
    ) -> tuple[dict[str, Any], str]:
        client = self.adapter.get_client(request, provider.app)
        tokens = self.adapter.get_access_token_data(
            request, provider.app, client, pkce_code_verifier=state.get("pkce_code_verifier")
        )
        claims: dict[str, Any] = self.adapter.claims(provider.app, tokens, nonce=state.get("nonce") or "")
        return claims, tokens["id_token"]


def oidc(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take somebody back from an OpenID Connect provider."""
    view = OidcCallback.adapter_view(OidcAdapter(request, provider_id))
    return cast("HttpResponseBase", view(request))


def tell_of_unlinking(request: HttpRequest, account: SocialAccount) -> None:
    """A mail to the person: had it been somebody else, they would know."""
    context = {"account": account, "provider": account.get_provider()}
    get_adapter(request).send_notification_mail(
        "socialaccount/email/account_disconnected", request.user, context
    )


def _failed(request: HttpRequest, provider: Any, **why: Any) -> HttpResponseBase:
    try:
        return cast("HttpResponseBase", render_authentication_error(request, provider, **why))
    except ImmediateHttpResponse as answer:
        return cast("HttpResponseBase", answer.response)
