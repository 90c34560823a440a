"""What became of an announcement: how far it has spread, and by channel what arrived, failed and was read where that is told honestly."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from notifications.channels.protocol import Channel
from notifications.models import (
    Announcement,
    AnnouncementState,
    Delivery,
    DeliveryState,
    Fact,
    FactState,
    Message,
    Notification,
    TeamAnnouncement,
)
from notifications.models.message import CHANNELS
from notifications.services.counting import Written
from synthai.core.tenancy import tenant

RUNNING = (AnnouncementState.SCHEDULED, AnnouncementState.SENDING)
_CHANNELS = dict(CHANNELS)
_ARRIVED = (DeliveryState.DELIVERED, DeliveryState.READ)
_FAILED = (DeliveryState.FAILED, DeliveryState.SUPPRESSED)
_ON_THE_WAY = (DeliveryState.WAITING, DeliveryState.GOING)
HONEST = {Channel.IN_APP.value, Channel.WHATSAPP.value}  # elsewhere nobody says honestly that it was read
SHOWN = 100
PREFIX = "announcement:"


@dataclass(frozen=True, kw_only=True)
class ChannelReport:
    """One channel. `read` is None where nobody can say so honestly; "sent" was taken, and nothing was heard since."""

    name: str
    planned: int
    waiting: int
    sent: int
    delivered: int
    failed: int
    cancelled: int
    read: int | None
    cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Report:
    """All of it."""

    told: int
    people: int
    is_spreading: bool
    channels: tuple[ChannelReport, ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def percent(self) -> int:
        """How much has left, of all deliveries and of the people who are still to be told."""
        planned = sum(each.planned for each in self.channels)
        waiting = sum(each.waiting for each in self.channels)
        spread = min(1.0, self.told / self.people) if self.people else 1.0
        left = 1.0 - waiting / planned if planned else 1.0
        return round(100 * spread * left)

    @property
    def cost(self) -> Decimal:
        """What it came to so far, in rand."""
        return sum((each.cost for each in self.channels), Decimal(0))


def of(row: Written) -> Report:
    """As it is now, while its messages are kept; after that, what was written down. Five queries."""
    if row.figures and not Message.objects.filter(key=row.key).exists():
        return _kept(row)
    live = _live(row)
    return _kept(row) if row.figures and _planned(live) < _planned(_kept(row)) else live


def keep(row: Written) -> bool:
    """Write the figures down, so that they outlive the messages. False when some of those are gone: what is kept knows more."""
    found = _live(row)
    if row.figures and _planned(found) < _planned(_kept(row)):
        return False
    row.figures = {
        "told": found.told,
        "people": found.people,
        "channels": [{**vars(each), "cost": str(each.cost)} for each in found.channels],
        "reasons": [list(each) for each in found.reasons],
    }
    return type(row).objects.filter(pk=row.pk).update(figures=row.figures) == 1


def _planned(report: Report) -> int:
    return sum(each.planned for each in report.channels)


def is_through(row: Written) -> bool:
    """Whether everybody was told and nothing waits."""
    if Fact.objects.filter(key=row.key, state=FactState.SPREADING).exists():
        return False
    return not Delivery.objects.filter(message__key=row.key, state__in=_ON_THE_WAY).exists()


def failures(row: Written, *, limit: int = SHOWN) -> list[tuple[str, str, str]]:
    """Who was not reached by which way, and why: name, channel, the provider's words."""
    rows = Delivery.objects.filter(message__key=row.key, state__in=_FAILED).select_related("user")
    return [
        (each.user.get_full_name(), str(_CHANNELS[each.channel]), each.answer or each.get_state_display())
        for each in rows.order_by("user_id", "pk")[:limit]
    ]


def keep_before(messages: "QuerySet[Message]") -> None:
    """Write down the figures of announcements whose messages are about to be deleted."""
    about = messages.filter(key__startswith=PREFIX).order_by().values_list("key", "organisation_id")
    for key, organisation_id in set(about):
        public_id = key.removeprefix(PREFIX)
        with tenant(organisation_id) if organisation_id else nullcontext():
            model = TeamAnnouncement if organisation_id else Announcement
            for row in model.objects.filter(public_id=public_id).order_by("pk"):
                keep(row)


def _live(row: Written) -> Report:
    fact = Fact.objects.filter(key=row.key).order_by("pk").first()
    states = Delivery.objects.filter(message__key=row.key).order_by().values("channel", "state")
    counted: dict[str, dict[str, int]] = {}
    costs: dict[str, Decimal] = {}
    for each in states.annotate(count=Count("pk"), spent=Sum("cost")):
        counted.setdefault(each["channel"], {})[each["state"]] = each["count"]
        costs[each["channel"]] = costs.get(each["channel"], Decimal(0)) + (each["spent"] or Decimal(0))
    read = Notification.objects.filter(key=row.key, read_at__isnull=False).count() if counted else 0
    failed = Delivery.objects.filter(message__key=row.key, state__in=_FAILED).order_by()
    reasons = failed.values_list("channel", "answer").annotate(count=Count("pk")).order_by("-count")[:8]
    return Report(
        told=fact.told_count if fact else 0,
        people=int(row.counted.get("people", 0)) if row.counted else 0,
        is_spreading=fact is not None and fact.state == FactState.SPREADING,
        channels=tuple(
            _channel(each, counted.get(each, {}), costs.get(each, Decimal(0)), read) for each in row.channels
        ),
        reasons=tuple(
            (f"{_CHANNELS[channel]}: {answer or _('no answer')}", count) for channel, answer, count in reasons
        ),
    )


def _channel(channel: str, states: dict[str, int], cost: Decimal, read_in_app: int) -> ChannelReport:
    def count(which: Sequence[str]) -> int:
        return sum(states.get(each, 0) for each in which)

    is_in_app = channel == Channel.IN_APP.value
    read = read_in_app if is_in_app else states.get(DeliveryState.READ, 0)
    return ChannelReport(
        name=str(_CHANNELS[channel]),
        planned=sum(states.values()),
        waiting=count(_ON_THE_WAY),
        sent=count([DeliveryState.SENT, DeliveryState.BUNDLED]),
        delivered=count(_ARRIVED),
        failed=count(_FAILED),
        cancelled=count([DeliveryState.CANCELLED]),
        read=read if channel in HONEST else None,
        cost=cost,
    )


def _kept(row: Written) -> Report:
    figures: dict[str, Any] = row.figures
    return Report(
        told=figures["told"],
        people=figures["people"],
        is_spreading=False,
        channels=tuple(
            ChannelReport(**{**each, "cost": Decimal(each["cost"])}) for each in figures["channels"]
        ),
        reasons=tuple((words, count) for words, count in figures["reasons"]),
    )
