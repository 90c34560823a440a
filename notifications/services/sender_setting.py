"""Set up an organisation's own sender, and look whether its domain shows the records."""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from notifications import carriers, events, locks, permissions
from notifications.carriers import Carrier
from notifications.channels.email import dkim
from notifications.channels.protocol import Channel, DnsRecord, ProviderError, TakesSenders
from notifications.engine import sender_dns
from notifications.engine.dns_findings import Finding, Level, Lookup, is_good
from notifications.models import Sender
from notifications.models.sender import UNDO_FOR
from notifications.services import senders
from synthai.core import dns
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.crypto import encrypt
from synthai.core.errors import Busy, Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.mail_domains import PUBLIC, domain_of

logger = logging.getLogger("synthai.notifications")
_PATIENCE = 10  # seconds for all questions of one look together
_CHECKED = ("records", "findings", "checked_at", "proven_at", "missed")


class AddressMalformed(DomainError):
    """No domain behind the @."""

    code = "notifications.sender.address_malformed"
    title = _("Not an e-mail address")
    message = _("“%(address)s” is not an e-mail address of a domain. Type one like hello@umoja.co.za.")
    remedy = _("Send an address like hello@umoja.co.za.")
    field = "address"


class DomainIsEverybodys(Conflict):
    """A mail service for everybody has records that the organisation cannot set."""

    code = "notifications.sender.domain_is_everybodys"
    title = _("This domain is everybody's")
    message = _(
        "%(domain)s is a mail service for everybody, so you cannot set its records. Use an address at your own domain, or "
        "leave the address empty and let answers go there."
    )
    remedy = _("Use an address at the domain of your own business.")
    field = "address"


class NoProviderTakesSenders(Conflict):
    """Whoever carries mail here sends in our own name only."""

    code = "notifications.sender.not_possible_here"
    title = _("Own senders are not possible here")
    message = _(
        "The mail provider of this site sends from our own address only. Leave the address empty: your name and the address for "
        "answers are used all the same."
    )
    remedy = _("Leave the address empty.")
    field = "address"


class SenderMissing(NotFound):
    """Nothing was set up."""

    code = "notifications.sender.missing"
    title = _("There is no own sender")
    message = _("There is no own sender to be checked. Perhaps somebody removed it a moment ago.")
    remedy = _("Set up a sender first.")


class ProviderSilent(Busy):
    """The mail provider could not be asked."""

    code = "notifications.sender.provider_silent"
    title = _("The mail provider does not answer")
    message = _("The mail provider cannot be asked about %(domain)s right now. Try again in a few minutes.")
    remedy = _("Try again in a few minutes.")
    retry_after = 120


@transaction.atomic
def save(name: str, address: str, reply_to: str, *, by: Actor, now: datetime) -> Sender:
    """Keep the active organisation's sender. Another domain or provider gets a new key and has to be proven anew.

    Raises AddressMalformed, DomainIsEverybodys, NoProviderTakesSenders.
    """
    require(by, permissions.SENDER_CHANGE)
    domain = _domain(address)
    provider = _provider_for(domain)
    sender = locks.lock_sender() or Sender(changed_at=now)
    before = {"name": sender.name, "address": sender.address, "reply_to": sender.reply_to}
    after = {"name": name, "address": address, "reply_to": reply_to}
    changes = {
        field: [before[field] or None, after[field] or None]
        for field in after
        if before[field] != after[field]
    }
    if (sender.domain, sender.provider) != (domain, provider):
        _begin_anew(sender, domain, provider, now)
    sender.name, sender.address, sender.reply_to, sender.removed_at = name, address, reply_to, None
    _save(sender)
    if changes:
        audit(None, "notifications.sender.changed", by=by, changes=changes)
    return sender


def check(*, by: Actor, now: datetime) -> Sender:
    """Ask the DNS and keep what it says: no transaction is open while others are asked. Raises SenderMissing, ProviderSilent."""
    require(by, permissions.SENDER_CHANGE)
    sender = senders.current()
    if sender is None:
        raise SenderMissing
    if not sender.domain:
        return sender
    try:
        records, findings = _looked(sender)
    except ProviderError as error:
        raise ProviderSilent(domain=sender.domain) from error
    return _keep(sender, records, findings, by=by, now=now)


def check_again(organisation_id: int, *, now: datetime) -> None:
    """Look again at a sender that is due. A DNS or provider that does not answer changes nothing. Needs the tenant."""
    sender = Sender.objects.to_check_again(now=now).order_by("pk").first()
    if sender is None:
        return
    if sender.removed_at is not None:
        sender.delete()
        return
    try:
        records, findings = _looked(sender)
    except ProviderError as error:
        logger.warning("sender %s was not checked again: %s", sender.pk, error.answer)
        return
    if is_good(findings) is not None:
        _keep(sender, records, findings, by=system_actor(organisation_id), now=now)


@transaction.atomic
def remove(*, by: Actor, now: datetime) -> None:
    """Mails come from our own address again, in our own name. For ten minutes `restore` undoes it, then its key is forgotten.

    Idempotent.
    """
    require(by, permissions.SENDER_CHANGE)
    sender = locks.lock_sender()
    if sender is None or sender.removed_at is not None:
        return
    sender.removed_at = now
    sender.save(update_fields=["removed_at"])
    changes = {"name": [sender.name, None], "address": [sender.address or None, None]}
    audit(None, "notifications.sender.removed", by=by, changes=changes)


