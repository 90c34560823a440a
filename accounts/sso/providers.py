"""An organisation's provider as allauth knows providers.

Its id there is `sso-<organisation>-<provider>`, of public ids: the organisation is named, so that the row is read inside its
tenant like any other. Nothing in it is secret.
"""

import logging
from typing import Any

from allauth.socialaccount.models import SocialApp
from django.http import HttpRequest

from accounts.gateways.oidc import OidcProvider
from accounts.models import SsoProvider
from accounts.models.sso import PROVIDER_PREFIX
from accounts.services.sso_providers import SECRET
from accounts.sso import selectors
from accounts.sso.saml_provider import SamlProvider
from synthai.core.crypto import Undecryptable, decrypt

logger = logging.getLogger("synthai.sign_in")


def is_ours(provider_id: str) -> bool:
    """Whether this is the id of an organisation's provider."""
    return provider_id.startswith(f"{PROVIDER_PREFIX}-")


def get(request: HttpRequest, provider_id: str) -> Any:
    """allauth's provider for this id, in use or not: a test runs before it is. Raises SocialApp.DoesNotExist."""
    found = selectors.provider_by_id(provider_id)
    if found is None:
        raise SocialApp.DoesNotExist
    return of(request, found)


def of(request: HttpRequest, provider: SsoProvider) -> Any:
    """allauth's provider for a row of ours."""
    if provider.is_saml:
        return SamlProvider(request, row=provider)
    return OidcProvider(request, app=_oidc_app(provider))


def _oidc_app(provider: SsoProvider) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=selectors.id_of(provider),
        name=provider.name,
        client_id=provider.client_id,
        secret=_secret(provider),
        settings={"server_url": provider.discovery_url},
    )


def _secret(provider: SsoProvider) -> str:
    """Empty when there is none, or when the key it was sealed with is gone: the provider then refuses, on a page."""
    if not provider.sealed_secret:
        return ""
    try:
        return decrypt(provider.sealed_secret, purpose=SECRET)
    except Undecryptable:
        logger.exception(
            "the secret of identity provider %s cannot be opened: type it again", provider.public_id
        )
        return ""
