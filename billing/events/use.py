"""Facts of usage, coupons, credit, documents, books and prepaid units. Amounts are text in the currency's major unit; ids are public ids."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UsageThresholdReached(Event):
    metric: str
    percent: int
    period_start: str


@dataclass(frozen=True, kw_only=True)
class UsageCapChanged(Event):
    """`quantity` is empty when the cap was taken away."""

    metric: str
    quantity: str = ""


@dataclass(frozen=True, kw_only=True)
class UsageCorrected(Event):
    metric: str
    event: str
    quantity: str


@dataclass(frozen=True, kw_only=True)
class CouponRedeemed(Event):
    coupon: str
    subscription: str


@dataclass(frozen=True, kw_only=True)
class CouponEnded(Event):
    """It takes nothing off any more; `why` as models.CouponEnd."""

    coupon: str
    subscription: str
    why: str


@dataclass(frozen=True, kw_only=True)
class CreditGiven(Event):
    entry: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class UnusedReturned(Event):
    """A change gave back more than it cost: the rest became credit, and an invoice is to be credited."""

    charge: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    """`kind` is tax_invoice, or invoice of somebody who is no VAT vendor."""

    document: str
    number: str
    incl: str
    currency: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class CreditNoteIssued(Event):
    document: str
    number: str
    incl: str
    currency: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class DebitNoteIssued(Event):
    document: str
    number: str
    incl: str
    currency: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class DocumentWaiting(Event):
    """A document cannot be issued yet. `missing` are fields; `is_for_staff` when they are ours to fill in."""

    waiting: str
    missing: list[str]
    is_for_staff: bool


@dataclass(frozen=True, kw_only=True)
class BillingDetailsChanged(Event):
    """Who pays, as it stands on documents, was changed."""

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class BooksClosed(Event):
    """The books of a selling entity are closed up to and with a day. Of no organisation."""

    entity: str
    until: str


@dataclass(frozen=True, kw_only=True)
class WalletFilled(Event):
    """Prepaid units came in: bought, by a voucher, or given."""

    feature: str
    quantity: str
    source: str


@dataclass(frozen=True, kw_only=True)
class WalletLow(Event):
    """Few prepaid units are left, or none; `left` is how many."""

    feature: str
    left: str


@dataclass(frozen=True, kw_only=True)
class WalletExpired(Event):
    feature: str
    quantity: str


@dataclass(frozen=True, kw_only=True)
class CreditAdded(Event):
    """Money that was owed for nothing any more, or what a change gave back, is the customer's credit."""

    entry: str
    amount: str
    currency: str


# What each fact is called outside this process (webhooks to come): noun.verb in the past tense. A name that was given out is
# never changed or given to another fact; docs/billing.md lists them.
