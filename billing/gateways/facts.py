"""What a gateway knows, in our words. A fact is only ever made from what was signed by, or fetched from, the gateway."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

PaymentStatus = Literal["confirmed", "failed", "pending", "cancelled"]


@dataclass(frozen=True, kw_only=True)
class MethodFact:
    """A way to charge again. `token` is a secret (sealed at rest); the rest may be shown."""

    token: str
    kind: str = "card"
    brand: str = ""
    last4: str = ""
    expires_year: int | None = None
    expires_month: int | None = None
    # True when the gateway charges by its own schedule and we only watch (PayFast subscription_type 1).
    is_scheduled_by_gateway: bool = False


@dataclass(frozen=True, kw_only=True)
class PaymentFact:
    """One payment as the gateway has it.

    `reference` is ours when the gateway carries it; a scheduled charge may only name its `agreement` (token).
    `gateway_id` is theirs, unique within the gateway. `fee` is what the gateway keeps, positive, when it says.
    `reason` says in the gateway's own words why it failed. `was_declined`: undecided (pending) only because the customer
    may try once more at the gateway. `is_unpaid`: undecided because nobody has paid there yet, or ever will.
    """

    gateway_id: str
    status: PaymentStatus
    amount: Decimal
    currency: str
    reference: str = ""
    agreement: str = ""
    fee: Decimal | None = None
    method: MethodFact | None = None
    occurred_at: datetime | None = None
    reason: str = ""
    was_declined: bool = False
    is_unpaid: bool = False


@dataclass(frozen=True, kw_only=True)
class RefundFact:
    """One refund of a payment (`gateway_id` is the payment's)."""

    gateway_id: str
    refund_id: str
    status: Literal["pending", "done", "failed"]
    amount: Decimal
    currency: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DisputeFact:
    """A charge-back or dispute about a payment (`gateway_id` is the payment's)."""

    gateway_id: str
    dispute_id: str
    status: Literal["open", "won", "lost"]
    amount: Decimal
    currency: str
    due_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AgreementFact:
    """A standing permission to charge (token or subscription) changed: it was ended, or needs the customer."""

    agreement: str
    status: Literal["active", "attention", "ended"]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoiceFact:
    """What a gateway billed by its own schedule for one period. `payments` are its tries to collect it, oldest first."""

    invoice: str
    status: Literal["open", "paid", "void"]
    amount: Decimal
    currency: str
    issued_at: datetime
    text: str = ""
    period_start: datetime | None = None
    period_end: datetime | None = None
    payments: tuple[PaymentFact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ScheduleFact:
    """A subscription that a gateway runs, as it stands there now, with its newest invoices: always the whole of it, so that
    neither the order nor the number of messages matters.

    `organisation` is the public id the gateway was given, if any, and `price` the public id of our price that is written
    on its own.
    """

    agreement: str
    status: Literal["waiting", "trialing", "active", "late", "paused", "ended"]
    amount: Decimal
    currency: str
    quantity: int
    period_start: datetime
    period_end: datetime
    ends_with_period: bool
    customer: str = ""
    organisation: str = ""
    price: str = ""
    reason: str = ""
    method: MethodFact | None = None  # what it is charged to, when it has one of its own
    invoices: tuple[InvoiceFact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WalletFact:
    """The cards that a gateway keeps for one of its customers now, changed on the gateway's own pages.

    `preferred` is the token that the customer has just made the one to be charged; empty when that did not change.
    """

    customer: str
    organisation: str
    methods: tuple[MethodFact, ...]
    preferred: str = ""


Fact: TypeAlias = PaymentFact | RefundFact | DisputeFact | AgreementFact | ScheduleFact | WalletFact
