"""Proven domains, checked again: weekly, and daily once the text record was missed.

Missed twice in a row, those who set up single sign-on are told and fourteen days of grace begin; after them the domain is
no longer proven. A domain can change hands, and its new owner reads its mail: so single sign-on stays the only way in
where it was, also when the last domain is gone. The owner still comes in. A DNS that does not answer changes nothing.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, locks, permissions, selectors
from accounts.models import Organisation, ProvenDomain, SsoDomain
from accounts.services import sso_sessions
from accounts.services.sso_domains import CHECKED
from notifications.services import inbox
from synthai.core import dns
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.events import publish

logger = logging.getLogger("synthai.sign_in")


def check_again(organisation_id: int, *, now: datetime) -> None:
    """All domains of the active tenant that are due. Idempotent within a day. No transaction is open while others are asked."""
    for claim in SsoDomain.objects.to_check_again(now=now).order_by("pk"):
        try:
            found = dns.texts(claim.record_name)
        except dns.DnsSilent as error:
            logger.warning("domain claim %s not checked again: %s", claim.public_id, error)
            continue
        _keep(claim.pk, organisation_id, is_there=claim.record_text in found, now=now)


@transaction.atomic
def _keep(claim_id: int, organisation_id: int, *, is_there: bool, now: datetime) -> None:
    organisation = locks.lock_organisation(organisation_id)
    claim = SsoDomain.objects.to_check_again(now=now).filter(pk=claim_id).first()
    if claim is None:  # removed, or checked by somebody meanwhile
        return
    if is_there:
        _found(claim, now=now)
        return
    is_over = claim.lapses_at is not None and claim.lapses_at <= now
    begins_grace = claim.mark_missed(at=now)
    claim.save(update_fields=CHECKED)
    if is_over:
        _lapse(claim, organisation, now=now)
    elif begins_grace:
        _warn(claim, organisation, now=now)


def _found(claim: SsoDomain, *, now: datetime) -> None:
    if claim.lapses_at is not None:
        changes = {"domain": [None, claim.domain]}
        audit(
            claim, "accounts.sso.domain_found_again", by=system_actor(claim.organisation_id), changes=changes
        )
    proven_at = claim.proven_at
    claim.mark_checked(at=now, is_proven=True)
    claim.proven_at = proven_at  # since when it is theirs
    claim.save(update_fields=CHECKED)


def _warn(claim: SsoDomain, organisation: Organisation, *, now: datetime) -> None:
    changes = {"domain": [None, claim.domain], "until": [None, claim.lapses_at]}
    audit(claim, "accounts.sso.domain_missed", by=system_actor(organisation.pk), changes=changes)
    body = _(
        "The text record at %(name)s is gone. Put it back by %(day)s: %(text)s. Otherwise the domain no longer counts as "
        "yours, and people with its addresses can no longer come in through single sign-on."
    )
    words = {
        "name": claim.record_name,
        "text": claim.record_text,
        "day": f"{claim.lapses_at:%d %B %Y}" if claim.lapses_at else "",
    }
    title = str(_("%(domain)s is no longer proven to be yours")) % {"domain": claim.domain}
    _tell(organisation, claim, "missed", title=title, body=str(body) % words, now=now)


def _lapse(claim: SsoDomain, organisation: Organisation, *, now: datetime) -> None:
    by = system_actor(organisation.pk)
    claim.lapse()
    claim.save(update_fields=[*CHECKED, "proven_at"])
    ProvenDomain.objects.filter(organisation=organisation, domain=claim.domain).delete()
    audit(claim, "accounts.sso.domain_lapsed", by=by, changes={"domain": [claim.domain, None]})
    sso_sessions.end_uncovered(claim, organisation, by=by, keep=None)
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=None))
    title = str(_("%(domain)s no longer counts as your domain")) % {"domain": claim.domain}
    body = _(
        "Its text record was gone for more than fourteen days. People with its addresses who came in through single sign-on "
        "were signed out. Put the record back and check it to prove the domain again."
    )
    _tell(organisation, claim, "lapsed", title=title, body=str(body), now=now)


def _tell(
    organisation: Organisation, claim: SsoDomain, what: str, *, title: str, body: str, now: datetime
) -> None:
    """One line in the inbox of everybody who may set up single sign-on."""
    inbox.notify(
        f"accounts.sso_domain_{what}",
        selectors.member_ids_holding(organisation.pk, permissions.SSO_CHANGE),
        title=title,
        body=body,
        url=f"/o/{organisation.slug}/settings/sign-in/",
        organisation_id=organisation.pk,
        key=f"accounts.sso_domain_{what}.{claim.public_id}.{now:%Y%m%d}",
    )
