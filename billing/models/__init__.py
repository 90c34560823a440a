from billing.models.bank import BankLine, BankStatement, LineState
from billing.models.catalogue import Interval, Plan, PlanKind, PlanValue, Price, PriceModel
from billing.models.charges import Charge, ChargeReason, ChargeState
from billing.models.coupons import Coupon, CouponDuration, CouponEnd, CouponRedemption
from billing.models.credit import CreditEntry
from billing.models.customer import Customer
from billing.models.erasures import GatewayErasure
from billing.models.figures import RevenueDay
from billing.models.inbox import GatewayMessage, MessageState
from billing.models.methods import MethodState, PaymentMethod
from billing.models.moves import PriceMove
from billing.models.payments import (
    UNDECIDED,
    Dispute,
    DisputeState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from billing.models.proofs import PaymentProof
from billing.models.retained import RetainedPayment
from billing.models.routes import PaymentRoute
from billing.models.subscriptions import Subscription, SubscriptionExtra, SubscriptionState
from billing.models.usage import UsageCap, UsageEvent, UsageTotal
from billing.models.values import ValueOverride

__all__ = [
    "UNDECIDED",
    "BankLine",
    "BankStatement",
    "Charge",
    "ChargeReason",
    "ChargeState",
    "Coupon",
    "CouponDuration",
    "CouponEnd",
    "CouponRedemption",
    "CreditEntry",
    "Customer",
    "Dispute",
    "DisputeState",
    "GatewayErasure",
    "GatewayMessage",
    "Interval",
    "LineState",
    "MessageState",
    "MethodState",
    "Payment",
    "PaymentMethod",
    "PaymentProof",
    "PaymentRoute",
    "PaymentState",
    "Plan",
    "PlanKind",
    "PlanValue",
    "Price",
    "PriceModel",
    "PriceMove",
    "Refund",
    "RefundState",
    "RetainedPayment",
    "RevenueDay",
    "Subscription",
    "SubscriptionExtra",
    "SubscriptionState",
    "UsageCap",
    "UsageEvent",
    "UsageTotal",
    "ValueOverride",
]
