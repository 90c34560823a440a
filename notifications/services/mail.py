"""Outgoing mail: written with the fact that caused it, sent by a task through the channel's providers, retried, never lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone

from notifications import events
from notifications import kinds as registry
from notifications.models import DID_NOT_ARRIVE, Mail, MailState
from notifications.services import choosing, delivering, languages, mail_reserving, mail_settling
from notifications.services.reserving import RETRY_AFTER
from synthai.core import files
from synthai.core.after_commit import after_commit
from synthai.core.events import publish

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = [
    "RETRY_AFTER",
    "deliver",
    "due",
    "forget",
    "forget_address",
    "purge",
    "queue",
    "send",
    "send_again",
]
KEEP_FOR = timedelta(days=30)


def send(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    organisation_id: int | None = None,
    attachments: Sequence[dict[str, Any]] = (),
    kind: str = "",
    about: str = "",
) -> Mail | None:
    """Render `emails/<template>.{subject.txt,txt,html}` in the language of whoever has this address, and queue it for `to`.

    `template` is "<app>/<name>", and the kind is "<app>.<name>" unless it is said. The row joins the caller's transaction; a
    worker sends it after commit. None when the kind is not critical and whoever has this address wants no such mail.
    The html part is left out when its template does not exist. An attachment is a file in storage: its `name` in the mail,
    its `path`, its media `type`; one with `is_own` was made for this mail and is deleted with it. `about` names what the mail is
    about ("billing.document:<public id>"), for `mail_fates.lost` and `MailBounced`. Raises UnknownKind.
    """
    declared = registry.find(kind or template.replace("/", "."))
    headers = choosing.mail_headers(declared.code, to, organisation_id=organisation_id)
    if headers is None:
        _drop(attachments)
        return None
    scope = {"site_url": settings.SITE_URL, **context}
    with languages.spoken_at(to, organisation_id):
        subject = " ".join(render_to_string(f"emails/{template}.subject.txt", scope).split())
        text = render_to_string(f"emails/{template}.txt", scope)
        html = render_to_string(f"emails/{template}.html", scope)
    return queue(
        template,
        to,
        subject=subject,
        text=text,
        html=html,
        organisation_id=organisation_id,
        attachments=attachments,
        headers=headers,
        about=about,
        is_critical=declared.is_critical,
        in_their_name=not declared.is_ours,
    )


@transaction.atomic
def queue(
    kind: str,
    to: str,
    *,
    subject: str,
    text: str,
    html: str = "",
    organisation_id: int | None = None,
    attachments: Sequence[dict[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
    about: str = "",
    is_critical: bool = True,
    in_their_name: bool = False,
) -> Mail:
    """Queue a mail whose parts are already rendered. With `in_their_name` it comes from the organisation's own sender."""
    now = timezone.now()
    mail = Mail.objects.create(
        kind=kind,
        recipient=to,
        subject=subject[:300],
        text=text,
        html=html,
        attachments=list(attachments),
        headers=dict(headers or {}),
        organisation_id=organisation_id,
        about=about[:120],
        is_critical=is_critical,
        in_their_name=in_their_name,
        not_before=now,
        created_at=now,
    )
    publish(events.MailQueued(mail_id=mail.pk))
    return mail


def deliver(mail_id: int, *, now: datetime) -> bool:
    """Hand one waiting mail to a provider of the channel, by the steps of `delivering`. True when it was accepted now.

    No lock is held and no transaction is open while the server answers. Killed in between, the mail goes again under the same
    Message-ID once its lease is over, by the same provider: a mailbox shows it once.
    """
    mail = _due(now).filter(pk=mail_id).order_by("pk").first()
    if mail is None:
        return False
    try:
        parcel = mail_reserving.parcel_of(mail)
    except OSError as error:
        mail_reserving.put_off_unread(mail_id, type(error).__name__, now=now)
        return False
    return delivering.carry(partial(mail_reserving.reserve, mail_id, parcel), mail_settling.settle, now=now)


@transaction.atomic
def send_again(mail_id: int, *, now: datetime) -> bool:
    """Give a failed mail a new round of attempts. False when it did not fail or was emptied."""
    lost = Mail.objects.filter(pk=mail_id, state__in=DID_NOT_ARRIVE).exclude(text="")
    return lost.update(state=MailState.WAITING, attempts_before=F("attempts"), not_before=now) == 1


def due(*, now: datetime, limit: int = 500) -> list[int]:
    """Ids of mails that should have left by now, and of those whose worker died."""
    return list(_due(now).order_by("not_before").values_list("pk", flat=True)[:limit])


def _due(now: datetime) -> "QuerySet[Mail]":
    waiting = Q(state=MailState.WAITING, not_before__lte=now)
    return Mail.objects.filter(waiting | Q(state=MailState.GOING, lease_until__lte=now))


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Delete rows older than 30 days, and the files that were made for them alone."""
    old = Mail.objects.filter(created_at__lt=now - KEEP_FOR)
    _drop_files(old)
    deleted, _ = old.delete()
    return deleted


def forget(organisation_id: int) -> None:
    """An organisation ends: the files that were made for its mails alone go with it. In its transaction."""
    _drop_files(Mail.objects.filter(organisation_id=organisation_id))


@transaction.atomic
def forget_address(address: str) -> int:
    """A person ends: the mails to her address go, and the files that were made for them alone. Returns how many mails."""
    hers = Mail.objects.filter(recipient__iexact=address)
    _drop_files(hers)
    deleted, _rows = hers.delete()
    return deleted


def _drop_files(mails: "QuerySet[Mail]") -> None:
    for attached in mails.exclude(attachments=[]).values_list("attachments", flat=True).iterator():
        _drop(attached)


def _drop(attachments: Sequence[dict[str, Any]]) -> None:
    for each in attachments:
        if each.get("is_own"):
            after_commit(files.delete, each["path"])
