"""Facts of charges, payments, refunds, disputes and kept cards. Amounts are text in the currency's major unit; ids are public ids."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ChargeMade(Event):
    charge: str
    total: str
    currency: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChargeAwaited(Event):
    """No card can be charged for it: the customer is asked to pay by herself."""

    charge: str
    due_at: str


@dataclass(frozen=True, kw_only=True)
class ChargePaid(Event):
    charge: str
    total: str
    currency: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChargePartPaid(Event):
    """`part` came, by a payment or from credit; `due` is still to be paid."""

    charge: str
    part: str
    due: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class ChargeVoided(Event):
    charge: str


@dataclass(frozen=True, kw_only=True)
class ChargeGivenUp(Event):
    charge: str


@dataclass(frozen=True, kw_only=True)
class ItemBought(Event):
    """A one-off item was paid for: `item` is its plan's code, `subject` what the buyer's app asked it for."""

    charge: str
    item: str
    quantity: int = 1
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class PaymentConfirmed(Event):
    payment: str
    charge: str
    gateway: str
    amount: str
    currency: str


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Event):
    payment: str
    charge: str
    gateway: str


@dataclass(frozen=True, kw_only=True)
class PaymentMismatched(Event):
    """The gateway reports another amount or currency than was asked for: staff look."""

    payment: str
    gateway: str


@dataclass(frozen=True, kw_only=True)
class RefundRequested(Event):
    refund: str


@dataclass(frozen=True, kw_only=True)
class RefundMade(Event):
    refund: str
    payment: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    refund: str


@dataclass(frozen=True, kw_only=True)
class DisputeOpened(Event):
    dispute: str
    payment: str


@dataclass(frozen=True, kw_only=True)
class DisputeClosed(Event):
    dispute: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class MethodAdded(Event):
    method: str


@dataclass(frozen=True, kw_only=True)
class MethodChosen(Event):
    """It is charged next."""

    method: str


@dataclass(frozen=True, kw_only=True)
class MethodRemoved(Event):
    method: str


@dataclass(frozen=True, kw_only=True)
class MethodExpiring(Event):
    method: str


@dataclass(frozen=True, kw_only=True)
class MethodNeedsAttention(Event):
    method: str
