"""Our own SAML keys, two a provider at most: one signs, another may be published before it does.

The private key is stored sealed and leaves this process never. The certificates are public.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, permissions, selectors
from accounts.gateways import certificates, our_keys
from accounts.gateways.our_keys import KeyPair
from accounts.models import SsoProvider
from accounts.services import gate
from accounts.services.sso_providers import provider_of
from notifications.services import inbox
from synthai.core.access import Actor, system_actor
from synthai.core.audit import audit
from synthai.core.crypto import Undecryptable, decrypt, encrypt
from synthai.core.errors import Conflict
from synthai.core.events import publish
from synthai.core.tenancy import tenant

logger = logging.getLogger("synthai.sign_in")
_PURPOSE = "accounts.sso.our_key"
KEYS_AT_MOST = 2


class RollOverUnderWay(Conflict):
    """A third certificate would leave nobody knowing which one is meant."""

    code = "accounts.sso.roll_over_under_way"
    title = _("A new certificate is published already")
    message = _(
        "“%(name)s” has two certificates of ours already. Change over to the new one and withdraw the old one first."
    )
    remedy = _("Change over to the new certificate, withdraw the old one, then make another.")


class OneCertificate(Conflict):
    """There is nothing to change over to, or to withdraw."""

    code = "accounts.sso.one_certificate"
    title = _("There is one certificate only")
    message = _("“%(name)s” has one certificate of ours only. Make a new one first.")
    remedy = _("Make a new certificate first.")


def ready(provider: SsoProvider, *, now: datetime) -> tuple[KeyPair, ...]:
    """The keys in use, the signing one first; a provider that has none yet gets its first. Needs no tenant."""
    if not any(_is_valid(each, now) for each in provider.our_keys):
        _make_first(provider, now=now)
    return in_use(provider, now=now)


def in_use(provider: SsoProvider, *, now: datetime) -> tuple[KeyPair, ...]:
    """The keys whose certificate has not ended and which can be opened, the signing one first."""
    opened = (_opened(provider, each) for each in provider.our_keys if _is_valid(each, now))
    return tuple(pair for pair in opened if pair is not None)


@transaction.atomic
def make(public_id: str, *, by: Actor, now: datetime) -> SsoProvider:
    """Publish a new certificate beside the present one, which goes on signing. Raises RollOverUnderWay."""
    provider = _entered(public_id, by)
    kept = [each for each in provider.our_keys if _is_valid(each, now)]
    if len(kept) >= KEYS_AT_MOST:
        raise RollOverUnderWay(name=provider.name)
    _keep(provider, [*kept, _new(provider, now)], "accounts.sso.our_certificate_made", by=by)
    return provider


@transaction.atomic
def change_over(public_id: str, *, by: Actor) -> SsoProvider:
    """Sign with the other certificate from now on; both stay published. Raises OneCertificate."""
    provider = _entered(public_id, by)
    if len(provider.our_keys) < KEYS_AT_MOST:
        raise OneCertificate(name=provider.name)
    _keep(provider, provider.our_keys[::-1], "accounts.sso.our_certificate_used", by=by)
    return provider


@transaction.atomic
def withdraw(public_id: str, *, by: Actor) -> SsoProvider:
    """Forget the certificate that does not sign, and its key. Raises OneCertificate."""
    provider = _entered(public_id, by)
    if len(provider.our_keys) < KEYS_AT_MOST:
        raise OneCertificate(name=provider.name)
    _keep(provider, provider.our_keys[:1], "accounts.sso.our_certificate_withdrawn", by=by)
    return provider


@transaction.atomic
def renew_due(provider: SsoProvider, *, now: datetime) -> bool:
    """Thirty days before our last certificate ends, publish the next and tell. Needs the tenant; idempotent."""
    kept = [each for each in provider.our_keys if _is_valid(each, now)]
    end = certificates.last_end([each["certificate"] for each in kept])
    if end is None or end > now + certificates.SOON:
        return False
    made = [*kept[:1], _new(provider, now)]
    by = system_actor(provider.organisation_id)
    _keep(provider, made, "accounts.sso.our_certificate_made", by=by)
    inbox.notify(
        "accounts.sso_our_certificate_ends",
        selectors.member_ids_holding(provider.organisation.pk, permissions.SSO_CHANGE),
        title=str(_("Our certificate for %(name)s ends soon")) % {"name": provider.name},
        body=str(
            _("The next one is in our metadata already. Load our metadata there before the old one ends.")
        ),
        url=f"/o/{provider.organisation.slug}/settings/sign-in/providers/{provider.public_id}/",
        organisation_id=provider.organisation.pk,
        key=f"accounts.sso_our_certificate_ends.{provider.public_id}.{now:%Y%m%d}",
    )
    return True


def _make_first(provider: SsoProvider, *, now: datetime) -> None:
    """Two requests at once: the first one's key stays."""
    before, made = provider.our_keys, [_new(provider, now)]
    with tenant(provider.organisation):
        rows = SsoProvider.objects.filter(pk=provider.pk)
        rows.filter(our_keys=before).update(our_keys=made)
        provider.our_keys = rows.values_list("our_keys", flat=True).get()


def _new(provider: SsoProvider, now: datetime) -> dict[str, Any]:
    pair = our_keys.make(f"SynthAI for {provider.public_id}", now=now)
    return {"certificate": pair.certificate, "sealed": encrypt(pair.private, purpose=_PURPOSE)}


def _opened(provider: SsoProvider, kept: dict[str, Any]) -> KeyPair | None:
    try:
        private = decrypt(kept["sealed"], purpose=_PURPOSE)
    except Undecryptable:
        logger.exception("a SAML key for identity provider %s cannot be opened", provider.public_id)
        return None
    return KeyPair(certificate=kept["certificate"], private=private)


def _is_valid(kept: dict[str, Any], now: datetime) -> bool:
    return certificates.valid_at(kept["certificate"], now)


def _entered(public_id: str, by: Actor) -> SsoProvider:
    gate.enter(by, permissions.SSO_CHANGE)
    return provider_of(public_id)


def _keep(provider: SsoProvider, keys: list[dict[str, Any]], code: str, *, by: Actor) -> None:
    numbers = [len(provider.our_keys), len(keys)]
    provider.take({"our_keys": keys})
    provider.save(update_fields=["our_keys", "version"])
    audit(provider, code, by=by, changes={"certificates": numbers})
    publish(events.SsoChanged(organisation_id=provider.organisation.pk, provider_id=provider.pk))
