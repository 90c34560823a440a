"""What an announcement would do before it goes: people, ways, cost, and who cannot be reached. Nothing is written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice

from django.utils.translation import gettext as _

from notifications import announcement_kinds, audiences, carriers
from notifications import kinds as registry
from notifications.carriers import PAID
from notifications.channels.protocol import Channel
from notifications.engine import segments
from notifications.engine.planning import Outcome, Step
from notifications.kinds import Kind, Told
from notifications.models import Announcement, TeamAnnouncement
from notifications.models.message import CHANNELS
from notifications.services import agreed_words, budgets, deciding, layouts, whatsapp

Written = Announcement | TeamAnnouncement
BATCH = 1000
LOOKED_AT = 20_000  # people whose ways are worked out one by one; beyond, the rest is taken to be like them
_CHANNELS = dict(CHANNELS)
_REFUSED = {Outcome.OFF, Outcome.NO_CONSENT}


@dataclass(frozen=True, kw_only=True)
class ChannelCount:
    """One channel: how many people, what it says, in how many parts, and what it is thought to cost."""

    channel: Channel
    name: str
    people: int
    told: Told
    parts: int
    cost: Decimal | None
    foreign: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """The whole: everybody of the audience, who is reached by no way, and who did not agree to marketing."""

    people: int
    unreachable: int
    unwilling: int
    channels: tuple[ChannelCount, ...]
    is_estimate: bool
    left: Decimal | None = None  # of the organisation's budget this month; None without one

    @property
    def cost(self) -> Decimal:
        """In rand, as far as the settings say what a message costs."""
        return sum((each.cost for each in self.channels if each.cost is not None), Decimal(0))

    @property
    def is_over_budget(self) -> bool:
        """Whether the month's budget does not last: the rest fails with that word."""
        return self.left is not None and self.cost > self.left

    @property
    def kept(self) -> dict[str, object]:
        """As an announcement keeps it: what the writer saw when she pressed."""
        return {
            "people": self.people,
            "unreachable": self.unreachable,
            "unwilling": self.unwilling,
            "cost": str(self.cost),
            "channels": {each.channel.value: each.people for each in self.channels},
        }


def kind_of(row: Written) -> Kind:
    """Which kind carries it: what is marketing is decided here, not by the writer's words."""
    if isinstance(row, TeamAnnouncement):
        return registry.find(announcement_kinds.TEAM_TOLD)
    return registry.find(announcement_kinds.OFFERED if row.is_marketing else announcement_kinds.ANNOUNCED)


def sender_of(row: Written) -> str:
    """Who is named as the sender."""
    return row.organisation.name if isinstance(row, TeamAnnouncement) else agreed_words.SENDER


def values_of(row: Written) -> dict[str, str]:
    """What fills the kind's sentences."""
    return {"title": row.title, "body": row.body, "sender": sender_of(row)}


def organisation_of(row: Written) -> int | None:
    """The organisation that writes; None for staff."""
    return row.organisation_id if isinstance(row, TeamAnnouncement) else None


def count(row: Written, *, now: datetime) -> Counted:
    """Work it out. The queries grow with thousands of people, not with people."""
    kind, channels = kind_of(row), [Channel(each) for each in row.channels]
    by_channel: Counter[Channel] = Counter()
    people = looked_at = unreachable = unwilling = 0
    is_no_way = {Channel.WHATSAPP} if not whatsapp.speaks_for(kind) else set()
    for batch in _batches(row):
        people += len(batch)
        if looked_at >= LOOKED_AT:
            continue
        looked_at += len(batch)
        decided = deciding.decide(
            kind, batch, organisation_id=organisation_of(row), now=now, send_at=row.wall, channels=channels
        )
        for steps in decided.values():
            ways = [
                each.channel
                for each in steps
                if each.outcome is Outcome.GOES and each.channel not in is_no_way
            ]
            by_channel.update(ways)
            unwilling += not ways and _has_refused(steps)
            unreachable += not ways and not _has_refused(steps)
    share = Decimal(people) / looked_at if looked_at else Decimal(1)
    return Counted(
        people=people,
        unreachable=round(unreachable * share),
        unwilling=round(unwilling * share),
        channels=tuple(_channel(row, kind, each, round(by_channel[each] * share)) for each in channels),
        is_estimate=looked_at < people,
        left=budgets.left(organisation_of(row), now=now),
    )


def text_of(row: Written, kind: Kind, channel: Channel) -> Told:
    """What it says on a channel, to the letter as it goes out: with what the law wants beside it."""
    told = kind.told(values_of(row), channel)
    if channel not in PAID:
        return told
    laid = layouts.laid(told, channel, is_marketing=row.is_marketing, sender=sender_of(row))
    return Told(title="", body=laid.text)


def _has_refused(steps: Sequence[Step]) -> bool:
    return bool(steps) and all(each.outcome in _REFUSED for each in steps)


def _batches(row: Written) -> Iterator[Sequence[int]]:
    resolver, after = audiences.find(row.audience), 0
    while people := resolver(organisation_of(row), row.audience_args, after, BATCH):
        yield people
        if len(people) < BATCH:
            return
        after = people[-1]


def _channel(row: Written, kind: Kind, channel: Channel, people: int) -> ChannelCount:
    told = text_of(row, kind, channel)
    text = segments.count("\n".join(part for part in (told.title, told.body) if part))
    carrier = next(islice(carriers.of_channel(channel), 1), None)
    cost = None
    if channel in PAID and carrier is not None:
        cost = carrier.cost * people * (text.parts if channel is Channel.SMS else 1)
    return ChannelCount(
        channel=channel,
        name=str(_CHANNELS[channel.value]),
        people=people,
        told=told,
        parts=text.parts if channel is Channel.SMS else 1,
        cost=cost,
        foreign=" ".join(text.foreign) if channel is Channel.SMS else "",
        note=_note(kind, channel, carrier is not None),
    )


def _note(kind: Kind, channel: Channel, is_carried: bool) -> str:
    if channel is Channel.IN_APP:
        return ""
    if not is_carried:
        return _("Nobody carries this yet.")
    if channel is Channel.WHATSAPP and not whatsapp.speaks_for(kind):
        return _("No approved template: only people who wrote to us within a day get it.")
    return ""
