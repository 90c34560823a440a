"""Facts of billing. Amounts are text in the currency's major unit; ids are public ids."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfSubscription(Event):
    subscription: str
    plan: str = ""


@dataclass(frozen=True, kw_only=True)
class TrialStarted(_OfSubscription):
    ends_at: str = ""


@dataclass(frozen=True, kw_only=True)
class TrialEnding(_OfSubscription):
    """Three days before its end."""

    ends_at: str = ""


@dataclass(frozen=True, kw_only=True)
class TrialEnded(_OfSubscription):
    pass


@dataclass(frozen=True, kw_only=True)
class SubscriptionStarted(_OfSubscription):
    """`plan` is paid for. With `from_day` it begins then, and a larger trial goes on until that day."""

    from_day: str = ""


@dataclass(frozen=True, kw_only=True)
class SubscriptionChanged(_OfSubscription):
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class SubscriptionChangePlanned(_OfSubscription):
    """With the next period."""

    quantity: int = 1
    from_day: str = ""


@dataclass(frozen=True, kw_only=True)
class SubscriptionRenewed(_OfSubscription):
    charge: str = ""


@dataclass(frozen=True, kw_only=True)
class SubscriptionPastDue(_OfSubscription):
    """Days as ISO text: when the card is tried again, and when access narrows; empty when neither comes."""

    again_on: str = ""
    narrows_on: str = ""


@dataclass(frozen=True, kw_only=True)
class ChaseStepTaken(_OfSubscription):
    """`action` is the step's (engine.chasing), "promise_due" or "hold_over"; `access` what holds since."""

    action: str
    access: str


@dataclass(frozen=True, kw_only=True)
class PaymentPromised(_OfSubscription):
    on: str


@dataclass(frozen=True, kw_only=True)
class PaymentObjected(_OfSubscription):
    """The customer does not agree with what is asked for."""


@dataclass(frozen=True, kw_only=True)
class SubscriptionPaused(_OfSubscription):
    resumes_at: str = ""


@dataclass(frozen=True, kw_only=True)
class SubscriptionResumed(_OfSubscription):
    pass


@dataclass(frozen=True, kw_only=True)
class SubscriptionCancelRequested(_OfSubscription):
    ends_at: str = ""


@dataclass(frozen=True, kw_only=True)
class SubscriptionReactivated(_OfSubscription):
    pass


@dataclass(frozen=True, kw_only=True)
class SubscriptionCancelled(_OfSubscription):
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class GatewayToBeTold(_OfSubscription):
    """A gateway that runs the plan is to end it, let it run out, or go on."""


@dataclass(frozen=True, kw_only=True)
class PriceChangeAnnounced(_OfSubscription):
    price: str
    from_day: str


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
PUBLIC_NAMES: Final[dict[type[Event], str]] = {
    TrialStarted: "trial.started",
    TrialEnding: "trial.end_announced",
    TrialEnded: "trial.ended",
    SubscriptionStarted: "subscription.started",
    SubscriptionChanged: "subscription.changed",
    SubscriptionChangePlanned: "subscription.change_planned",
    SubscriptionRenewed: "subscription.renewed",
    SubscriptionPastDue: "subscription.became_overdue",
    SubscriptionPaused: "subscription.paused",
    SubscriptionResumed: "subscription.resumed",
    SubscriptionCancelRequested: "subscription.cancel_requested",
    SubscriptionReactivated: "subscription.reactivated",
    GatewayToBeTold: "subscription.wish_recorded",
    SubscriptionCancelled: "subscription.cancelled",
    PriceChangeAnnounced: "price.change_announced",
    ChargeMade: "charge.made",
    ChargeAwaited: "charge.awaited",
    ChargePaid: "charge.paid",
    ChargePartPaid: "charge.part_paid",
    ChargeVoided: "charge.voided",
    ChargeGivenUp: "charge.given_up",
    ItemBought: "item.bought",
    PaymentConfirmed: "payment.confirmed",
    PaymentFailed: "payment.failed",
    PaymentMismatched: "payment.mismatched",
    RefundRequested: "refund.requested",
    RefundMade: "refund.made",
    RefundFailed: "refund.failed",
    DisputeOpened: "dispute.opened",
    DisputeClosed: "dispute.closed",
    MethodAdded: "payment_method.added",
    MethodRemoved: "payment_method.removed",
    MethodChosen: "payment_method.preferred",
    MethodExpiring: "payment_method.expiry_announced",
    MethodNeedsAttention: "payment_method.attention_requested",
    UsageThresholdReached: "usage.threshold_reached",
    UsageCapChanged: "usage_cap.changed",
    UsageCorrected: "usage.corrected",
    CouponRedeemed: "coupon.redeemed",
    CouponEnded: "coupon.ended",
    CreditGiven: "credit.given",
    CreditAdded: "credit.added",
    ChaseStepTaken: "subscription.reminded",
    PaymentPromised: "payment.promised",
    PaymentObjected: "payment.objected",
    WalletFilled: "wallet.filled",
    WalletLow: "wallet.ran_low",
    WalletExpired: "wallet.expired",
    UnusedReturned: "charge.unused_returned",
    InvoiceIssued: "invoice.issued",
    CreditNoteIssued: "credit_note.issued",
    DebitNoteIssued: "debit_note.issued",
    DocumentWaiting: "invoice.details_requested",
    BillingDetailsChanged: "billing_details.changed",
    BooksClosed: "books.closed",
}
