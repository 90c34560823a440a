"""Who carries what: the providers of each channel, in the order in which the operator prefers them.

A provider is offered once, when the app is ready. Costs are what a message is thought to cost before its provider says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from notifications.channels.protocol import Channel, Provider

PAID = frozenset({Channel.SMS, Channel.WHATSAPP})
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Carrier:
    """A provider, what it is thought to cost in rand, and how many parcels a second it takes from us (None: any)."""

    provider: Provider
    cost: Decimal = _NOTHING
    per_second: int | None = None

    @property
    def code(self) -> str:
        """The provider's code."""
        return self.provider.code


_CARRIERS: dict[Channel, dict[str, Carrier]] = {}


def offer(provider: Provider, *, cost: Decimal = _NOTHING, per_second: int | None = None) -> None:
    """Let a provider carry its channel, after those offered before. Offering it again replaces it."""
    carriers = _CARRIERS.setdefault(Channel(provider.channel), {})
    carriers[provider.code] = Carrier(provider=provider, cost=cost, per_second=per_second)


def of_channel(channel: Channel) -> list[Carrier]:
    """Those who carry a channel, in order."""
    return list(_CARRIERS.get(channel, {}).values())


def find(channel: Channel, code: str) -> Carrier | None:
    """The carrier of this code; None when it is no longer offered."""
    return _CARRIERS.get(channel, {}).get(code)


def channels() -> frozenset[Channel]:
    """Channels that somebody carries; what is in the app needs nobody."""
    return frozenset({Channel.IN_APP, *(channel for channel, offered in _CARRIERS.items() if offered)})


@contextmanager
def only(*offered: Carrier) -> Iterator[None]:
    """Nobody but these until the block ends. For tests and for drills."""
    before = {channel: dict(each) for channel, each in _CARRIERS.items()}
    _CARRIERS.clear()
    for each in offered:
        _CARRIERS.setdefault(Channel(each.provider.channel), {})[each.code] = each
    try:
        yield
    finally:
        _CARRIERS.clear()
        _CARRIERS.update(before)
