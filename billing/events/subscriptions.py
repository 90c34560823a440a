"""Facts of subscriptions. Amounts are text in the currency's major unit; ids are public ids."""

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
