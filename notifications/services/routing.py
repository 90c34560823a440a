"""By whom: the carriers of a channel in the order to try, by cost, past success, and what is down now."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Avg, Count, Q

from notifications import carriers, permissions
from notifications.carriers import PAID, Carrier
from notifications.channels.protocol import Channel
from notifications.engine.routing import Order, Path, in_order
from notifications.models import Attempt, ProviderTrouble, RoutingChoice
from notifications.services import faults
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.tenancy import active_organisation_id, tenant
from synthai.core.valkey import Unreachable

if TYPE_CHECKING:
    from django.db.models import QuerySet

LOOK_BACK = timedelta(days=7)
ENOUGH = 30  # attempts by a provider, below which an organisation's own say nothing and those of all count
_KEPT_SECONDS = 300
_SMALLEST = Decimal("0.0001")  # of a rand, as costs are stored
DOWN_SECONDS = 60
MISCONFIGURED_SECONDS = 600


@dataclass(frozen=True)
class Record:
    """What became of a provider's parcels lately, and what those that were taken cost on average."""

    arrived: int = 0
    failed: int = 0
    cost: Decimal | None = None

    @property
    def is_enough(self) -> bool:
        """Whether it says something."""
        return self.arrived + self.failed >= ENOUGH

    def beside(self, other: "Record | None") -> "Record":
        """Both together; the cost by how many each was taken."""
        if other is None:
            return self
        priced = [(each.cost, max(1, each.arrived)) for each in (self, other) if each.cost is not None]
        whole = sum(count for _cost, count in priced)
        cost = sum((cost * count for cost, count in priced), Decimal(0)) / whole if whole else None
        return Record(self.arrived + other.arrived, self.failed + other.failed, cost)


Records = dict[tuple[str, str], Record]  # by channel and provider


def carriers_for(
    channel: Channel,
    *,
    organisation_id: int | None = None,
    left: Decimal | None,
    tried: Collection[str] = (),
    is_critical: bool = False,
    now: datetime,
) -> list[Carrier]:
    """Who may carry it, best first, without those tried already; each at the cost that was learned.

    By the organisation's own record and price where there are enough of them, else by everybody's, and in the order that it chose.
    What is critical goes by a provider in trouble only when there is no other.
    """
    offered = {each.code: each for each in carriers.of_channel(channel) if each.code not in tried}
    if not offered or (len(offered) == 1 and channel not in PAID):
        return list(offered.values())
    order, own = _of_organisation(organisation_id, now)
    everybody = _record(None, now)
    shy = _in_trouble(channel) if is_critical and len(offered) > 1 else frozenset()
    paths, priced = [], {}
    for code, each in offered.items():
        record = chosen_record(own.get((channel, code)), everybody.get((channel, code)))
        learned = record.cost if record.is_enough else None
        cost = each.cost if learned is None else learned.quantize(_SMALLEST)
        priced[code] = replace(each, cost=cost)
        is_down = len(offered) > 1 and (code in shy or _is_down(channel, code))
        paths.append(Path(name=code, cost=cost, taken=record.arrived, failed=record.failed, is_down=is_down))
    return [priced[path.name] for path in in_order(paths, left=left, order=order)]


def chosen_record(own: Record | None, everybody: Record | None) -> Record:
    """The organisation's own where it says something, else everybody's."""
    return own if own is not None and own.is_enough else everybody or Record()


def choose(order: Order, *, free_first: bool, by: Actor) -> None:
    """Have the active organisation's providers and channels in turn chosen in another order."""
    require(by, permissions.DEFAULTS_CHANGE)
    before = chosen()
    if before == (order, free_first):
        return
    row, _is_new = RoutingChoice.objects.update_or_create(
        organisation_id=active_organisation_id(), defaults={"order": order.value, "free_first": free_first}
    )
    changes = {"order": [before[0].value, order.value], "free_first": [before[1], free_first]}
    audit(None, "notifications.routing.changed", by=by, changes=changes)
    after_commit(_forget, row.organisation_id)


def chosen() -> tuple[Order, bool]:
    """The active organisation's order of providers, and whether channels that cost nothing go first."""
    row = RoutingChoice.objects.order_by("pk").first()
    return (Order(row.order), row.free_first) if row else (Order.CHEAPEST, False)


