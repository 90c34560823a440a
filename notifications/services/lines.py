"""Lines of the inbox: what a message is in the app."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import translation

from notifications.channels.protocol import Channel
from notifications.kinds import Kind, Told
from notifications.models import Message, Notification
from notifications.services import languages, wording
from synthai.core import realtime
from synthai.core.after_commit import after_commit


def write(kind: Kind, messages: Sequence[Message], *, now: datetime) -> None:
    """Put each message into its person's inbox, once, in her language, and ring her bell after the commit."""
    if not messages:
        return
    spoken = languages.of([message.user_id for message in messages], messages[0].organisation_id)
    told = {language: _told(kind, messages[0], language) for language in set(spoken.values())}
    Notification.objects.bulk_create(
        [
            Notification(
                user_id=message.user_id,
                organisation_id=message.organisation_id,
                kind=message.kind,
                key=message.key,
                title=told[spoken[message.user_id]].title[:200],
                body=told[spoken[message.user_id]].body,
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


def _told(kind: Kind, message: Message, language: str) -> Told:
    with translation.override(language):
        return wording.told(kind, message.values, Channel.IN_APP)


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
