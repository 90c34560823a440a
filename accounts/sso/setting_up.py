"""From what an administrator typed to what a provider needs: discovery and metadata are read before anything is stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.gateways import certificates, oidc, saml_metadata
from accounts.gateways.certificates import Described
from accounts.gateways.saml_metadata import Metadata
from accounts.models import SsoProvider
from accounts.services import sso_keys, sso_providers
from accounts.sso.forms import OidcForm, SamlForm
from synthai.core.access import Actor


def create(protocol: str, form: Any, *, by: Actor, now: datetime) -> SsoProvider:
    """Set up a provider. Raises DiscoveryFailed, MetadataUnusable, and what the service raises."""
    details, secret = _read(form)
    return sso_providers.create(protocol=protocol, details=details, secret=secret, by=by, now=now)


def change(provider: SsoProvider, form: Any, *, by: Actor) -> SsoProvider:
    """Change it. Raises as `create` does."""
    details, secret = _read(form)
    return sso_providers.change(provider.public_id, details=details, secret=secret, by=by)


def certificates_of(provider: SsoProvider, *, now: datetime) -> list[Described]:
    """Its certificates for the page."""
    return [certificates.described(each, now=now) for each in provider.certificates]


@dataclass(frozen=True, kw_only=True)
class OurCertificate:
    """One of ours, for the page."""

    signs: bool
    described: Described


def our_certificates_of(provider: SsoProvider, *, now: datetime) -> list[OurCertificate]:
    """Ours that this provider may meet, the one that signs first. Makes the first of a SAML provider that has none."""
    if not provider.is_saml:
        return []
    return [
        OurCertificate(signs=place == 0, described=certificates.described(pair.certificate, now=now))
        for place, pair in enumerate(sso_keys.ready(provider, now=now))
    ]


def described_by(found: Metadata) -> dict[str, Any]:
    """Fields of SsoProvider that metadata fills."""
    return {
        "entity_id": found.entity_id,
        "sign_in_url": found.sign_in_url,
        "certificates": list(found.certificates),
        "wants_signed_requests": found.wants_signed_requests,
        "sign_out_url": found.sign_out_url,
        "sign_out_answer_url": found.sign_out_answer_url,
    }


def _read(form: OidcForm | SamlForm) -> tuple[dict[str, Any], str]:
    details = form.details()
    if isinstance(form, OidcForm):
        found = oidc.discover(form.cleaned_data["discovery_url"])
        details |= {
            "discovery_url": found.url,
            "client_id": form.cleaned_data["client_id"],
            "sign_out_url": found.sign_out_url,
        }
        return details, form.cleaned_data["client_secret"]
    document, url = form.document(), form.cleaned_data["metadata_url"]
    details["metadata_url"] = url
    if document:
        details |= described_by(saml_metadata.read(document))
    elif url:
        details |= described_by(saml_metadata.fetched(url))
    return details, ""
