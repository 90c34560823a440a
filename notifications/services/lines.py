"""Lines of the inbox: what a message is in the app."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import get_user_model

from notifications.channels.protocol import Channel
from notifications.kinds import Kind
from notifications.models import InboxReset, Message, Notification
from synthai.core import realtime
from synthai.core.after_commit import after_commit


def write(kind: Kind, messages: Sequence[Message], *, now: datetime) -> None:
    """Put each message into its person's inbox, once, and ring her bell after the commit."""
    if not messages:
        return
    told = kind.told(messages[0].values, Channel.IN_APP)
    Notification.objects.bulk_create(
        [
            Notification(
                user_id=message.user_id,
                organisation_id=message.organisation_id,
                kind=message.kind,
                key=message.key,
                title=told.title[:200],
                body=told.body,
                url=message.url,
                thread=message.thread,
                created_at=now,
            )
            for message in messages
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    ring([message.user_id for message in messages])


def ring(user_ids: Sequence[int]) -> None:
    """Hint every open tab of these people to fetch their bell again, after the commit."""
    if not user_ids:
        return
    found = get_user_model().objects.filter(pk__in=user_ids).values_list("public_id", flat=True)
    hints = [(realtime.user_topic(public_id), public_id) for public_id in found]
    if len(hints) == 1:
        after_commit(realtime.push, hints[0][0], "notification", hints[0][1])
    else:
        after_commit(realtime.push_many, hints, "notification")


def read_anew(user_ids: Sequence[int]) -> None:
    """Lines of these people are gone for good: whoever holds a cursor reads the whole inbox again."""
    rows = [InboxReset(user_id=user_id) for user_id in sorted(set(user_ids))]
    InboxReset.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user"], update_fields=["reset_in"], batch_size=1000
    )