def wants_free_first(organisation_id: int | None) -> bool:
    """Whether an organisation wants free channels before others, where one follows the other."""
    return organisation_id is not None and _choice(organisation_id)[1]


def note_down(channel: str, code: str, *, seconds: int = DOWN_SECONDS) -> None:
    """Let a provider rest; the others go first meanwhile. Forgotten when Valkey is away, which costs an attempt."""
    with suppress(*Unreachable):
        cache.set(down_key(channel, code), 1, timeout=seconds)


def is_throttled(carrier: Carrier, *, now: datetime) -> bool:
    """Whether this second's parcels for a provider are used up; counts one. With Valkey away nothing is held back."""
    if carrier.per_second is None:
        return False
    key = rate_key(carrier, now=now)
    try:
        cache.add(key, 0, timeout=10)
        return cache.incr(key) > carrier.per_second
    except (*Unreachable, ValueError):
        return False


def _is_down(channel: str, code: str) -> bool:
    try:
        return cache.get(down_key(channel, code)) is not None
    except Unreachable:
        return False


def down_key(channel: str, code: str) -> str:
    """Where Valkey holds that a provider rests."""
    return f"notify-down:{channel}:{code}"


def rate_key(carrier: Carrier, *, now: datetime) -> str:
    """Where Valkey counts this second's parcels for a provider."""
    return f"notify-rate:{carrier.provider.channel}:{carrier.code}:{int(now.timestamp())}"


def records_of(organisation_id: int | None, *, now: datetime) -> Records:
    """What became of the parcels of an organisation, or of everybody's, the apps' own mails among them.

    One query for everybody; two for an organisation, which each begin at what is its own.
    """
    lately = Attempt.objects.filter(started_at__gte=now - LOOK_BACK).exclude(result__in=faults.IN_FLIGHT)
    if organisation_id is None:
        return _counted(lately)
    found = _counted(lately.filter(delivery__message__organisation_id=organisation_id))
    for key, record in _counted(lately.filter(mail__organisation_id=organisation_id)).items():
        found[key] = record.beside(found.get(key))
    return found


def _counted(attempts: "QuerySet[Attempt]") -> Records:
    rows = (
        attempts.values("provider", channel=faults.CHANNEL)
        .order_by()
        .annotate(
            arrived=Count("pk", filter=faults.ARRIVED),
            failed=Count("pk", filter=faults.FAILED),
            cost=Avg(faults.COST, filter=Q(result__in=faults.TAKEN) & faults.IN_RAND),
        )
    )
    return {
        (each["channel"], each["provider"]): Record(each["arrived"], each["failed"], each["cost"])
        for each in rows
    }


def _record(organisation_id: int | None, now: datetime) -> Records:
    """The same, looked up every five minutes."""
    key = _record_key(organisation_id)
    try:
        kept: Records | None = cache.get(key)
    except Unreachable:
        kept = None
    if kept is not None:
        return kept
    found = records_of(organisation_id, now=now)
    with suppress(*Unreachable):
        cache.set(key, found, timeout=_KEPT_SECONDS)
    return found


def _of_organisation(organisation_id: int | None, now: datetime) -> tuple[Order, Records]:
    if organisation_id is None:
        return Order.CHEAPEST, {}
    return _choice(organisation_id)[0], _record(organisation_id, now)


def _choice(organisation_id: int) -> tuple[Order, bool]:
    """What it chose, looked up every five minutes."""
    key = _choice_key(organisation_id)
    try:
        kept = cache.get(key)
    except Unreachable:
        kept = None
    if kept is None:
        with tenant(organisation_id):
            kept = chosen()
        with suppress(*Unreachable):
            cache.set(key, kept, timeout=_KEPT_SECONDS)
    return Order(kept[0]), bool(kept[1])


def _forget(organisation_id: int) -> None:
    with suppress(*Unreachable):
        cache.delete(_choice_key(organisation_id))


def _choice_key(organisation_id: int) -> str:
    return f"notify-order:{organisation_id}"


def _record_key(organisation_id: int | None) -> str:
    return f"notify-record:{organisation_id or 'all'}"


def _in_trouble(channel: Channel) -> frozenset[str]:
    rows = ProviderTrouble.objects.filter(channel=channel, ended_at=None)
    return frozenset(rows.values_list("provider", flat=True))
