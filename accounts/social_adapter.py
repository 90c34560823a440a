"""allauth's sign-in through others, on our rules.

Providers come from the settings, or from an organisation (`sso-…`, accounts.sso). Everything that is fetched goes through
`core.outbound`. Refusals are pages that say what happened and what to do.
"""

import logging
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from accounts import actors, social_refusals
from accounts.gateways.oidc import OidcProvider
from accounts.models import User
from accounts.services import sign_in_ways
from accounts.sso import providers as sso_providers
from synthai.core.outbound import OutboundSession

logger = logging.getLogger("synthai.sign_in")
_OURS = {"openid_connect": OidcProvider}
_KEPT = ("sub", "id", "email", "mail", "userPrincipalName", "name", "displayName", "hd")


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """What we do differently from allauth."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The operator's providers. None is kept in the database, where its secret could be read."""
        found = []
        for name, config in settings.SOCIALACCOUNT_PROVIDERS.items():
            for fields in config.get("APPS", []):
                app = SocialApp(provider=name, **fields)
                if provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}:
                    found.append(app)
        return found

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """What the sign-in page offers to everybody."""
        return [_class_of(app)(request, app=app) for app in self.list_apps(request)]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """A provider by its id. Raises SocialApp.DoesNotExist for one that is not set up or not in use."""
        if sso_providers.is_ours(provider):
            return sso_providers.get(request, provider)
        app = self.get_app(request, provider, client_id)
        return _class_of(app)(request, app=app)

    def get_requests_session(self) -> requests.Session:
        """Guarded, for organisations name the addresses."""
        return OutboundSession()

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Whether the provider's word about this address opens the account that has it.

        Google verifies any address once, but only of its own and its business customers' (`hd`) does it know who has
        it now: https://developers.google.com/identity/gsi/web/guides/verify-google-id-token
        """
        if not super().can_authenticate_by_email(login, email):
            return False
        if login.provider.id != "google":
            return True
        return email.lower().endswith("@gmail.com") or bool(login.account.extra_data.get("hd"))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Matched by an address the provider vouches for, never confirmed here: whoever typed it in is sent away."""
        address = getattr(sociallogin, "_did_authenticate_by_email", None)
        is_sign_in = sociallogin.state.get("process") == AuthProcess.LOGIN
        if address and is_sign_in and isinstance(sociallogin.user, User):
            by = actors.of_person(sociallogin.user, request=request)
            sign_in_ways.take_over_unconfirmed(sociallogin.user, address, by=by)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Our people have one name. Of what the provider said only what names the account there is kept."""
        said = sociallogin.account.extra_data
        sociallogin.account.extra_data = {key: said[key] for key in _KEPT if key in said}
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name") or "", data.get("last_name") or "")
        user.name = " ".join((data.get("name") or " ".join(parts)).split())[:120]
        user.email = User.objects.normalize_email(user.email)
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> Any:
        """A new person: their first way in is in the trail too."""
        user = super().save_user(request, sociallogin, form)
        sign_in_ways.record_link(sociallogin.account, by=actors.of_person(user, request=request))
        return user

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth tells the owner of a new link; this is where a link is kept in the trail."""
        super().send_notification_mail(template_prefix, user, context, email)
        if template_prefix.endswith("account_connected") and context:
            by = actors.of_person(user, request=self.request)
            sign_in_ways.record_link(context["account"], by=by)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the page one linked from."""
        return reverse("accounts:sign-in-ways")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """A page for what went wrong; the details go to the log. Cancelling has allauth's own page."""
        if error == AuthError.CANCELLED:
            return
        logger.warning("sign-in through %s failed: %s %s", provider.sub_id, error, exception or extra_context)
        raise ImmediateHttpResponse(
            social_refusals.answer(request, provider, exception=exception, context=extra_context or {})
        )


def _class_of(app: SocialApp) -> Any:
    return _OURS.get(app.provider) or registry.get_class(app.provider)
