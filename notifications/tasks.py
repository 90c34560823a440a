"""Background work of notifications."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from notifications.services import callbacks, delivering, inbox, mail, purging, spreading
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
    """Forget old mails and messages."""
    mail.purge(now=timezone.now())
    purging.purge(now=timezone.now())


@system_task(queue="mail")
def delivery_deliver(*, delivery_id: int, **_: Any) -> None:
    """Send one message on one channel."""
    delivering.deliver(delivery_id, now=timezone.now())


@system_task(queue="mail")
def deliveries_hand_out(*, payload: dict[str, Any], **_: Any) -> None:
    """A task for each delivery that was planned."""
    for delivery_id in payload["delivery_ids"]:
        delivery_deliver.enqueue(delivery_id=delivery_id)


@system_task(queue="mail", max_retries=0)
def deliveries_sweep(**_: Any) -> None:
    """Send what is due: what was put off, and deliveries whose task or worker was lost."""
    for delivery_id in delivering.due(now=timezone.now()):
        delivery_deliver.enqueue(delivery_id=delivery_id)


@system_task(queue="mail")
def callback_handle(*, callback_id: int, **_: Any) -> None:
    """Understand one callback of a provider."""
    callbacks.handle(callback_id, now=timezone.now())


@system_task(queue="mail", max_retries=0)
def callbacks_sweep(**_: Any) -> None:
    """Understand what providers told: what has just come, and what is to be tried again."""
    callbacks.woken()
    for callback_id in callbacks.waiting(now=timezone.now()):
        callback_handle.enqueue(callback_id=callback_id)


@system_task()
def fact_spread(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell a fact to many; what is left after two minutes is told by the next task."""
    if not spreading.spread(payload["fact_id"]):
        fact_spread.enqueue(payload=payload)


@system_task(max_retries=0)
def facts_sweep(**_: Any) -> None:
    """Go on with facts whose task was lost."""
    for fact_id in spreading.spreading():
        fact_spread.enqueue(payload={"fact_id": fact_id})


@system_task(max_retries=0)
def inbox_wake(**_: Any) -> None:
    """Ring for what was put off until now. It looks back twice as far as it comes: ringing twice does no harm."""
    now = timezone.now()
    inbox.wake(now=now, since=now - timedelta(minutes=2))
