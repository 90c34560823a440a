"""Every row lock of billing. Order: bank line, organisation's customer, subscription, charge, payment, refund, card setup, coupon or
voucher, usage total, prepaid pots; last of all a series of numbers, which everybody who issues waits for.
Of what an organisation sells itself: seller, sale, its payment, its refund, its coupon, its series.
"""

from datetime import datetime

from billing.models import (
    BankLine,
    BillingEntity,
    CardSetup,
    Charge,
    CheckedInvoice,
    Coupon,
    Customer,
    DocumentDelivery,
    NumberSeries,
    Payment,
    Plan,
    Refund,
    Sale,
    SalePayment,
    SaleRefund,
    Seller,
    SellerCoupon,
    SellerSeries,
    Subscription,
    UsageCap,
    UsageTotal,
    Voucher,
    WalletPot,
)
from synthai.core.errors import NotFound


def lock_customer(organisation_id: int | None) -> Customer:
    """The organisation's customer row, made when there is none; the lock under which it subscribes. Needs its tenant."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    found: Customer | None = rows.first()
    if found is None:
        Customer.objects.bulk_create([Customer(organisation_id=organisation_id)], ignore_conflicts=True)
        found = rows.get()
    return found


def lock_subscription(subscription_id: int) -> Subscription:
    """The subscription. Raises NotFound."""
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True)
    found = (
        rows.select_related("price__plan", "next_price__plan")
        .filter(pk=subscription_id)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def lock_live_subscription() -> Subscription | None:
    """The organisation's live subscription, if there is one."""
    rows = Subscription.objects.live().select_for_update(of=("self",), no_key=True)
    found: Subscription | None = rows.select_related("price__plan", "next_price__plan").order_by("pk").first()
    return found


def lock_charge(charge_id: int) -> Charge:
    """The charge. Raises NotFound."""
    found = (
        Charge.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=charge_id)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def lock_open_charges(subscription_id: int) -> list[Charge]:
    """What is open for a subscription, in key order."""
    rows = Charge.objects.open().select_for_update(of=("self",), no_key=True)
    return list(rows.filter(subscription_id=subscription_id).order_by("pk"))


