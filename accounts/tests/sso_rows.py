"""Providers and proven domains as rows, for tests that are about something else."""

from typing import Any

from django.utils import timezone

from accounts.models import ProvenDomain, SsoProvider
from accounts.services.sso_providers import SECRET
from accounts.tests.oidc_peer import CLIENT_ID, Provider
from synthai.core.crypto import encrypt
from synthai.core.tenancy import tenant


def own(organisation: Any, domain: str) -> None:
    """The domain is proven to be this organisation's."""
    ProvenDomain.objects.create(domain=domain, organisation=organisation, proven_at=timezone.now())


def oidc_row(organisation: Any, provider: Provider, **fields: Any) -> SsoProvider:
    """An OpenID Connect provider in use."""
    return _stored(
        organisation,
        protocol="oidc",
        discovery_url=provider.discovery_url,
        client_id=CLIENT_ID,
        sealed_secret=encrypt("not-a-real-secret", purpose=SECRET),
        **fields,
    )


def saml_row(organisation: Any, **fields: Any) -> SsoProvider:
    """A SAML provider in use."""
    return _stored(organisation, protocol="saml", **fields)


def _stored(organisation: Any, **fields: Any) -> SsoProvider:
    defaults = {"name": "Umoja Identity", "is_enabled": True, "tested_at": timezone.now()}
    with tenant(organisation):
        row: SsoProvider = SsoProvider.objects.create(organisation=organisation, **{**defaults, **fields})
    return row
