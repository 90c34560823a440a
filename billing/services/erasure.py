"""What goes when an organisation ends, and what the law makes us keep of its payments (tax records, five years)."""

from datetime import date

from django.utils import timezone

from accounts import selectors as people
from billing.engine.periods import local_date
from billing.models import (
    CardSetup,
    Charge,
    ChaseCase,
    CheckedInvoice,
    CouponRedemption,
    CreditEntry,
    Customer,
    Dispute,
    GatewayMessage,
    Payment,
    PaymentMethod,
    PaymentProof,
    PaymentRoute,
    PaymentState,
    Refund,
    RetainedPayment,
    Sale,
    SaleDocument,
    SaleMessage,
    SalePayment,
    SaleRefund,
    Seller,
    SellerAccount,
    SellerCoupon,
    SellerSeries,
    Subscription,
    SubscriptionExtra,
    TopUp,
    UsageCap,
    UsageEvent,
    UsageTotal,
    ValueOverride,
    WaitingDocument,
    WalletMove,
    WalletPot,
)
from billing.services import forgetting, proofs, retention
from billing.services.selling import documents as selling_documents
from notifications.services import mail

KEPT_YEARS = 5  # Tax Administration Act 28 of 2011, section 29; VAT Act section 55
# Children first.
_MODELS = (
    SaleMessage,
    SaleDocument,
    SaleRefund,
    SalePayment,
    Sale,
    SellerCoupon,
    SellerSeries,
    SellerAccount,
    Seller,
    GatewayMessage,
    Dispute,
    Refund,
    PaymentProof,
    WaitingDocument,
    Payment,
    CreditEntry,
    WalletMove,
    WalletPot,
    TopUp,
    Charge,
    CouponRedemption,
    SubscriptionExtra,
    ChaseCase,
    Subscription,
    CardSetup,
    PaymentMethod,
    UsageEvent,
    UsageTotal,
    UsageCap,
    ValueOverride,
    CheckedInvoice,
    Customer,
)


def erase(organisation_id: int) -> None:
    """Keep amounts and dates of what was paid, without anything of a person; delete the rest. Needs its tenant."""
    paid = Payment.objects.filter(state=PaymentState.CONFIRMED).select_related("charge", "organisation")
    kept = [_retained(payment) for payment in paid.order_by("pk")]
    RetainedPayment.objects.bulk_create(kept, ignore_conflicts=True)
    forgetting.note(people.public_id_of(organisation_id), now=timezone.now())
    retention.retire(organisation_id)
    proofs.forget_all(organisation_id)
    selling_documents.forget_files(organisation_id)
    mail.forget(organisation_id)
    PaymentRoute.objects.filter(organisation_id=organisation_id).delete()
    for model in _MODELS:
        rows = model.objects.filter(organisation_id=organisation_id)
        rows._raw_delete(rows.db)  # noqa: SLF001 - Django's own fast path, without collecting


def expire_retained(*, today: date) -> int:
    """Delete what need not be kept any longer; returns how many."""
    gone = RetainedPayment.objects.filter(retained_until__lt=today).delete()[0]
    return int(gone) + retention.expire(today=today)


def _retained(payment: Payment) -> RetainedPayment:
    paid_at = payment.decided_at or payment.created_at
    day = local_date(paid_at)
    return RetainedPayment(
        organisation=payment.organisation.public_id,
        reference=payment.reference,
        gateway=payment.gateway,
        gateway_id=payment.gateway_id,
        amount=payment.amount,
        refunded=payment.refunded,
        vat_percent=payment.charge.vat_percent,
        currency=payment.currency,
        paid_at=paid_at,
        retained_until=date(day.year + KEPT_YEARS, 12, 31),
    )
