"""Facts of what an organisation sells to the public. `sale` is a public id, `kind` and `item` say what was sold."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SalePaid(Event):
    """The gateway confirmed the whole amount, or there was nothing to pay."""

    sale: str
    kind: str
    item: str
    total: str


@dataclass(frozen=True, kw_only=True)
class SaleDropped(Event):
    """It was not paid in time. Should the money come all the same, SalePaid follows."""

    sale: str
    kind: str
    item: str


@dataclass(frozen=True, kw_only=True)
class SaleReturned(Event):
    """The money goes back, and with it what was sold ends."""

    sale: str
    kind: str
    item: str
    amount: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SaleRefundFailed(Event):
    """The gateway could not pay back: the seller has to do it by EFT."""

    sale: str
    failure: str


@dataclass(frozen=True, kw_only=True)
class SaleMismatched(Event):
    """Another amount came than was asked for: nothing is handed over, the seller looks."""

    sale: str
