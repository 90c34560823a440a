"""E-mail domains of an organisation, and the proof that they are its own: a text record that only their owner can set."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, permissions
from accounts.models import Organisation, ProvenDomain, SsoDomain
from accounts.services import gate, sso_sessions
from accounts.services.sso_providers import LastDoor
from synthai.core import dns
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Busy, Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.mail_domains import PUBLIC, domain_of

DOMAINS_AT_MOST = 50
CHECKED = ("checked_at", "missed", "lapses_at")


class DomainMalformed(DomainError):
    """Not the part behind the @ of an address."""

    code = "accounts.sso.domain_malformed"
    title = _("Not an e-mail domain")
    message = _(
        "“%(domain)s” is not an e-mail domain. Type what stands behind the @, for example umoja.co.za."
    )
    remedy = _("Send a domain like umoja.co.za.")
    field = "domain"


class DomainIsPublic(Conflict):
    """A mail service for everybody."""

    code = "accounts.sso.domain_is_public"
    title = _("This domain is everybody's")
    message = _(
        "%(domain)s is a mail service that everybody may use, so it cannot be your organisation's domain."
    )
    remedy = _("Use the domain of your own business.")
    field = "domain"


class DomainAdded(Conflict):
    """Twice the same."""

    code = "accounts.sso.domain_added_already"
    title = _("This domain is in the list")
    message = _("%(domain)s is in the list already.")
    remedy = _("Prove the one in the list.")
    field = "domain"


class TooManyDomains(Conflict):
    """A limit against mistakes."""

    code = "accounts.sso.too_many_domains"
    title = _("Too many domains")
    message = _("You have %(count)s domains already. Remove one that is not used.")
    remedy = _("Remove a domain that is not used.")


class DomainNotFound(NotFound):
    """No such domain in this organisation."""

    code = "accounts.sso.domain_not_found"
    title = _("No such domain")
    message = _("This domain is not in your list. Perhaps somebody removed it a moment ago.")
    remedy = _("Open the page of single sign-on again.")


class RecordMissing(Conflict):
    """The DNS has no such record."""

    code = "accounts.sso.record_missing"
    title = _("The text record was not found")
    message = _(
        "At %(name)s there is no text record that says %(text)s. %(found)s A new record can take an hour to be seen "
        "everywhere: check the spelling, wait, and try again."
    )
    remedy = _("Set the TXT record exactly as shown, wait an hour, then check again.")


class DnsDoesNotAnswer(Busy):
    """Not no, but silence."""

    code = "accounts.sso.dns_silent"
    title = _("The DNS does not answer")
    message = _("The name servers of %(domain)s do not answer at the moment. Try again in a few minutes.")
    remedy = _("Try again in a few minutes.")


class DomainOfAnother(Conflict):
    """Proven by another organisation before."""

    code = "accounts.sso.domain_of_another"
    title = _("Another organisation has proven this domain")
    message = _(
        "%(domain)s belongs to another organisation here. When both are yours, remove it there first; otherwise write "
        "to support."
    )
    remedy = _("Remove the domain from the other organisation, or write to support.")


@transaction.atomic
def add(domain: str, *, by: Actor, now: datetime) -> SsoDomain:
    """Claim a domain; it counts once `prove` found its record. Needs the tenant.

    Raises DomainMalformed, DomainIsPublic, DomainAdded, TooManyDomains.
    """
    organisation = gate.enter(by, permissions.SSO_CHANGE)
    name = _checked(domain)
    if SsoDomain.objects.filter(domain=name).exists():
        raise DomainAdded(domain=name)
    if SsoDomain.objects.count() >= DOMAINS_AT_MOST:
        raise TooManyDomains(count=DOMAINS_AT_MOST)
    claim: SsoDomain = SsoDomain.objects.create(
        organisation=organisation, domain=name, token=secrets.token_hex(16), created_at=now
    )
    audit(claim, "accounts.sso.domain_added", by=by, changes={"domain": [None, name]})
    return claim


def prove(public_id: str, *, by: Actor, now: datetime) -> SsoDomain:
    """Ask the DNS and keep what it says: three steps, for no transaction is open while others are asked.

    Raises DomainNotFound, RecordMissing, DnsDoesNotAnswer, DomainOfAnother.
    """
    require(by, permissions.SSO_CHANGE)
    claim = _claim(public_id)
    try:
        found = dns.texts(claim.record_name)
    except dns.DnsSilent as error:
        raise DnsDoesNotAnswer(domain=claim.domain) from error
    is_there = claim.record_text in found
    claim = _keep(public_id, is_there=is_there, by=by, now=now)
    if not is_there:
        others = _("It has: %(texts)s.") % {"texts": "; ".join(found)[:200]} if found else ""
        raise RecordMissing(name=claim.record_name, text=claim.record_text, found=others)
    return claim


@transaction.atomic
def remove(public_id: str, *, by: Actor, keep_session: str | None = None) -> SsoDomain:
    """Give a domain up. Raises DomainNotFound; LastDoor when it is the last one and single sign-on the only way in.

    Who came through a provider and has no address in another proven domain is signed out, but the browser with the
    session key `keep_session`.
    """
    organisation = gate.enter(by, permissions.SSO_CHANGE)
    claim = _claim(public_id)
    mine = ProvenDomain.objects.filter(organisation=organisation)
    if organisation.requires_sso and claim.proven_at and not mine.exclude(domain=claim.domain).exists():
        raise LastDoor
    mine.filter(domain=claim.domain).delete()
    audit(claim, "accounts.sso.domain_removed", by=by, changes={"domain": [claim.domain, None]})
    sso_sessions.end_uncovered(claim, organisation, by=by, keep=keep_session)
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=None))
    SsoDomain.objects.filter(pk=claim.pk).delete()
    return claim


@transaction.atomic
def _keep(public_id: str, *, is_there: bool, by: Actor, now: datetime) -> SsoDomain:
    organisation = gate.enter(by, permissions.SSO_CHANGE)
    claim = _claim(public_id)
    is_news = is_there and claim.proven_at is None
    claim.mark_checked(at=now, is_proven=is_there)
    claim.save(update_fields=[*CHECKED, "proven_at"])
    if is_news:
        _own(claim, organisation, now=now)
        audit(claim, "accounts.sso.domain_proven", by=by, changes={"domain": [None, claim.domain]})
        publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=None))
    return claim


def _own(claim: SsoDomain, organisation: Organisation, *, now: datetime) -> None:
    """Two organisations that prove one domain at once: the unique name decides."""
    try:
        with transaction.atomic():
            ProvenDomain.objects.create(domain=claim.domain, organisation=organisation, proven_at=now)
    except IntegrityError as error:
        raise DomainOfAnother(domain=claim.domain) from error


def _checked(domain: str) -> str:
    name = domain_of(domain)
    if not name:
        raise DomainMalformed(domain=domain.strip())
    if name in PUBLIC:
        raise DomainIsPublic(domain=name)
    return name


def _claim(public_id: str) -> SsoDomain:
    found: SsoDomain | None = SsoDomain.objects.filter(public_id=public_id).first()
    if found is None:
        raise DomainNotFound
    return found
