"""Outgoing mail: written with the fact that caused it, sent by a task, retried, never lost."""

import smtplib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from notifications import events, locks
from notifications.models import Mail, MailState
from notifications.services import choosing, languages
from synthai.core import files
from synthai.core.after_commit import after_commit
from synthai.core.events import publish

if TYPE_CHECKING:
    from django.db.models import QuerySet

RETRY_AFTER = (  # waits before attempts 2 to 7; about a day in all
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=18),
)
KEEP_FOR = timedelta(days=30)


def send(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    organisation_id: int | None = None,
    attachments: Sequence[dict[str, Any]] = (),
    kind: str = "",
) -> Mail | None:
    """Render `emails/<template>.{subject.txt,txt,html}` in the language of whoever has this address, and queue it for `to`.

    `template` is "<app>/<name>", and the kind is "<app>.<name>" unless it is said. The row joins the caller's transaction; a
    worker sends it after commit. None when the kind is not critical and whoever has this address wants no such mail.
    The html part is left out when its template does not exist. An attachment is a file in storage: its `name` in the mail,
    its `path`, its media `type`; one with `is_own` was made for this mail and is deleted with it. Raises UnknownKind.
    """
    headers = choosing.mail_headers(kind or template.replace("/", "."), to, organisation_id=organisation_id)
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
) -> Mail:
    """Queue a mail whose parts are already rendered."""
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
        not_before=now,
        created_at=now,
    )
    publish(events.MailQueued(mail_id=mail.pk))
    return mail


@transaction.atomic
def deliver(mail_id: int, *, now: datetime) -> bool:
    """Hand one waiting mail to the mail server. True when it was accepted now.

    The row stays locked while the server answers (time-out 10 s), so two workers never send it twice; a
    crash between the server's yes and our commit repeats the mail, which is the lesser harm.
    """
    mail = locks.lock_waiting_mail(mail_id)
    if mail is None or mail.not_before > now:
        return False
    message = EmailMultiAlternatives(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.recipient])
    message.extra_headers |= {**mail.headers, "X-SynthAI-Kind": mail.kind}
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    mail.attempts += 1
    try:
        _attach(message, mail.attachments)
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        wait = RETRY_AFTER[mail.attempts - 1] if mail.attempts <= len(RETRY_AFTER) else None
        mail.mark_attempt_failed(type(error).__name__, retry_at=now + wait if wait else None)
    else:
        mail.mark_sent(at=now)
    mail.save()
    return mail.state == MailState.SENT


def _attach(message: EmailMultiAlternatives, attachments: Sequence[dict[str, Any]]) -> None:
    for each in attachments:
        with files.open_file(each["path"]) as file:
            message.attach(each["name"], file.read(), each["type"])


@transaction.atomic
def send_again(mail_id: int, *, now: datetime) -> bool:
    """Give a failed mail a new round of attempts. False when it is not failed or was emptied."""
    failed = Mail.objects.filter(pk=mail_id, state=MailState.FAILED).exclude(text="")
    return failed.update(state=MailState.WAITING, attempts=0, not_before=now) == 1


def due(*, now: datetime, limit: int = 500) -> list[int]:
    """Ids of mails that should have left by now."""
    waiting = Mail.objects.filter(state=MailState.WAITING, not_before__lte=now)
    return list(waiting.order_by("not_before").values_list("pk", flat=True)[:limit])


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


def _drop_files(mails: "QuerySet[Mail]") -> None:
    for attached in mails.exclude(attachments=[]).values_list("attachments", flat=True).iterator():
        _drop(attached)


def _drop(attachments: Sequence[dict[str, Any]]) -> None:
    for each in attachments:
        if each.get("is_own"):
            after_commit(files.delete, each["path"])
