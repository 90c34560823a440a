"""Lines of the inbox: what a message is in the app."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import translation

from notifications.channels.protocol import Channel
from notifications.kinds import Kind
from notifications.models import InboxReset, Message, Notification
from notifications.services import languages, many_rows, wording
from notifications.services.many_rows import PLACE
from synthai.core import realtime
from synthai.core.after_commit import after_commit
from synthai.core.models import new_public_id


def write(kind: Kind, message: Message, user_ids: Sequence[int], *, now: datetime) -> None:
    """Put a message into the inbox of each of these people, once, in her language, and ring her bell after the commit."""
    if not user_ids:
        return
    spoken = languages.of(user_ids, message.organisation_id)
    tongues = sorted(set(spoken.values()))
    line = Notification(
        organisation_id=message.organisation_id,
        kind=message.kind,
        key=message.key,
        url=message.url,
        thread=message.thread,
        created_at=now,
    )
    rows = [
        {PLACE: tongues.index(spoken[user_id]), "user_id": user_id, "public_id": new_public_id()}
        for user_id in user_ids
    ]
    many_rows.insert(line, rows, [_told(kind, message, each) for each in tongues], is_once=True)
    ring(user_ids)


def _told(kind: Kind, message: Message, language: str) -> dict[str, str]:
    with translation.override(language):
        told = wording.told(kind, message.values, Channel.IN_APP)
    return {"title": told.title[:200], "body": told.body}


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
