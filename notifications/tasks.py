"""Background work of notifications."""

from typing import Any

from django.utils import timezone

from notifications.services import mail
from synthai.core.tasks import system_task


@system_task(queue="mail")
def mail_deliver(*, payload: dict[str, Any], **_: Any) -> None:
    """Send the mail that was queued."""
    mail.deliver(payload["mail_id"], now=timezone.now())


@system_task(queue="mail")
def mail_sweep(**_: Any) -> None:
    """Send what is due: retries, and mails whose first task was lost."""
    for mail_id in mail.due(now=timezone.now()):
        mail_deliver.enqueue(payload={"mail_id": mail_id})


@system_task(queue="mail")
def mail_purge(**_: Any) -> None:
    """Forget old mails."""
    mail.purge(now=timezone.now())
