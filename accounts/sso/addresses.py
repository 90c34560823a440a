"""The addresses of ours that an administrator registers at the identity provider."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import SsoProvider
from accounts.sso import selectors


@dataclass(frozen=True, kw_only=True)
class Address:
    """One line to copy."""

    title: str
    url: str


def of(request: HttpRequest, provider: SsoProvider) -> list[Address]:
    """What this provider has to know about us."""
    key = selectors.id_of(provider)
    if not provider.is_saml:
        return [
            Address(title=_("Redirect address"), url=_ours(request, "openid_connect_callback", key)),
            Address(title=_("Address after signing out there"), url=_ours(request, "oidc_signed_out", key)),
            Address(title=_("Back-channel logout address"), url=_ours(request, "oidc_back_channel", key)),
        ]
    metadata = _ours(request, "saml_metadata", key)
    return [
        Address(title=_("Our metadata (most providers read all from it)"), url=metadata),
        Address(title=_("Entity ID (audience)"), url=metadata),
        Address(title=_("Assertion consumer service (reply address)"), url=_ours(request, "saml_acs", key)),
        Address(title=_("Single logout service (logout address)"), url=_ours(request, "saml_sls", key)),
    ]


def _ours(request: HttpRequest, name: str, key: str) -> str:
    return request.build_absolute_uri(reverse(name, args=[key]))
