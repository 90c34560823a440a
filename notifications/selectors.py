"""Reads of the inbox and of choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.engine.locales import LANGUAGES
from notifications.models import (
    Address,
    ChannelBudget,
    Choice,
    ChoiceChange,
    Message,
    Notification,
    NotificationQuerySet,
    TeamAnnouncement,
)
from notifications.models.message import CHANNELS
from notifications.models.person import FREQUENCIES
from synthai.core.errors import NotFound

_CHANNELS = dict(CHANNELS)
_FREQUENCIES = dict(FREQUENCIES)
_SETTINGS = {
    "zone": _("Time zone"),
    "quiet_from": _("Quiet from"),
    "quiet_until": _("Quiet until"),
    "digest_hour": _("Hour of digests"),
    "digest_weekday": _("Day of weekly digests"),
    "language": _("Language of messages"),
}


@dataclass(frozen=True)
class ChangeLine:
    """One change of a person's choices, in words."""

    at: datetime
    what: str
    before: str
    after: str
    way: str


SHOWN = ("all", "unread", "snoozed", "archived")


def inbox(user_id: int, show: str = "all", *, now: datetime) -> NotificationQuerySet:
    """One person's lines over all organisations, newest first, each with its organisation.

    "all" are those neither put off nor put away, "unread" those of them that she did not read.
    """
    mine = Notification.objects.for_person(user_id).select_related("organisation")
    if show == "archived":
        lines = mine.archived()
    elif show == "snoozed":
        lines = mine.snoozed(at=now)
    else:
        lines = mine.open(at=now).unread() if show == "unread" else mine.open(at=now)
    return lines.order_by("-listed_at", "-id")


def unread_count(user_id: int, *, now: datetime | None = None) -> int:
    """The number on the bell: open lines that this person has not read."""
    now = now or timezone.now()
    return Notification.objects.for_person(user_id).unread().open(at=now).count()


def why_of(user_id: int, keys: Iterable[str]) -> dict[str, Message]:
    """The messages behind lines, by key; older lines have none. One query."""
    rows = Message.objects.filter(user_id=user_id, key__in=list(keys))
    return {row.key: row for row in rows}


def get_line(user_id: int, public_id: str) -> Notification:
    """One of this person's lines. Raises NotFound."""
    found = Notification.objects.for_person(user_id).filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def choices_of(user_id: int) -> dict[tuple[str, Channel], Frequency]:
    """What a person chose, by category and channel."""
    rows = Choice.objects.filter(user_id=user_id).values_list("category", "channel", "frequency")
    return {(category, Channel(channel)): Frequency(often) for category, channel, often in rows}


def changes_of(user_id: int, *, limit: int = 20) -> list[ChangeLine]:
    """What a person changed lately, newest first, in words."""
    rows = ChoiceChange.objects.filter(user_id=user_id).order_by("-at", "-pk")[:limit]
    return [
        ChangeLine(
            at=row.at,
            what=_what(row.what),
            before=_value(row.before, row.what),
            after=_value(row.after, row.what),
            way=row.get_way_display(),
        )
        for row in rows
    ]


def addresses_of(user_id: int) -> QuerySet[Address]:
    """Where this person is reached beside her e-mail address, newest first."""
    return Address.objects.filter(user_id=user_id).order_by("-created_at", "-id")


def team_announcements() -> Any:
    """What the active organisation wrote to its team."""
    return TeamAnnouncement.objects.all()


def get_team_announcement(public_id: str) -> TeamAnnouncement:
    """One of them, with its organisation. Raises NotFound."""
    rows = TeamAnnouncement.objects.filter(public_id=public_id).select_related("organisation")
    found: TeamAnnouncement | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def budget() -> ChannelBudget | None:
    """The active organisation's budget of messages; None without a limit."""
    found: ChannelBudget | None = ChannelBudget.objects.order_by("pk").first()
    return found


def _what(code: str) -> str:
    category, _slash, channel = code.partition("/")
    known = registry.categories().get(category)
    if category == "address":
        return gettext("Reached by %(channel)s") % {"channel": _CHANNELS.get(channel, channel)}
    if known is None:
        return str(_SETTINGS.get(code, code))
    return f"{known.title}, {_CHANNELS.get(channel, channel)}"


def _value(text: str, what: str) -> str:
    if what.startswith("address/"):
        return text or gettext("none")
    return str(_FREQUENCIES.get(text) or LANGUAGES.get(text, text)) or gettext("default")
