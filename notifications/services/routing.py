"""By whom: the carriers of a channel in the order to try, by cost, past success, and what is down now."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Q

from notifications import carriers
from notifications.carriers import Carrier
from notifications.channels.protocol import Channel
from notifications.engine.routing import Path, in_order
from notifications.models import Attempt, AttemptResult
from synthai.core.valkey import Unreachable

LOOK_BACK = timedelta(days=7)
_KEPT_SECONDS = 300
DOWN_SECONDS = 60
MISCONFIGURED_SECONDS = 600
_TAKEN = (AttemptResult.TAKEN, AttemptResult.FOUND)
_FAILED = (AttemptResult.BUSY, AttemptResult.UNCLEAR, AttemptResult.MISCONFIGURED)


def carriers_for(
    channel: Channel, *, left: Decimal | None, tried: Collection[str] = (), now: datetime
) -> list[Carrier]:
    """Who may carry it, best first, without those tried already."""
    offered = {each.code: each for each in carriers.of_channel(channel) if each.code not in tried}
    record = _record(now) if len(offered) > 1 else {}
    paths = [
        Path(
            name=code,
            cost=each.cost,
            taken=record.get(code, (0, 0))[0],
            failed=record.get(code, (0, 0))[1],
            is_down=len(offered) > 1 and _is_down(channel, code),
        )
        for code, each in offered.items()
    ]
    return [offered[path.name] for path in in_order(paths, left=left)]


def note_down(channel: str, code: str, *, seconds: int = DOWN_SECONDS) -> None:
    """Let a provider rest; the others go first meanwhile. Forgotten when Valkey is away, which costs an attempt."""
    with suppress(*Unreachable):
        cache.set(_down_key(channel, code), 1, timeout=seconds)


def is_throttled(carrier: Carrier, *, now: datetime) -> bool:
    """Whether this second's parcels for a provider are used up; counts one. With Valkey away nothing is held back."""
    if carrier.per_second is None:
        return False
    key = f"notify-rate:{carrier.provider.channel}:{carrier.code}:{int(now.timestamp())}"
    try:
        cache.add(key, 0, timeout=10)
        return cache.incr(key) > carrier.per_second
    except (*Unreachable, ValueError):
        return False


def _is_down(channel: str, code: str) -> bool:
    try:
        return cache.get(_down_key(channel, code)) is not None
    except Unreachable:
        return False


def _down_key(channel: str, code: str) -> str:
    return f"notify-down:{channel}:{code}"


def _record(now: datetime) -> dict[str, tuple[int, int]]:
    """What became of each provider's parcels lately: taken, failed. One query every five minutes."""
    try:
        kept = cache.get("notify-record")
    except Unreachable:
        kept = None
    if kept is not None:
        return dict(kept)
    lately = Attempt.objects.filter(started_at__gte=now - LOOK_BACK).values("provider").order_by("provider")
    counted = lately.annotate(
        taken=Count("pk", filter=Q(result__in=_TAKEN)), failed=Count("pk", filter=Q(result__in=_FAILED))
    )
    found = {each["provider"]: (each["taken"], each["failed"]) for each in counted}
    with suppress(*Unreachable):
        cache.set("notify-record", found, timeout=_KEPT_SECONDS)
    return found
