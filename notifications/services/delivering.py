"""Deliver: reserve, go out, settle; each step is a transaction of its own, and none is open while a provider answers.

Killed at any moment, nothing is lost and nothing is sent twice by our fault: an attempt is written before its parcel goes out
and finished after; when its worker died in between, the next one asks the provider what became of the parcel (`find`), or relies on
its idempotency key. Where neither is possible, mail and push go again under the same id (mailboxes and phones show it once), and
what costs money does not, unless it is critical.
"""

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from django.db.models import Q

from notifications.channels.protocol import (
    AddressGone,
    Busy,
    CanFind,
    Misconfigured,
    ProviderError,
    Receipt,
    Refused,
    Unclear,
)
from notifications.models import Delivery, DeliveryState
from notifications.services import reserving, settling
from notifications.services.reserving import Going

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
    tried: list[str] = []
    wait = timedelta()
    going = reserve(now=now, tried=tried, wait=wait)
    while going is not None:
        answer, now = _carried(going, now)
        if settle(going, answer, now=now):
            return isinstance(answer, Receipt)
        if not going.asks:
            tried.append(going.carrier.code)
        if isinstance(answer, Busy) and answer.retry_after:
            wait = max(wait, answer.retry_after)
        going = reserve(now=now, tried=tried, wait=wait)
    return False


def due(*, now: datetime, limit: int = 500) -> list[int]:
    """Deliveries that should have left by now and that no task was sent for: marks them as handed out."""
    untold = Q(handed_at=None) | Q(handed_at__lte=now - HANDED_FOR)
    waiting = Q(state=DeliveryState.WAITING) & untold
    lost = Q(state=DeliveryState.GOING, lease_until__lte=now)
    rows = Delivery.objects.filter(waiting | lost, not_before__lte=now).order_by("not_before")
    ids = list(rows.values_list("pk", flat=True)[:limit])
    Delivery.objects.filter(pk__in=ids).update(handed_at=now)
    return ids


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


def _sent(going: Going) -> Answer:
    try:
        return going.carrier.provider.send(going.parcel)
    except (Busy, Unclear, AddressGone, Refused, Misconfigured) as error:
        return error
    except Exception as error:  # a provider's fault of ours: it may have gone out
        logger.exception("%s broke the rules of providers", going.carrier.code)
        return Unclear(type(error).__name__)
