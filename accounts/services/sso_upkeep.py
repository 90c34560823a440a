"""Identity providers, looked after daily: what they say about themselves is read again, and certificates that end are told
before they end, theirs and ours."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import permissions, selectors
from accounts.gateways import certificates, oidc, saml_metadata
from accounts.gateways.oidc import DiscoveryFailed
from accounts.gateways.saml_metadata import MetadataUnusable
from accounts.models import SsoProvider
from accounts.services import sso_keys
from notifications.services import inbox
from synthai.core.access import system_actor
from synthai.core.audit import audit

logger = logging.getLogger("synthai.sign_in")
TELL_AGAIN_AFTER = timedelta(days=7)


def look_after(*, now: datetime) -> None:
    """All providers of the active tenant. Idempotent within a week."""
    for provider in SsoProvider.objects.to_look_after(now=now).select_related("organisation").order_by("pk"):
        if not provider.is_saml:
            rediscover(provider)
            continue
        sso_keys.ready(provider, now=now)
        sso_keys.renew_due(provider, now=now)
        if provider.metadata_url:
            refresh(provider)
        tell_of_end(provider, now=now)


def refresh(provider: SsoProvider) -> bool:
    """Fetch the metadata again and keep its certificates and logout addresses; whether the certificates changed.

    No transaction is open meanwhile.

    Metadata of another entity, or none at all, changes nothing: the certificates there are go on working.
    """
    try:
        found = saml_metadata.fetched(provider.metadata_url)
    except MetadataUnusable as error:
        logger.warning("metadata of identity provider %s not refreshed: %s", provider.public_id, error)
        return False
    if found.entity_id != provider.entity_id:
        return False
    _note(
        provider,
        sign_out_url=found.sign_out_url,
        sign_out_answer_url=found.sign_out_answer_url,
        wants_signed_requests=found.wants_signed_requests,
    )
    if list(found.certificates) == provider.certificates:
        return False
    with transaction.atomic():
        by = system_actor(provider.organisation_id)
        numbers = [len(provider.certificates), len(found.certificates)]
        provider.take({"certificates": list(found.certificates)})
        provider.save(update_fields=["certificates", "version"])
        audit(provider, "accounts.sso.certificates_renewed", by=by, changes={"certificates": numbers})
    return True


def rediscover(provider: SsoProvider) -> None:
    """Read where an OpenID Connect provider ends sessions; one that does not answer changes nothing."""
    try:
        found = oidc.discover(provider.discovery_url)
    except DiscoveryFailed as error:
        logger.warning("identity provider %s not read again: %s", provider.public_id, error)
        return
    _note(provider, sign_out_url=found.sign_out_url)


def _note(provider: SsoProvider, **said: str | bool) -> None:
    """Where to sign out is not a deed of anybody, so it makes no entry and no new version."""
    changed = {field: value for field, value in said.items() if getattr(provider, field) != value}
    if changed:
        SsoProvider.objects.filter(pk=provider.pk).update(**changed)
        for field, value in changed.items():
            setattr(provider, field, value)


@transaction.atomic
def tell_of_end(provider: SsoProvider, *, now: datetime) -> bool:
    """Tell those who set up single sign-on, once a week from thirty days before the last certificate ends."""
    end = certificates.last_end(provider.certificates)
    if end is None or end > now + certificates.SOON or not provider.is_enabled:
        return False
    if provider.warned_at is not None and provider.warned_at > now - TELL_AGAIN_AFTER:
        return False
    sentence = (
        _("The certificate of %(name)s has ended")
        if end <= now
        else _("The certificate of %(name)s ends soon")
    )
    inbox.notify(
        "accounts.sso_certificate_ends",
        selectors.member_ids_holding(provider.organisation.pk, permissions.SSO_CHANGE),
        title=str(sentence) % {"name": provider.name},
        body=str(_("Then nobody can sign in through it. Load the provider's new metadata before.")),
        url=f"/o/{provider.organisation.slug}/settings/sign-in/providers/{provider.public_id}/",
        organisation_id=provider.organisation.pk,
        key=f"accounts.sso_certificate_ends.{provider.public_id}.{now:%Y%m%d}",
    )
    SsoProvider.objects.filter(pk=provider.pk).update(warned_at=now)
    return True
