"""What became of messages, by channel and provider: figures of a window of time, for staff. A constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Aggregate, Count, F, FloatField, Func, Min, Q, Sum, Value
from django.db.models.fields import DateTimeField
from django.utils.timezone import localdate

from notifications import carriers
from notifications.channels.protocol import Channel, Verdict
from notifications.models import (
    Attempt,
    AttemptResult,
    ChannelBudget,
    Delivery,
    DeliveryState,
    Mail,
    MailState,
    ProviderTrouble,
)
from notifications.services import faults, routing
from synthai.core.valkey import Unreachable

if TYPE_CHECKING:
    from django.db.models import QuerySet

WINDOWS: Mapping[str, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}
BUCKETS = {"hour": timedelta(minutes=5), "day": timedelta(hours=1), "week": timedelta(hours=6)}
MOST_REASONS = 25
MOST_BUDGETS = 10
_LAST = faults.LAST  # what became of a delivery or an own mail is told of its last attempt
LOST_MAILS = (MailState.FAILED, MailState.BOUNCED, MailState.COMPLAINED)


class _Percentile(Aggregate):
    function = "percentile_cont"
    output_field = FloatField()

    def __init__(self, share: float, expression: str) -> None:
        template = f"%(function)s({share}) WITHIN GROUP (ORDER BY %(expressions)s)"
        super().__init__(expression, template=template)


@dataclass(frozen=True)
class Line:
    """One provider of one channel."""

    channel: str
    provider: str
    attempts: int
    sent: int  # taken, and nothing heard since
    delivered: int
    failed: int
    bounced: int
    complained: int
    faults: int
    median: float | None
    slowest: float | None  # 95 of 100 answers came sooner; milliseconds
    cost: Decimal
    lost_mails: int  # of the failed, those that an app wrote itself

    @property
    def fault_share(self) -> float:
        """The part of the attempts that failed by the provider's own fault."""
        return self.faults / self.attempts if self.attempts else 0.0


@dataclass(frozen=True)
class Reason:
    """Why attempts failed: what the provider said."""

    channel: str
    provider: str
    result: str
    answer: str
    count: int


@dataclass(frozen=True)
class Queue:
    """What waits on a channel: what should have left, since when, and what is planned for later."""

    channel: str
    due: int
    later: int
    oldest: datetime | None

    def beside(self, other: "Queue | None") -> "Queue":
        """Both together."""
        if other is None:
            return self
        since = [each for each in (self.oldest, other.oldest) if each is not None]
        return Queue(self.channel, self.due + other.due, self.later + other.later, min(since, default=None))


@dataclass(frozen=True)
class Point:
    """One stretch of time on a channel."""

    at: datetime
    channel: str
    arrived: int
    failed: int
    median: float | None


@dataclass(frozen=True)
class Standing:
    """How a provider is just now: it rests after a fault, or this second's parcels for it are used up."""

    channel: str
    provider: str
    is_resting: bool
    is_throttled: bool


def lines(*, since: datetime) -> list[Line]:
    """Every provider that was used. One query."""
    rows = (
        Attempt.objects.filter(started_at__gte=since)
        .values("provider", channel=faults.CHANNEL)
        .order_by("channel", "provider")
        .annotate(
            attempts=Count("pk"),
            sent=_now((DeliveryState.SENT,), (MailState.SENT,)),
            delivered=_now((DeliveryState.DELIVERED, DeliveryState.READ), (MailState.ARRIVED,)),
            failed=_now((DeliveryState.FAILED,), LOST_MAILS),
            lost_mails=_now((), LOST_MAILS),
            bounced=Count("pk", filter=_LAST & _bounced()),
            complained=Count("pk", filter=_LAST & _complained()),
            faults=Count("pk", filter=faults.FAILED),
            median=_Percentile(0.5, "milliseconds"),
            slowest=_Percentile(0.95, "milliseconds"),
            cost=Sum(faults.COST, filter=_LAST & faults.IN_RAND),
        )
    )
    return [Line(**_whole(row)) for row in rows]


def reasons(*, since: datetime) -> list[Reason]:
    """Why attempts failed, the most frequent first. One query."""
    failed = Attempt.objects.filter(started_at__gte=since).exclude(
        result__in=(*faults.IN_FLIGHT, *faults.TAKEN, AttemptResult.LOST)
    )
    rows = (
        failed.values("provider", "result", "answer", channel=faults.CHANNEL)
        .annotate(count=Count("pk"))
        .order_by("-count", "channel", "provider")[:MOST_REASONS]
    )
    return [Reason(**row) for row in rows]


