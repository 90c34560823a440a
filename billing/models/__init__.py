from billing.models.bank import BankLine, BankStatement, LineState
from billing.models.card_setups import CardSetup, GiveBack, SetupState
from billing.models.catalogue import Interval, Plan, PlanKind, PlanValue, Price, PriceModel
from billing.models.charges import Charge, ChargeReason, ChargeState, charges_of
from billing.models.chasing import Campaign, CampaignStep, CaseOutcome, ChaseCase, StepAction
from billing.models.checked import CheckClaim, CheckedInvoice, CheckSource
from billing.models.coupons import Coupon, CouponDuration, CouponEnd, CouponRedemption
from billing.models.credit import CreditEntry
from billing.models.customer import Customer
from billing.models.documents import (
    INVOICES,
    DocumentDelivery,
    DocumentKind,
    RetainedDocument,
    TaxDocument,
    VatRow,
    WaitingDocument,
)
from billing.models.entities import BillingEntity, NumberSeries, RoundingMethod, VatPeriods, VendorPeriod
from billing.models.erasures import GatewayErasure
from billing.models.figures import RevenueDay
from billing.models.inbox import GatewayMessage, MessageState
from billing.models.ledger import Account, AccountKind, BookClosing, EntryKind, JournalEntry, JournalLine
from billing.models.methods import MethodState, PaymentMethod
from billing.models.moves import PriceMove
from billing.models.packs import MonthEndPack, PackState
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
from billing.models.sales import (
    Sale,
    SaleDocument,
    SaleMessage,
    SalePayment,
    SalePaymentState,
    SaleRefund,
    SaleRefundState,
    SaleState,
)
from billing.models.sellers import (
    REGISTERED,
    LegalForm,
    Seller,
    SellerAccount,
    SellerCoupon,
    SellerSeries,
)
from billing.models.subscriptions import Access, Subscription, SubscriptionExtra, SubscriptionState, Wish
from billing.models.usage import UsageCap, UsageEvent, UsageTotal
from billing.models.values import ValueOverride
from billing.models.wallets import MoveKind, PotSource, TopUp, Voucher, WalletMove, WalletPot

__all__ = [
    "charges_of",
    "INVOICES",
    "REGISTERED",
    "UNDECIDED",
    "Access",
    "Account",
    "AccountKind",
    "BankLine",
    "BankStatement",
    "BillingEntity",
    "BookClosing",
    "Campaign",
    "CampaignStep",
    "CardSetup",
    "CaseOutcome",
    "Charge",
    "ChargeReason",
    "ChargeState",
    "ChaseCase",
    "CheckClaim",
    "CheckSource",
    "CheckedInvoice",
    "Coupon",
    "CouponDuration",
    "CouponEnd",
    "CouponRedemption",
    "CreditEntry",
    "Customer",
    "Dispute",
    "DisputeState",
    "DocumentDelivery",
    "DocumentKind",
    "EntryKind",
    "GatewayErasure",
    "GatewayMessage",
    "GiveBack",
    "Interval",
    "JournalEntry",
    "JournalLine",
    "LineState",
    "MessageState",
    "MethodState",
    "MonthEndPack",
    "MoveKind",
    "NumberSeries",
    "PackState",
    "Payment",
    "PaymentMethod",
    "PaymentProof",
    "PaymentRoute",
    "PaymentState",
    "Plan",
    "PlanKind",
    "PlanValue",
    "PotSource",
    "Price",
    "PriceModel",
    "PriceMove",
    "Refund",
    "RefundState",
    "RetainedDocument",
    "RetainedPayment",
    "RevenueDay",
    "RoundingMethod",
    "SetupState",
    "StepAction",
    "Subscription",
    "SubscriptionExtra",
    "SubscriptionState",
    "TaxDocument",
    "TopUp",
    "UsageCap",
    "UsageEvent",
    "UsageTotal",
    "ValueOverride",
    "VatPeriods",
    "VatRow",
    "VendorPeriod",
    "Voucher",
    "WaitingDocument",
    "WalletMove",
    "WalletPot",
    "Wish",
    "LegalForm",
    "Sale",
    "SaleDocument",
    "SaleMessage",
    "SalePayment",
    "SalePaymentState",
    "SaleRefund",
    "SaleRefundState",
    "SaleState",
    "Seller",
    "SellerAccount",
    "SellerCoupon",
    "SellerSeries",
]
