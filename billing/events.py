"""Facts of billing. Amounts are text in the currency's major unit; ids are public ids."""

from dataclasses import dataclass

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
    pass


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
    pass


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
