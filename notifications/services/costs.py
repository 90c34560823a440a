"""What an organisation's messages cost: this month by channel and kind, how it goes on, and what would save money."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Min, OuterRef, Q, Sum
from django.db.models.functions import TruncDate
from django.utils.timezone import get_current_timezone, localdate, make_aware

from notifications import carriers
from notifications.carriers import PAID
from notifications.channels.protocol import Channel
from notifications.engine import spending
from notifications.engine.spending import Forecast
from notifications.models import Address, Attempt, Delivery
from notifications.services import routing

if TYPE_CHECKING:
    from django.db.models import QuerySet

_PUSHED = (Channel.PUSH.value, Channel.WEB_PUSH.value)
_LAST = Q(number=F("delivery__attempt_count"))
_RAND = Q(delivery__currency="ZAR")


@dataclass(frozen=True)
class Spent:
    """One kind on one channel in this month."""

    channel: str
    kind: str
    count: int
    cost: Decimal


@dataclass(frozen=True)
class Saving:
    """Messages of the month that would have cost less: what they cost, and how many they were."""

    count: int
    cost: Decimal


@dataclass(frozen=True)
class Offer:
    """A provider as this organisation finds it. `is_own`: judged by its own messages, not by everybody's."""

    channel: str
    provider: str
    cost: Decimal
    is_learned: bool
    arrived: float | None
    is_own: bool


@dataclass(frozen=True)
class Month:
    """What the page shows."""

    rows: Sequence[Spent]
    total: Decimal
    forecast: Forecast | None
    pushed: Saving  # went by SMS or WhatsApp to people whose phone or browser takes push
    long: Saving  # more than one part: what the parts after the first cost


def month(organisation_id: int, *, now: datetime) -> Month:
    """The organisation's month so far. A constant number of queries."""
    today = localdate(now)
    rows = _by_kind(organisation_id, _start(today.replace(day=1)))
    daily, first = _by_day(organisation_id, today)
    return Month(
        rows=rows,
        total=sum((row.cost for row in rows), Decimal(0)),
        forecast=spending.month_end(daily, first=first, today=today),
        pushed=_pushed(organisation_id, _start(today.replace(day=1))),
        long=_long(organisation_id, _start(today.replace(day=1))),
    )


def offers(organisation_id: int, *, now: datetime) -> list[Offer]:
    """The providers of channels that cost money, with the price and the success that are learned. Three queries."""
    own = routing.records_of(organisation_id, now=now)
    everybody = routing.records_of(None, now=now)
    found = []
    for channel in sorted(PAID):
        for each in carriers.of_channel(channel):
            key = (channel.value, each.code)
            record = routing.chosen_record(own.get(key), everybody.get(key))
            is_learned = record.is_enough and record.cost is not None
            tried = record.arrived + record.failed
            found.append(
                Offer(
                    channel=channel.value,
                    provider=each.code,
                    cost=record.cost if is_learned and record.cost is not None else each.cost,
                    is_learned=is_learned,
                    arrived=record.arrived / tried if record.is_enough else None,
                    is_own=record.is_enough and record is own.get(key),
                )
            )
    return found


def _by_kind(organisation_id: int, since: datetime) -> list[Spent]:
    rows = (
        _attempts(organisation_id, since)
        .filter(_LAST)
        .values(channel=F("delivery__channel"), kind=F("delivery__message__kind"))
        .annotate(count=Count("pk"), cost=Sum("delivery__cost"))
        .order_by("-cost", "channel", "kind")
    )
    return [Spent(row["channel"], row["kind"], row["count"], row["cost"]) for row in rows if row["cost"]]


def _by_day(organisation_id: int, today: date) -> tuple[dict[date, Decimal], date | None]:
    """What each day of the month and of the weeks before it cost, and the day of the first that is kept."""
    since = min(today.replace(day=1), today - timedelta(days=spending.LOOK_BACK))
    rows = (
        _attempts(organisation_id, _start(since))
        .filter(_LAST)
        .values(day=TruncDate("started_at", tzinfo=get_current_timezone()))
        .annotate(cost=Sum("delivery__cost"))
        .order_by("day")
    )
    daily = defaultdict(Decimal, {row["day"]: row["cost"] or Decimal(0) for row in rows})
    first = _paid(organisation_id).aggregate(first=Min("created_at"))["first"]
    return dict(daily), localdate(first) if first else None


def _pushed(organisation_id: int, since: datetime) -> Saving:
    takes_push = Address.objects.filter(user_id=OuterRef("delivery__user_id"), channel__in=_PUSHED)
    rows = _attempts(organisation_id, since).filter(_LAST, Exists(takes_push))
    found = rows.aggregate(count=Count("pk"), cost=Sum("delivery__cost"))
    return Saving(found["count"], found["cost"] or Decimal(0))


def _long(organisation_id: int, since: datetime) -> Saving:
    rows = _attempts(organisation_id, since).filter(_LAST, parts__gt=1)
    extra = Sum(F("delivery__cost") * (F("parts") - 1) / F("parts"))
    found = rows.aggregate(count=Count("pk"), cost=extra)
    return Saving(found["count"], found["cost"] or Decimal(0))


def _attempts(organisation_id: int, since: datetime) -> "QuerySet[Attempt]":
    rows = Attempt.objects.filter(_RAND, started_at__gte=since, delivery__channel__in=PAID)
    return rows.filter(delivery__message__organisation_id=organisation_id, delivery__cost__gt=0)


def _paid(organisation_id: int) -> "QuerySet[Delivery]":
    rows = Delivery.objects.filter(channel__in=PAID, cost__gt=0)
    return rows.filter(message__organisation_id=organisation_id)


def _start(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
