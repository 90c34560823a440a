"""Deliver: reserve, go out, settle; each step is a transaction of its own, and none is open while a provider answers.

Killed at any moment, nothing is lost and nothing is sent twice by our fault: an attempt is written before its parcel goes out
and finished after; when its worker died in between, the next one asks the provider what became of the parcel (`find`), or relies on
its idempotency key. Where neither is possible, mail and push go again under the same id (mailboxes and phones show it once), and
what costs money does not, unless it is critical.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from django.db.models import Q

from notifications import carriers, outbox
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    CanFind,
    Misconfigured,
    ProviderError,
    Receipt,
    Refused,
    TakesMany,
    Unclear,
    WindowClosed,
)
from notifications.models import Delivery, DeliveryState
from notifications.services import reserving, settling
from notifications.services.reserving import Going

SWEPT = 1000  # deliveries that a sweep takes at once
HANDED_FOR = timedelta(minutes=10)  # a task that was sent for a delivery is lost when it did not come by then
Answer = Receipt | ProviderError | None  # None: the provider never took it
logger = logging.getLogger("synthai.notifications")


class Reserve(Protocol):
    """The first step, of a delivery or an own mail."""

    def __call__(self, *, now: datetime, tried: Collection[str], wait: timedelta) -> Going | None:
        """What is to go out; None when it does not go now."""


class Settle(Protocol):
    """The last step."""

    def __call__(self, going: Going, answer: Answer, *, now: datetime) -> bool:
        """Note an answer. False when another attempt may follow at once."""


def deliver(delivery_id: int, *, now: datetime) -> None:
    """Send one delivery that is due, by the best provider that takes it. Idempotent; safe beside others at the same.

    What cannot go now is put off; the sweep comes back to it.
    """
    carry(partial(reserving.reserve, delivery_id), settling.settle, now=now)


def carry(reserve: Reserve, settle: Settle, *, now: datetime) -> bool:
    """Reserve, go out, settle, by one provider after the other until it is over. True when one took it."""
    going = reserve(now=now, tried=(), wait=timedelta())
    if going is None:
        return False
    answer, now = _carried(going, now)
    return _go_on(going, answer, reserve, settle, now=now)


def deliver_many(delivery_ids: Sequence[int], *, now: datetime) -> None:
    """Send several that are due, in one request where their provider takes many. Each has its own attempt and its own end."""
    together: dict[str, list[Going]] = defaultdict(list)
    began = time.monotonic()
    for delivery_id in delivery_ids:
        going = reserving.reserve(delivery_id, now=now, together=True)
        if going is None:
            continue
        if going.asks or not isinstance(going.carrier.provider, TakesMany):
            answer, then = _carried(going, now)
            _settle_one(going, answer, now=then)
        else:
            together[f"{going.parcel.channel}:{going.carrier.code}"].append(going)
    for each in together.values():
        _deliver_together(each, began=began, now=now)


def _deliver_together(goings: Sequence[Going], *, began: float, now: datetime) -> None:
    """`now` is when the work began: a lease that is counted from there might be over before the request is."""
    provider = goings[0].carrier.provider
    size = provider.batch_size if isinstance(provider, TakesMany) else 1
    for start in range(0, len(goings), size):
        leaves = now + timedelta(seconds=time.monotonic() - began)
        batch = reserving.depart(goings[start : start + size], now=leaves)
        if batch:
            answers, then = _carried_together(batch, leaves)
            for going, answer in zip(batch, answers, strict=True):
                _settle_one(going, answer, now=then)


def _settle_one(going: Going, answer: Answer, *, now: datetime) -> None:
    _go_on(going, answer, partial(reserving.reserve, going.delivery_id), settling.settle, now=now)


def _go_on(going: Going, answer: Answer, reserve: Reserve, settle: Settle, *, now: datetime) -> bool:
    """Settle an answer, and try others as long as another attempt may follow at once."""
    tried: list[str] = []
    wait = timedelta()
    while not settle(going, answer, now=now):
        if not going.asks and not isinstance(answer, WindowClosed):
            tried.append(going.carrier.code)
        if isinstance(answer, Busy) and answer.retry_after:
            wait = max(wait, answer.retry_after)
        following = reserve(now=now, tried=tried, wait=wait)
        if following is None:
            return False
        going = following
        answer, now = _carried(going, now)
    return isinstance(answer, Receipt)


def due(*, now: datetime, limit: int | None = None) -> list[int]:
    """Deliveries that should have left by now and that no task was sent for, so many at once: marks them as handed out."""
    untold = Q(handed_at=None) | Q(handed_at__lte=now - HANDED_FOR)
    waiting = Q(state=DeliveryState.WAITING) & untold
    lost = Q(state=DeliveryState.GOING, lease_until__lte=now)
    rows = Delivery.objects.filter(waiting | lost, not_before__lte=now).order_by("not_before")
    ids = list(rows.values_list("pk", flat=True)[: limit or SWEPT])
    Delivery.objects.filter(pk__in=ids).update(handed_at=now)
    return ids


def in_batches(delivery_ids: Collection[int]) -> list[list[int]]:
    """How deliveries are shared out among tasks: those of a channel whose providers take many together, all others alone."""
    sizes = {channel.value: carriers.batch_size(channel) for channel in carriers.channels()}
    rows = Delivery.objects.filter(pk__in=delivery_ids).order_by("pk").values_list("channel", "pk")
    by_channel: dict[str, list[int]] = defaultdict(list)
    for channel, delivery_id in rows:
        by_channel[channel].append(delivery_id)
    return [
        ids[start : start + sizes.get(channel, 1)]
        for channel, ids in by_channel.items()
        for start in range(0, len(ids), sizes.get(channel, 1))
    ]


def _carried(going: Going, now: datetime) -> tuple[Answer, datetime]:
    """What the provider says, and when that was."""
    started = time.monotonic()
    answer = _asked(going) if going.asks else _sent(going)
    return answer, now + timedelta(seconds=time.monotonic() - started)


def _asked(going: Going) -> Answer:
    provider = going.carrier.provider
    if not isinstance(provider, CanFind):
        return None if going.may_repeat else Refused("It may have arrived: it is not sent a second time.")
    try:
        return provider.find(going.parcel.key, to=going.parcel.to, since=going.since)
    except ProviderError as error:
        return Unclear(error.answer)
    except Exception as error:
        logger.exception("%s failed to say what became of a parcel", going.carrier.code)
        return Unclear(type(error).__name__)


def _carried_together(goings: Sequence[Going], now: datetime) -> tuple[Sequence[Answer], datetime]:
    """What the provider says of each, and when that was."""
    started = time.monotonic()
    answers = _sent_together(goings)
    return answers, now + timedelta(seconds=time.monotonic() - started)


def _sent_together(goings: Sequence[Going]) -> Sequence[Answer]:
    provider = goings[0].carrier.provider
    if len(goings) == 1 or not isinstance(provider, TakesMany):
        return [_sent(going) for going in goings]
    try:
        answers = provider.send_many([going.parcel for going in goings])
    except (Busy, Unclear, AddressGone, Refused, Misconfigured) as error:
        return [error] * len(goings)
    except Exception as error:  # as in _sent
        logger.exception("%s broke the rules of providers", goings[0].carrier.code)
        return [Unclear(type(error).__name__)] * len(goings)
    if len(answers) != len(goings):
        return [Unclear("The answer is not about all of them.")] * len(goings)
    for going, answer in zip(goings, answers, strict=True):
        if isinstance(answer, Receipt):
            outbox.keep(going.parcel, by=going.carrier.code)
    return answers


def _sent(going: Going) -> Answer:
    try:
        receipt = going.carrier.provider.send(going.parcel)
        outbox.keep(going.parcel, by=going.carrier.code)
        return receipt
    except (Busy, Unclear, AddressGone, Refused, Misconfigured) as error:
        return error
    except Exception as error:  # a provider's fault of ours: it may have gone out
        logger.exception("%s broke the rules of providers", going.carrier.code)
        return Unclear(type(error).__name__)