def lock_payment(payment_id: int) -> Payment:
    """The payment. Raises NotFound."""
    rows = Payment.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=payment_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_refund(refund_id: int) -> Refund:
    """The refund. Raises NotFound."""
    found = (
        Refund.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=refund_id)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def lock_card_setup(setup_id: int) -> CardSetup:
    """A card on its way to be kept. Raises NotFound."""
    rows = CardSetup.objects.select_for_update(of=("self",), no_key=True)
    found: CardSetup | None = rows.filter(pk=setup_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_coupon(code: str) -> Coupon | None:
    """The coupon of a code (upper case), locked while its last use is judged; None when there is none."""
    return (
        Coupon.objects.select_for_update(of=("self",), no_key=True).filter(code=code).order_by("pk").first()
    )


def lock_usage_total(organisation_id: int, metric: str, period_start: datetime) -> UsageTotal:
    """The running sum of a metric in a period, made when there is none."""
    fresh = UsageTotal(organisation_id=organisation_id, metric=metric, period_start=period_start)
    UsageTotal.objects.bulk_create([fresh], ignore_conflicts=True)
    rows = UsageTotal.objects.select_for_update(of=("self",), no_key=True)
    found: UsageTotal = rows.filter(metric=metric, period_start=period_start).order_by("pk").get()
    return found


def lock_usage_cap(metric: str) -> UsageCap | None:
    """The customer's cap on a metric, if there is one. Lock the customer first: it guards making one."""
    rows = UsageCap.objects.select_for_update(of=("self",), no_key=True)
    found: UsageCap | None = rows.filter(metric=metric).order_by("pk").first()
    return found


def lock_plan(plan_id: int) -> Plan:
    """The plan, while it gets a new price version."""
    return Plan.objects.select_for_update(of=("self",), no_key=True).order_by("pk").get(pk=plan_id)


def lock_bank_line(public_id: str) -> BankLine:
    """The line of a bank statement, while it is confirmed or undone. Raises NotFound."""
    rows = BankLine.objects.select_for_update(of=("self",), no_key=True)
    found: BankLine | None = rows.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_series(entity_id: int, code: str, year: int) -> NumberSeries:
    """The series that the next number comes from: of that year, or of a later one that has begun. Made when there is none."""
    rows = NumberSeries.objects.select_for_update(of=("self",), no_key=True)
    mine = rows.filter(entity_id=entity_id, code=code, year__gte=year)
    found = mine.order_by("-year").first()
    if found is None:
        NumberSeries.objects.bulk_create(
            [NumberSeries(entity_id=entity_id, code=code, year=year)], ignore_conflicts=True
        )
        found = mine.order_by("-year").first()
    if found is None:
        raise NotFound
    return found


def lock_delivery(document_id: int) -> DocumentDelivery:
    """The delivery of a document. Raises NotFound."""
    rows = DocumentDelivery.objects.select_for_update(of=("self",), no_key=True)
    found: DocumentDelivery | None = rows.filter(document_id=document_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_entity(entity_id: int) -> BillingEntity:
    """The entity, while staff change it."""
    return BillingEntity.objects.select_for_update(of=("self",), no_key=True).order_by("pk").get(pk=entity_id)


def lock_voucher(code: str) -> Voucher | None:
    """The voucher of a code (upper case), locked while its last use is judged; None when there is none."""
    rows = Voucher.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(code=code).order_by("pk").first()


def lock_pots(feature: str, *, is_empty_too: bool = False) -> list[WalletPot]:
    """The pots of a feature with something left, in key order."""
    rows = WalletPot.objects.select_for_update(of=("self",), no_key=True).filter(feature=feature)
    return list((rows if is_empty_too else rows.filter(left__gt=0)).order_by("pk"))


def lock_checked(match: str) -> CheckedInvoice | None:
    """The supplier's invoice that was kept under that supplier and number, removed or not."""
    rows = CheckedInvoice.objects.select_for_update(of=("self",), no_key=True).filter(match=match)
    found: CheckedInvoice | None = rows.order_by("pk").first()
    return found


def lock_checked_row(public_id: str) -> CheckedInvoice:
    """The kept invoice, removed or not. Raises NotFound."""
    rows = CheckedInvoice.objects.select_for_update(of=("self",), no_key=True).filter(public_id=public_id)
    found: CheckedInvoice | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_seller() -> Seller | None:
    """The active organisation as a seller, if it said who it is."""
    rows = Seller.objects.select_for_update(of=("self",), no_key=True)
    return rows.order_by("pk").first()


def lock_sale(sale_id: int) -> Sale:
    """A sale. Raises NotFound."""
    rows = Sale.objects.select_for_update(of=("self",), no_key=True)
    found: Sale | None = rows.filter(pk=sale_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_sale_payment(payment_id: int) -> SalePayment:
    """A payment of a sale. Raises NotFound."""
    rows = SalePayment.objects.select_for_update(of=("self",), no_key=True)
    found: SalePayment | None = rows.filter(pk=payment_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_sale_refund(refund_id: int) -> SaleRefund:
    """A refund of a sale. Raises NotFound."""
    rows = SaleRefund.objects.select_for_update(of=("self",), no_key=True)
    found: SaleRefund | None = rows.filter(pk=refund_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_seller_coupon(code: str) -> SellerCoupon | None:
    """The seller's coupon of this code, so that its last use goes to one."""
    rows = SellerCoupon.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(code=code).order_by("pk").first()


def lock_seller_series(code: str) -> SellerSeries:
    """The series of one kind of the seller's documents, made when there is none. Needs the tenant."""
    SellerSeries.objects.bulk_create([SellerSeries(code=code)], ignore_conflicts=True)
    rows = SellerSeries.objects.select_for_update(of=("self",), no_key=True)
    found: SellerSeries = rows.filter(code=code).order_by("pk")[0]
    return found
