"""The first step of an own mail: may it go, who carries it; its attempt is written down before it does."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from notifications import carriers, locks
from notifications.carriers import Carrier
from notifications.channels.protocol import Attachment, CanFind, Channel, Parcel
from notifications.models import Attempt, AttemptResult, Mail, MailState
from notifications.services import mail_fates, routing, senders, suppression
from notifications.services.reserving import LEASE, Going, wait_after
from synthai.core import files


def parcel_of(mail: Mail) -> Parcel:
    """The mail as it goes out. Reads its files: raises OSError. No transaction need be open."""
    return Parcel(
        key=mail.public_id,
        channel=Channel.EMAIL,
        to=mail.recipient,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers={**mail.headers, "X-SynthAI-Kind": mail.kind},
        attachments=[_attachment(each) for each in mail.attachments],
    )


@transaction.atomic(durable=True)
def reserve(
    mail_id: int,
    parcel: Parcel,
    *,
    now: datetime,
    tried: Collection[str] = (),
    wait: timedelta = timedelta(),
) -> Going | None:
    """Take a due mail and write its attempt. None when it does not go now: its row says why."""
    mail = locks.lock_due_mail(mail_id, now=now)
    if mail is None:
        return None
    going = _going(mail, parcel, tried, wait, now)
    mail.save_standing()
    return going


@transaction.atomic
def put_off_unread(mail_id: int, error: str, *, now: datetime) -> None:
    """A file of the mail could not be read: that counts as a try."""
    mail = locks.lock_due_mail(mail_id, now=now)
    if mail is not None:
        mail.attempts, mail.last_error = mail.attempts + 1, error[:500]
        put_off(mail, now)
        mail.save_standing()


def put_off(mail: Mail, now: datetime, *, wait: timedelta = timedelta()) -> None:
    """Try again later, longer after each round of all providers; after the last round it has failed."""
    pause = pause_of(mail)
    if pause is None:
        mail_fates.lose(mail, MailState.FAILED, "")
    else:
        mail.put_off(now + max(pause, wait))


def pause_of(mail: Mail) -> timedelta | None:
    """How long until the next round; None after the last one."""
    offered = max(1, len(carriers.of_channel(Channel.EMAIL)))
    return wait_after(max(1, -(-mail.round // offered)))


def _going(
    mail: Mail, parcel: Parcel, tried: Collection[str], wait: timedelta, now: datetime
) -> Going | None:
    if mail.state == MailState.GOING and (asking := _asking(mail, parcel, now)):
        return asking
    if suppression.stops_mail(mail.recipient, is_critical=mail.is_critical, now=now):
        mail_fates.lose(mail, MailState.SUPPRESSED, _("The address takes nothing any more."))
        return None
    carrier = _carrier(mail, tried, wait, now)
    if carrier is None:
        return None
    mail.attempts += 1
    mail.state, mail.lease_until, mail.provider = MailState.GOING, now + LEASE, carrier.code
    attempt = Attempt.objects.create(mail=mail, number=mail.attempts, provider=carrier.code, started_at=now)
    organisation_id = mail.organisation_id if mail.in_their_name else None
    dressed = senders.dressed(parcel, organisation_id, carrier)
    return Going(mail_id=mail.pk, attempt_id=attempt.pk, carrier=carrier, parcel=dressed, since=now)


def _carrier(mail: Mail, tried: Collection[str], wait: timedelta, now: datetime) -> Carrier | None:
    """Who carries it, first whoever may have it already; None when it has to wait."""
    found = _bound(mail, tried) or routing.carriers_for(
        Channel.EMAIL,
        organisation_id=mail.organisation_id,
        left=None,
        tried=tried,
        is_critical=mail.is_critical,
        now=now,
    )
    if found and routing.is_throttled(found[0], now=now):
        mail.put_off(now + timedelta(seconds=1))
        return None
    if found:
        return found[0]
    put_off(mail, now, wait=wait)
    return None


def _bound(mail: Mail, tried: Collection[str]) -> list[Carrier]:
    if not mail.attempts:
        return []
    unclear = Attempt.objects.filter(mail=mail, result=AttemptResult.UNCLEAR).order_by("-number").first()
    found = carriers.find(Channel.EMAIL, unclear.provider) if unclear else None
    return [found] if found and found.code not in tried else []


def _asking(mail: Mail, parcel: Parcel, now: datetime) -> Going | None:
    """The worker died, or the line broke: does the provider know what became of it? None when it cannot be asked."""
    attempt = Attempt.objects.filter(mail=mail).order_by("-number").first()
    carrier = carriers.find(Channel.EMAIL, mail.provider)
    if attempt is None or carrier is None:
        return None
    if attempt.result not in {AttemptResult.STARTED, AttemptResult.UNCLEAR}:
        return None
    if not isinstance(carrier.provider, CanFind):
        if attempt.result == AttemptResult.STARTED:
            attempt.end(AttemptResult.UNCLEAR, at=now)
            attempt.save()
        return None
    mail.lease_until = now + LEASE
    return Going(
        mail_id=mail.pk,
        attempt_id=attempt.pk,
        carrier=carrier,
        parcel=replace(parcel, text="", html="", attachments=()),
        since=attempt.started_at,
        asks=True,
    )


def _attachment(said: dict[str, str]) -> Attachment:
    with files.open_file(said["path"]) as file:
        return Attachment(name=said["name"], media_type=said["type"], content=bytes(file.read()))
