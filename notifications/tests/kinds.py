"""Kinds of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import ValueType, Words

NOON = datetime(2026, 6, 10, 12, tzinfo=ZoneInfo("Africa/Johannesburg"))  # a Wednesday
CATEGORY = "drill"
NEWS = "drill_news"
STOCK, ALARM, CHAIN, SALE = "drill.stock", "drill.alarm", "drill.chain", "drill.sale"
VALUES = {"product": "Brown bread", "left": 1204}
WORDS: dict[str, Any] = {
    "words": Words(title="%(product)s: %(left)s left", body="Order in time."),
    "variables": {"product": ValueType.TEXT, "left": ValueType.NUMBER},
    "example": VALUES,
    "because": "you look after the stock",
}


@contextmanager
def drill_kinds() -> Iterator[None]:
    """Declared until the block ends."""
    before = dict(registry._KINDS), dict(registry._CATEGORIES)
    registry.category(CATEGORY, title="Stock", text="What is on the shelf.")
    registry.category(NEWS, title="News", text="Offers.", is_marketing=True)
    now, off = Frequency.NOW, Frequency.OFF
    everywhere = {Channel.IN_APP: now, Channel.EMAIL: now, Channel.SMS: now}
    registry.kind(STOCK, category=CATEGORY, title="Stock is low", channels=everywhere, **WORDS)
    registry.kind(ALARM, category=CATEGORY, title="Alarm", channels=everywhere, is_critical=True, **WORDS)
    chain = {Channel.SMS: now, Channel.EMAIL: now}
    registry.kind(
        CHAIN, category=CATEGORY, title="Chain", channels=chain, in_turn=(Channel.SMS, Channel.EMAIL), **WORDS
    )
    registry.kind(
        SALE, category=NEWS, title="Sale", channels={Channel.IN_APP: now, Channel.SMS: off}, **WORDS
    )
    yield
    registry._KINDS.clear()
    registry._KINDS.update(before[0])
    registry._CATEGORIES.clear()
    registry._CATEGORIES.update(before[1])