@transaction.atomic
def restore(*, by: Actor, now: datetime) -> Sender:
    """Take a removal back, with the key and what was proven. Raises SenderMissing when it is too late."""
    require(by, permissions.SENDER_CHANGE)
    sender = locks.lock_sender()
    if sender is None or sender.removed_at is None or sender.removed_at <= now - UNDO_FOR:
        raise SenderMissing
    sender.removed_at = None
    sender.save(update_fields=["removed_at"])
    changes = {"name": [None, sender.name], "address": [None, sender.address or None]}
    audit(None, "notifications.sender.restored", by=by, changes=changes)
    return sender


def takes_senders() -> Carrier | None:
    """The mail provider that is tried first among those that send in other names; None when there is none."""
    found = carriers.of_channel(Channel.EMAIL)
    return next((each for each in found if isinstance(each.provider, TakesSenders)), None)


def _domain(address: str) -> str:
    if not address:
        return ""
    domain = domain_of(address)
    if not domain or address.count("@") != 1:
        raise AddressMalformed(address=address)
    if domain in PUBLIC:
        raise DomainIsEverybodys(domain=domain)
    return domain


def _provider_for(domain: str) -> str:
    if not domain:
        return ""
    carrier = takes_senders()
    if carrier is None:
        raise NoProviderTakesSenders
    return carrier.code


def _save(sender: Sender) -> None:
    """Two people who set up the first one at once: the second is told to look again."""
    try:
        with transaction.atomic():
            sender.save()
    except IntegrityError as error:
        raise Busy from error


def _begin_anew(sender: Sender, domain: str, provider: str, now: datetime) -> None:
    sender.domain, sender.provider, sender.changed_at = domain, provider, now
    sender.records, sender.findings = [], []
    sender.checked_at = sender.proven_at = None
    sender.missed = 0
    sender.selector = f"synthai{secrets.token_hex(4)}" if domain else ""
    sender.key = encrypt(dkim.new_key(), purpose=senders.PURPOSE) if domain else ""


def _looked(sender: Sender) -> tuple[Sequence[DnsRecord], list[Finding]]:
    carrier = carriers.find(Channel.EMAIL, sender.provider)
    if carrier is None or not isinstance(carrier.provider, TakesSenders):
        return [], [Finding("provider.gone", Level.BAD, sender.domain)]
    records = [
        *_proof_of(sender, carrier.provider),
        *carrier.provider.claim(sender.domain, signing=senders.signing_of(sender)),
    ]
    findings = sender_dns.check(sender.domain, records, _patient_lookup())
    if is_good(findings) and not carrier.provider.confirms(sender.domain):
        findings.append(Finding("provider.waits", Level.BAD, sender.domain))
    return records, findings


def _proof_of(sender: Sender, provider: TakesSenders) -> list[DnsRecord]:
    """A provider that signs with its own keys asks everybody for the same records, so a text of the organisation's own proves whose
    domain it is. Our own keys are another one for each."""
    if not provider.signs_itself:
        return []
    name = f"_synthai-sender.{sender.domain}"
    return [DnsRecord(purpose="proof", kind="TXT", name=name, value=f"synthai-sender={sender.selector}")]


def _patient_lookup() -> Lookup:
    """Asks each question once. After the first that nobody answers, or when all together take too long, it asks no more: a page waits
    for strangers' name servers, and a record can send us to many."""
    known: dict[tuple[str, str], Sequence[str]] = {}
    deadline = time.monotonic() + _PATIENCE

    def lookup(name: str, kind: str) -> Sequence[str] | None:
        nonlocal deadline
        if (name, kind) not in known and time.monotonic() < deadline:
            try:
                known[name, kind] = dns.records(name, kind)
            except dns.DnsSilent:
                deadline = 0
        return known.get((name, kind))

    return lookup


@transaction.atomic
def _keep(
    looked: Sender, records: Sequence[DnsRecord], findings: Sequence[Finding], *, by: Actor, now: datetime
) -> Sender:
    sender = locks.lock_sender()
    if (
        sender is None or sender.removed_at or sender.selector != looked.selector
    ):  # changed meanwhile: what was seen is of no use
        return sender or looked
    sender.records = [asdict(each) for each in records]
    sender.findings = [_plain(each) for each in findings]
    verdict = is_good(findings)
    if verdict is not None and sender.mark_checked(at=now, is_good=verdict):
        _tell(sender, by=by)
    sender.save(update_fields=_CHECKED)
    return sender


def _tell(sender: Sender, *, by: Actor) -> None:
    changes: dict[str, Any] = {"domain": [None, sender.domain]}
    if sender.is_proven:
        audit(None, "notifications.sender.proven", by=by, changes=changes)
        publish(events.SenderProven(domain=sender.domain))
    else:
        audit(None, "notifications.sender.lapsed", by=by, changes={"domain": [sender.domain, None]})
        publish(events.SenderLapsed(domain=sender.domain))


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.level.value,
        "name": finding.name,
        "values": dict(finding.values),
    }
