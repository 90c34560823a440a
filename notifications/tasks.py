"""Background work of notifications."""

import time
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone

from notifications.services import (
    announcing,
    callbacks,
    delivering,
    escalating,
    inbox,
    link_checks,
    mail,
    purging,
    replaying,
    sender_setting,
    spreading,
    template_alarms,
    watching,
)
from synthai.core.tasks import system_task, tenant_task


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
def deliveries_deliver(*, delivery_ids: list[int], **_: Any) -> None:
    """Send several messages of a channel whose provider takes many at once."""
    delivering.deliver_many(delivery_ids, now=timezone.now())


@system_task(queue="mail")
def deliveries_hand_out(*, payload: dict[str, Any], **_: Any) -> None:
    """Tasks for the deliveries that were planned."""
    _hand_out(payload["delivery_ids"])


def _hand_out(delivery_ids: Collection[int]) -> None:
    for batch in delivering.in_batches(delivery_ids):
        if len(batch) == 1:
            delivery_deliver.enqueue(delivery_id=batch[0])
        else:
            deliveries_deliver.enqueue(delivery_ids=batch)


@system_task(queue="mail", max_retries=0)
def deliveries_sweep(**_: Any) -> None:
    """Send what is due: what was put off, and deliveries whose task or worker was lost."""
    deadline = time.monotonic() + 15  # beat comes again after twenty seconds
    while found := delivering.due(now=timezone.now()):
        _hand_out(found)
        if len(found) < delivering.SWEPT or time.monotonic() > deadline:
            break


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
def providers_watch(**_: Any) -> None:
    """Tell staff when a provider begins to fail, and when it works again."""
    watching.watch(now=timezone.now())


@system_task(queue="mail")
def replay_work(*, payload: dict[str, Any], **_: Any) -> None:
    """Send failed deliveries once more, in batches; what is left after a minute is for the next task."""
    if not replaying.work(payload["replay_id"]):
        replay_work.enqueue(payload=payload)


@system_task(queue="mail", max_retries=0)
def replays_sweep(**_: Any) -> None:
    """Go on with replays whose task was lost."""
    for replay_id in replaying.working():
        replay_work.enqueue(payload={"replay_id": replay_id})


@system_task()
def template_failed(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell staff that a template could not be filled."""
    template_alarms.tell(payload["version_id"], payload["reason"], now=timezone.now())


@system_task()
def template_links_check(*, payload: dict[str, Any], **_: Any) -> None:
    """Look at the addresses of a template."""
    link_checks.check(payload["version_id"], now=timezone.now())


@system_task(queue="mail", max_retries=0)
def escalations_sweep(**_: Any) -> None:
    """Take the steps that are due of matters that nobody has taken."""
    for escalation_id in escalating.due(now=timezone.now()):
        escalating.advance(escalation_id, now=timezone.now())


@system_task(max_retries=0)
def announcements_sweep(**_: Any) -> None:
    """Start staff's announcements whose time has come, and close those that are through."""
    announcing.sweep(now=timezone.now())


@tenant_task(max_retries=0)
def team_announcements_sweep(**_: Any) -> None:
    """The same for one organisation."""
    announcing.sweep_team(now=timezone.now())


@tenant_task(queue="default")
def sender_check_again(*, organisation_id: int, **_: Any) -> None:
    """Ask the DNS whether the organisation's sender still has its records."""
    sender_setting.check_again(organisation_id, now=timezone.now())


@system_task(max_retries=0)
def inbox_wake(**_: Any) -> None:
    """Ring for what was put off until now. It looks back twice as far as it comes: ringing twice does no harm."""
    now = timezone.now()
    inbox.wake(now=now, since=now - timedelta(minutes=2))
