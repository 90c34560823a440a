"""One row in every table of billing, for the sweeps. The subscription has ended, so nothing is limited by it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from billing.models import (
    BillingEntity,
    CardSetup,
    Charge,
    ChargeReason,
    ChaseCase,
    CheckedInvoice,
    Coupon,
    CouponDuration,
    CouponRedemption,
    CreditEntry,
    Customer,
    Dispute,
    DocumentDelivery,
    DocumentKind,
    GatewayMessage,
    Interval,
    Payment,
    PaymentMethod,
    PaymentProof,
    PaymentRoute,
    PaymentState,
    Plan,
    Price,
    Refund,
    Subscription,
    SubscriptionExtra,
    SubscriptionState,
    TaxDocument,
    TopUp,
    UsageCap,
    UsageEvent,
    UsageTotal,
    ValueOverride,
    WaitingDocument,
    WalletMove,
    WalletPot,
)
from synthai.core.tenancy import tenant

ONE = Decimal("1.00")


def store(organisation: Any) -> None:
    """The rows of one organisation, and what all share of the catalogue."""
    price = _price()
    with tenant(organisation):
        Customer.objects.create()
        subscription = Subscription.objects.create(
            state=SubscriptionState.CANCELLED, price=price, created_at=timezone.now()
        )
        pot = WalletPot.objects.create(
            feature="sweep", source="gift", label="x", quantity=1, left=1, key="x", created_at=timezone.now()
        )
        WalletMove.objects.create(
            pot=pot, feature="sweep", kind="added", quantity=1, balance=1, created_at=timezone.now()
        )
        TopUp.objects.create(feature="sweep", below=1, price=price)
        ChaseCase.objects.create(
            subscription=subscription, steps=[["end", 1, False]], began_at=timezone.now()
        )
        SubscriptionExtra.objects.create(subscription=subscription, price=price, quantity=1)
        _coupon(subscription)
        _money(organisation, subscription)
        _usage()
        CheckedInvoice.objects.create(
            match="sweep", claim="no", amount=0, checked_at=timezone.now(), keep_until=timezone.now().date()
        )


def _price() -> Price:
    plan, _is_new = Plan.objects.get_or_create(code="sweep", defaults={"name": "Sweep"})
    price, _is_new = Price.objects.get_or_create(
        plan=plan, version=1, interval=Interval.MONTH, defaults={"amount": ONE, "sold_from": timezone.now()}
    )
    return price


def _coupon(subscription: Subscription) -> None:
    coupon, _is_new = Coupon.objects.get_or_create(
        code="SWEEP", defaults={"name": "Sweep", "percent_off": ONE, "duration": CouponDuration.FOREVER}
    )
    CouponRedemption.objects.create(coupon=coupon, subscription=subscription, redeemed_at=timezone.now())


def _money(organisation: Any, subscription: Subscription) -> None:
    now, mark = timezone.now(), f"S{organisation.pk}"
    method = PaymentMethod.objects.create(gateway="till", sealed_token="x", token_hash=mark, created_at=now)
    CardSetup.objects.create(
        reference=f"C{mark}", gateway="till", method=method, by_label="Sweep", created_at=now
    )
    charge = Charge.objects.create(
        reference=mark,
        key=mark,
        subscription=subscription,
        reason=ChargeReason.FIRST,
        subtotal=ONE,
        total=ONE,
        vat_percent=Decimal(15),
        vat_amount=Decimal("0.13"),
        created_at=now,
        due_at=now,
    )
    payment = Payment.objects.create(
        reference=mark,
        charge=charge,
        gateway="till",
        method=method,
        state=PaymentState.CONFIRMED,
        amount=ONE,
        gateway_id=mark,
        created_at=now,
    )
    Refund.objects.create(
        payment=payment, request_key=mark, amount=ONE, reason="test", by_label="test", created_at=now
    )
    PaymentProof.objects.create(
        payment=payment, file_name="x.pdf", path=f"tests/{mark}.pdf", kind="pdf", size=1, uploaded_at=now
    )
    Dispute.objects.create(payment=payment, gateway_id=mark, amount=ONE, created_at=now)
    CreditEntry.objects.create(amount=ONE, reason="test", key=mark, by_label="test", created_at=now)
    _documents(organisation, charge)
    GatewayMessage.objects.create(gateway="till", dedupe_key=mark, received_at=now, organisation=organisation)
    PaymentRoute.objects.create(key=f"till:{mark}", organisation=organisation)


def _documents(organisation: Any, charge: Charge) -> None:
    now = timezone.now()
    entity, _is_new = BillingEntity.objects.get_or_create(
        number_prefix="SWEEP", defaults={"legal_name": "Sweep"}
    )
    document = TaxDocument.objects.create(
        entity=entity,
        kind=DocumentKind.INVOICE,
        series="SWEEP-INV",
        sequence=organisation.pk,
        number=f"SWEEP-INV-{organisation.pk}",
        key=f"sale:{charge.public_id}",
        issued_at=now,
        issued_on=now.date(),
        supplied_on=now.date(),
        excl=ONE,
        vat=0,
        incl=ONE,
        data={"kind": "invoice"},
        sha256="0" * 64,
        charge=charge,
        retain_until=now.date() + timedelta(days=5 * 366),
    )
    DocumentDelivery.objects.create(document=document)
    WaitingDocument.objects.create(
        key="sweep", charge=charge, supplied_on=now.date(), created_at=now, issued_at=now
    )


def _usage() -> None:
    now = timezone.now()
    UsageEvent.objects.create(event_id="sweep", metric="pricing.runs", occurred_at=now, received_at=now)
    UsageTotal.objects.create(metric="pricing.runs", period_start=now, quantity=1)
    UsageCap.objects.create(metric="pricing.runs", quantity=100)
    ValueOverride.objects.create(
        feature="pricing.runs", value=100, reason="test", until=now + timedelta(days=1)
    )
