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
        callback = reverse("openid_connect_callback", args=[key])
        return [Address(title=_("Redirect address"), url=request.build_absolute_uri(callback))]
    metadata = request.build_absolute_uri(reverse("saml_metadata", args=[key]))
    consumer = request.build_absolute_uri(reverse("saml_acs", args=[key]))
    return [
        Address(title=_("Our metadata (most providers read all from it)"), url=metadata),
        Address(title=_("Entity ID (audience)"), url=metadata),
        Address(title=_("Assertion consumer service (reply address)"), url=consumer),
    ]
