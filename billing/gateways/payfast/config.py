"""What the adapter has to know about our account at PayFast."""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, kw_only=True)
class PayFastConfig:
    """The account, the two addresses and where notifications may come from. `repr` shows no secret.

    `passphrase` may be empty for once-off payments only: kept cards, schedules and the API need one.
    `read_timeout` is how long a charge may take before it counts as unclear.
    """

    merchant_id: str
    merchant_key: str = field(repr=False)
    passphrase: str = field(repr=False)
    host: str
    api: str
    is_test: bool
    networks: tuple[Network, ...]
    connect_timeout: float = 5
    read_timeout: float = 30

    @classmethod
    def from_settings(cls, values: Mapping[str, Any]) -> Self:
        """From the PAYFAST settings; a network that is none raises ValueError at start, not with a customer's payment."""
        return cls(
            merchant_id=values["merchant_id"],
            merchant_key=values["merchant_key"],
            passphrase=values["passphrase"],
            host=values["host"].rstrip("/"),
            api=values["api"].rstrip("/"),
            is_test=values["is_test"],
            networks=networks(values["networks"]),
        )


def networks(words: Iterable[str]) -> tuple[Network, ...]:
    """Parsed; raises ValueError naming the one that is no network."""
    return tuple(ipaddress.ip_network(word) for word in words)