def queues(*, now: datetime) -> list[Queue]:
    """What waits; the apps' own mails are among the e-mails. One query."""
    deliveries = Delivery.objects.filter(state__in=(DeliveryState.WAITING, DeliveryState.GOING))
    mails = Mail.objects.filter(state__in=(MailState.WAITING, MailState.GOING))
    own = _waiting(mails.annotate(channel=Value(Channel.EMAIL.value)), now)
    found: dict[str, Queue] = {}
    for row in _waiting(deliveries, now).union(own, all=True):
        queue = Queue(**row)
        if queue.due or queue.later:  # without any mail there is a line of nothing
            found[queue.channel] = queue.beside(found.get(queue.channel))
    return [found[channel] for channel in sorted(found)]


def _waiting(rows: "QuerySet[Any]", now: datetime) -> "QuerySet[Any, dict[str, Any]]":
    due = Q(not_before__lte=now)
    found: QuerySet[Any, dict[str, Any]] = (
        rows.values("channel")
        .order_by()
        .annotate(
            due=Count("pk", filter=due),
            later=Count("pk", filter=~due),
            oldest=Min("not_before", filter=due),
        )
    )
    return found


def stretches(window: str, *, now: datetime) -> list[datetime]:
    """When the stretches of a window begin, those in which nothing happened as well."""
    since, step = now - WINDOWS[window], BUCKETS[window]
    return [since + step * number for number in range(WINDOWS[window] // step)]


def points(window: str, *, now: datetime) -> list[Point]:
    """The window in stretches, for charts. One query."""
    since = now - WINDOWS[window]
    stretch = Func(
        Value(BUCKETS[window]),
        F("started_at"),
        Value(since),
        function="date_bin",
        output_field=DateTimeField(),
    )
    rows = (
        Attempt.objects.filter(started_at__gte=since)
        .values(at=stretch, channel=faults.CHANNEL)
        .order_by("at", "channel")
        .annotate(
            arrived=Count("pk", filter=faults.ARRIVED),
            failed=Count("pk", filter=~Q(result__in=faults.IN_FLIGHT) & ~faults.ARRIVED),
            median=_Percentile(0.5, "milliseconds"),
        )
    )
    return [Point(**row) for row in rows]


def standings(*, now: datetime) -> list[Standing]:
    """Every provider that is set up, as it is now. No query; one question to Valkey."""
    everybody = [each for channel in Channel for each in carriers.of_channel(channel)]
    resting = {routing.down_key(each.provider.channel, each.code): each for each in everybody}
    rates = {routing.rate_key(each, now=now): each for each in everybody if each.per_second}
    try:
        found: dict[str, Any] = cache.get_many([*resting, *rates])
    except Unreachable:
        found = {}
    full = {each.code for key, each in rates.items() if (found.get(key) or 0) > (each.per_second or 0)}
    return [
        Standing(each.provider.channel.value, each.code, key in found, each.code in full)
        for key, each in resting.items()
    ]


def troubles(*, since: datetime) -> list[ProviderTrouble]:
    """Troubles that are open or were within the window, open ones first. One query."""
    rows = ProviderTrouble.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since))
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-began_at")[:20])


def budgets(*, now: datetime) -> Sequence[ChannelBudget]:
    """The organisations that used most of this month's budget. One query; needs `all_tenants()`."""
    rows = ChannelBudget.objects.filter(month=localdate(now).replace(day=1), monthly_limit__gt=0)
    rows = rows.select_related("organisation").annotate(share=F("spent") / F("monthly_limit"))
    return list(rows.order_by("-share")[:MOST_BUDGETS])


def _now(deliveries: Sequence[DeliveryState], mails: Sequence[MailState]) -> Count:
    stands = Q(delivery__state__in=deliveries) | Q(mail__state__in=mails)
    return Count("pk", filter=_LAST & stands)


def _bounced() -> Q:
    told = Q(delivery__verdict=Verdict.BOUNCED.value) | Q(mail__state=MailState.BOUNCED)
    return told | Q(result=AttemptResult.GONE)


def _complained() -> Q:
    return Q(delivery__verdict=Verdict.COMPLAINED.value) | Q(mail__state=MailState.COMPLAINED)


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "cost": row["cost"] or Decimal(0)}
