"""Who carries what: the providers that are set up for each channel, in the operator's order, with what the settings say of each.

Costs are what a message is thought to cost before its provider says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from notifications.channels import registry
from notifications.channels.protocol import Channel, Provider, TakesMany

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
        """The provider's code, unique within its channel."""
        return self.provider.code


_only: list[Carrier] | None = None


def of_channel(channel: Channel) -> list[Carrier]:
    """Those who carry a channel, in order."""
    if _only is not None:
        return [each for each in _only if each.provider.channel == channel]
    return [_carrier(channel, each) for each in registry.active(channel)]


def find(channel: Channel, code: str) -> Carrier | None:
    """The carrier of this code; None when it is no longer set up."""
    return next((each for each in of_channel(channel) if each.code == code), None)


def channels() -> frozenset[Channel]:
    """Channels that somebody carries; what is in the app needs nobody."""
    return frozenset(each for each in Channel if each is Channel.IN_APP or of_channel(each))


def batch_size(channel: Channel) -> int:
    """How many parcels of a channel go out together: 1 unless some provider of it takes many in one request."""
    sizes = [each.provider.batch_size for each in of_channel(channel) if isinstance(each.provider, TakesMany)]
    return max([1, *sizes])


@contextmanager
def only(*carriers: Carrier) -> Iterator[None]:
    """Nobody but these until the block ends. For tests and for drills."""
    global _only  # noqa: PLW0603 - for the whole process: workers of a test are threads of it
    before, _only = _only, list(carriers)
    try:
        yield
    finally:
        _only = before


def _carrier(channel: Channel, provider: Provider) -> Carrier:
    said = registry.terms(channel, provider.code)
    return Carrier(provider=provider, cost=said.cost, per_second=said.per_second)
