"""What providers tell later: judged on the raw bytes, stored, answered; understood in a worker.

Storing is one INSERT that a second delivery of the same thing runs into; nothing else happens before the reply. What is not genuine
is logged and never stored.
"""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import F

from notifications.channels import http, registry
from notifications.channels.protocol import (
    Callback,
    Channel,
    Judged,
    News,
    ProviderError,
    Reply,
    TellsLater,
    TemplateNews,
    Verdict,
)
from notifications.models import CallbackState, ProviderCallback
from notifications.models.callback import LEASE
from notifications.services import escalating, mail_settling, settling, stopping, whatsapp
from synthai.core.valkey import Unreachable

MOST_ATTEMPTS = 12  # some ten hours
FAULTS = (DatabaseError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
_UNMATCHED_AFTER = 4  # a callback may overtake the answer to the request that it is about
_WAKE, _WAKE_SECONDS = "notifications.callbacks.wake", 10
logger = logging.getLogger("synthai.notifications")


def receive(channel: str, code: str, callback: Callback) -> Judged:
    """Judge a callback, and store what it says. Its own transaction: what was stored stays stored. Raises ProviderUnknown."""
    if channel not in list(Channel):
        raise registry.ProviderUnknown
    provider = registry.get(Channel(channel), code)
    if not isinstance(provider, TellsLater):
        raise registry.ProviderUnknown
    judged = provider.judge(callback)
    if not judged.is_genuine:
        logger.warning("A callback of %s on %s was refused: %s", code, channel, judged.refusal)
    elif judged.news or judged.replies or judged.visit or judged.templates:
        ProviderCallback.objects.bulk_create([_row(channel, code, callback, judged)], ignore_conflicts=True)
    return judged


def wants_wake() -> bool:
    """Whether a worker is to be woken for what has just been stored: one sweep on its way is enough for a burst."""
    try:
        return bool(cache.add(_WAKE, 1, timeout=_WAKE_SECONDS))
    except Unreachable:
        return False  # beat's own sweep finds it


def woken() -> None:
    """A sweep is about to look: whatever is stored later asks for another."""
    try:
        cache.delete(_WAKE)
    except Unreachable:
        logger.warning("The next callback waits for beat.")


def waiting(*, now: datetime, at_most: int = 500) -> list[int]:
    """Callbacks to be handled now, oldest first."""
    rows = ProviderCallback.objects.filter(state=CallbackState.WAITING, next_try_at__lte=now)
    return list(rows.order_by("next_try_at", "pk").values_list("pk", flat=True)[:at_most])


def handle(callback_id: int, *, now: datetime) -> str:
    """Understand one waiting callback; its state. Idempotent; the lease is the planned next try, so a dead worker's is tried again."""
    mine = ProviderCallback.objects.filter(pk=callback_id, state=CallbackState.WAITING, next_try_at__lte=now)
    if not mine.update(next_try_at=now + LEASE, attempts=F("attempts") + 1):
        return ""
    row = ProviderCallback.objects.get(pk=callback_id)
    try:
        matched = _understand(row, now=now)
    except ProviderError as error:
        return _again(row, error.answer, now=now)
    except FAULTS as error:  # ours: staff see which, and it is tried again like any other
        logger.exception("A callback of %s could not be understood", row.provider)
        return _again(row, f"{type(error).__name__}, see the log", now=now)
    if not matched and row.attempts < _UNMATCHED_AFTER:
        return _again(row, "", now=now)
    return _end(row, CallbackState.DONE if matched else CallbackState.UNMATCHED, now=now)


def handle_again(callback_id: int, *, now: datetime) -> bool:
    """For staff: let one that failed or belonged to nothing be handled once more. False for any other."""
    rows = ProviderCallback.objects.filter(
        pk=callback_id, state__in=[CallbackState.FAILED, CallbackState.UNMATCHED]
    )
    return rows.update(state=CallbackState.WAITING, next_try_at=now, attempts=0, error="") == 1


def _understand(row: ProviderCallback, *, now: datetime) -> bool:
    """Whether something of it was ours. What is handled twice changes nothing more."""
    channel = Channel(row.channel)
    _hear_all(row, channel, now=now)
    for each in row.templates:
        whatsapp.learn(row.provider, _template(each))
    if row.visit:
        http.exchange(row.provider, "GET", row.visit, is_question=True)
    known = [_learned(row.provider, _news(each), now=now) for each in row.news]
    return any(known) or not known


@transaction.atomic
def _hear_all(row: ProviderCallback, channel: Channel, *, now: datetime) -> None:
    """Once, whatever becomes of the rest: a second "OK" would take the next matter, a second STOP undo a START."""
    for each in row.replies:
        _hear(channel, _reply(each), now=now)
    ProviderCallback.objects.filter(pk=row.pk).update(replies=[])
    row.replies = []


def _hear(channel: Channel, reply: Reply, *, now: datetime) -> None:
    """What a person wrote back: it opens WhatsApp's day, and may be STOP, START or "I have it"."""
    if channel is Channel.WHATSAPP:
        whatsapp.heard(reply.sender, at=min(reply.at, now))
    stopping.hear(channel, reply, now=now)
    escalating.hear(channel, reply, now=now)


def _learned(provider: str, news: News, *, now: datetime) -> bool:
    """Whether it is about a delivery, or about an app's own mail."""
    return settling.learn(provider, news, now=now) or mail_settling.learn(provider, news, now=now)


def _again(row: ProviderCallback, error: str, *, now: datetime) -> str:
    row.error = error[:300]
    if row.attempts >= MOST_ATTEMPTS:
        return _end(row, CallbackState.FAILED, now=now)
    row.next_try_at = now + min(timedelta(hours=2), timedelta(seconds=20) * 2**row.attempts)
    row.save(update_fields=["error", "next_try_at"])
    return row.state


def _end(row: ProviderCallback, state: CallbackState, *, now: datetime) -> str:
    row.state, row.handled_at, row.next_try_at = state, now, None
    if state is not CallbackState.FAILED:
        row.replies, row.visit = [], ""
    row.save(update_fields=["state", "handled_at", "next_try_at", "replies", "visit", "error"])
    return row.state


def _row(channel: str, code: str, callback: Callback, judged: Judged) -> ProviderCallback:
    same = f"{channel} {code} {callback.method} {callback.url}\n".encode() + callback.body
    return ProviderCallback(
        channel=channel,
        provider=code,
        digest=hashlib.sha256(same).hexdigest(),
        news=[_plain_news(each) for each in judged.news],
        replies=[_plain_reply(each) for each in judged.replies],
        templates=[{**asdict(each), "at": each.at.isoformat()} for each in judged.templates],
        visit=judged.visit,
        received_at=callback.received_at,
        next_try_at=callback.received_at,
    )


def _plain_news(news: News) -> dict[str, str]:
    return {
        "provider_id": news.provider_id[:200],
        "verdict": news.verdict.value,
        "at": news.at.isoformat(),
        "key": news.key[:200],
        "answer": news.answer[:500],
        "cost": "" if news.cost is None else str(news.cost),
        "window": "closed" if news.is_window_closed else "",
    }


def _news(plain: Mapping[str, Any]) -> News:
    return News(
        provider_id=plain["provider_id"],
        verdict=Verdict(plain["verdict"]),
        at=datetime.fromisoformat(plain["at"]),
        key=plain["key"],
        answer=plain["answer"],
        cost=Decimal(plain["cost"]) if plain["cost"] else None,
        is_window_closed=plain.get("window") == "closed",
    )


def _template(plain: Mapping[str, Any]) -> TemplateNews:
    return TemplateNews(**{**plain, "at": datetime.fromisoformat(plain["at"])})


def _plain_reply(reply: Reply) -> dict[str, str]:
    return {
        "provider_id": reply.provider_id[:200],
        "sender": reply.sender[:40],
        "to": reply.to[:40],
        "text": reply.text[:500],
        "at": reply.at.isoformat(),
    }


def _reply(plain: Mapping[str, Any]) -> Reply:
    return Reply(
        provider_id=plain["provider_id"],
        sender=plain["sender"],
        to=plain["to"],
        text=plain["text"],
        at=datetime.fromisoformat(plain["at"]),
    )
