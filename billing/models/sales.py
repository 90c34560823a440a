"""What organisations sold to the public in their own name: each order with its payments, refunds, papers and messages."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.sellers import SellerCoupon
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

BODY_KEPT = timedelta(days=90)
UNPAID_KEPT = timedelta(days=30)
REFUND_ASKED = timedelta(days=45)


class SaleState(models.TextChoices):
    """Where a sale stands."""

    OPEN = "open", _("To be paid")
    PAID = "paid", _("Paid")
    VOID = "void", _("Not paid in time")
    RETURNED = "returned", _("Paid back")


class SaleQuerySet(TenantQuerySet["Sale"]):
    def outdated(self, *, now: datetime) -> "SaleQuerySet":
        """Open, and no longer held for who began it."""
        return self.filter(state=SaleState.OPEN, held_until__lte=now)

    def to_forget(self, *, now: datetime) -> "SaleQuerySet":
        """Never paid, and 30 days old: nobody needs the buyer's particulars any more."""
        rows = self.filter(state=SaleState.VOID, created_at__lte=now - UNPAID_KEPT)
        return rows.exclude(buyer_email="")

    def of_money(self) -> "SaleQuerySet":
        """Those that were paid, paid back ones among them."""
        return self.filter(state__in=(SaleState.PAID, SaleState.RETURNED))


class Sale(TenantModel):
    """One thing sold once to one buyer. Prices include VAT when the seller is a vendor on that day; `vat` is what of `total` is VAT.

    `key` makes it once. `continue_path` is the page of who sold it. Erasure rule: deleted with the organisation, which has its own
    duty to keep records and takes them along first; particulars of a buyer who never paid are emptied after 30 days.
    """

    public_id = PublicIdField()
    reference = models.CharField(max_length=16)
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    item = models.CharField(max_length=16)
    title = models.CharField(max_length=160)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=12, decimal_places=2)
    vat = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    currency = models.CharField(max_length=3, default="ZAR")
    coupon: TenantForeignKey[SellerCoupon | None, SellerCoupon | None] = TenantForeignKey(
        SellerCoupon, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    coupon_code = models.CharField(max_length=30, blank=True)
    buyer_name = models.CharField(max_length=160, blank=True)
    buyer_email = models.EmailField(blank=True)
    buyer_phone = models.CharField(max_length=30, blank=True)
    buyer_address = models.TextField(max_length=400, blank=True)
    buyer_vat_number = models.CharField(max_length=10, blank=True)
    continue_path = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=SaleState, default=SaleState.OPEN)
    created_at = models.DateTimeField()
    held_until = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[SaleQuerySet] = SaleQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_sale_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "key"], name="billing_sale_key"),
            models.UniqueConstraint(fields=["organisation", "reference"], name="billing_sale_reference"),
            models.CheckConstraint(
                condition=models.Q(
                    total=models.F("price") - models.F("discount"), discount__gte=0, total__gte=0
                ),
                name="billing_sale_adds_up",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["paid", "returned"]) | models.Q(paid_at__isnull=False),
                name="billing_sale_paid_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="billing_sale_newest"),
            models.Index(
                fields=["held_until"], condition=models.Q(state="open"), name="billing_sale_to_drop"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.state})"

    @property
    def net(self) -> Decimal:
        """What is the seller's own: without VAT."""
        return self.total - self.vat


class SalePaymentState(models.TextChoices):
    """Where one try to pay a sale stands."""

    CREATED = "created", _("Started")
    REDIRECTED = "redirected", _("At the gateway")
    CONFIRMED = "confirmed", _("Paid")
    FAILED = "failed", _("Failed")
    MISMATCHED = "mismatched", _("Another amount came")


class SalePaymentQuerySet(TenantQuerySet["SalePayment"]):
    def undecided(self) -> "SalePaymentQuerySet":
        """Nobody knows yet what becomes of them."""
        return self.filter(state__in=(SalePaymentState.CREATED, SalePaymentState.REDIRECTED))

    def to_ask(self, *, now: datetime) -> "SalePaymentQuerySet":
        """Undecided, and its gateway is to be asked."""
        return self.undecided().filter(ask_at__lte=now)

    def that_pay(self, sale: Sale) -> "SalePaymentQuerySet":
        """The confirmed ones of a sale without those that came a second time, which go back whatever becomes of the sale."""
        second = SaleRefund.objects.filter(payment__sale=sale, ends_sale=False)
        rows = self.filter(sale=sale, state=SalePaymentState.CONFIRMED)
        return rows.exclude(pk__in=second.values("payment_id"))


class SalePayment(TenantModel):
    """One try to pay a sale at the seller's own gateway account. Erasure rule: deleted with the organisation."""

    reference = models.CharField(max_length=16)
    sale: TenantForeignKey[Sale, Sale] = TenantForeignKey(Sale, on_delete=models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=16)
    state = models.CharField(max_length=10, choices=SalePaymentState, default=SalePaymentState.CREATED)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    fee = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    gateway_id = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[SalePaymentQuerySet] = SalePaymentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("payment of a sale")
        verbose_name_plural = _("payments of sales")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_salepayment_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "reference"], name="billing_salepayment_reference"
            ),
            models.UniqueConstraint(
                fields=["organisation", "gateway", "gateway_id"],
                condition=~models.Q(gateway_id=""),
                name="billing_salepayment_gateway_id",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="billing_salepayment_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "sale"], name="billing_salepayment_of_sale"),
            models.Index(
                fields=["ask_at"],
                condition=models.Q(state__in=["created", "redirected"]),
                name="billing_salepayment_to_ask",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} ({self.state})"


class SaleRefundState(models.TextChoices):
    """Where money that goes back stands."""

    RESERVED = "reserved", _("Being sent")
    ACCEPTED = "accepted", _("On its way")
    DONE = "done", _("Paid back")
    FAILED = "failed", _("Failed")


class SaleRefundQuerySet(TenantQuerySet["SaleRefund"]):
    def to_send(self, *, now: datetime) -> "SaleRefundQuerySet":
        """Reserved, and not out within ten minutes."""
        return self.filter(state=SaleRefundState.RESERVED, created_at__lte=now - timedelta(minutes=10))

    def to_ask(self, *, now: datetime) -> "SaleRefundQuerySet":
        """On their way for an hour, and not for longer than a gateway could still say something new."""
        rows = self.filter(state=SaleRefundState.ACCEPTED, created_at__lte=now - timedelta(hours=1))
        return rows.filter(created_at__gt=now - REFUND_ASKED)


class SaleRefund(TenantModel):
    """A payment that goes back whole, once. Erasure rule: deleted with the organisation.

    `ends_sale` is false for money that came a second time: the sale stays paid. `is_by_hand`: the seller paid it back by EFT.
    """

    payment: TenantForeignKey[SalePayment, SalePayment] = TenantForeignKey(
        SalePayment, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=8, choices=SaleRefundState, default=SaleRefundState.RESERVED)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=255)
    ends_sale = models.BooleanField(default=True)
    is_by_hand = models.BooleanField(default=False)
    gateway_id = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SaleRefundQuerySet] = SaleRefundQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("refund of a sale")
        verbose_name_plural = _("refunds of sales")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "payment"], name="billing_salerefund_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="billing_salerefund_positive"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], condition=models.Q(state="reserved"), name="billing_salerefund_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.amount} ({self.state})"


class SaleDocument(TenantModel):
    """What the seller issued: invoice, tax invoice or credit note. Append-only: a trigger refuses every change.

    `data` is an `engine.invoicing.shapes.Document`, `path` its PDF. Erasure rule: deleted with the organisation alone.
    """

    public_id = PublicIdField()
    sale: TenantForeignKey[Sale, Sale] = TenantForeignKey(Sale, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    series = models.CharField(max_length=16)
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    excl = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    incl = models.DecimalField(max_digits=14, decimal_places=2)
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)

    objects: ClassVar[TenantQuerySet["SaleDocument"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("document of a sale")
        verbose_name_plural = _("documents of sales")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="billing_saledocument_key"),
            models.UniqueConstraint(fields=["organisation", "number"], name="billing_saledocument_number"),
            models.CheckConstraint(
                condition=models.Q(incl=models.F("excl") + models.F("vat"), incl__gt=0),
                name="billing_saledocument_adds_up",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "sale"], name="billing_saledocument_of_sale")
        ]

    def __str__(self) -> str:
        return self.number


class SaleMessageQuerySet(TenantQuerySet["SaleMessage"]):
    def waiting(self, *, now: datetime) -> "SaleMessageQuerySet":
        """Not understood yet, and its next try has come."""
        return self.filter(next_try_at__lte=now)

    def to_empty(self, *, now: datetime) -> "SaleMessageQuerySet":
        """With a body older than we keep them: it holds personal data."""
        return self.filter(received_at__lte=now - BODY_KEPT, is_emptied=False)


class SaleMessage(TenantModel):
    """A genuine message of a gateway about a seller's account, once. Erasure rule: deleted with the organisation.

    `next_try_at` is empty once it is understood. The body is emptied after 90 days.
    """

    gateway = models.CharField(max_length=16)
    dedupe_key = models.CharField(max_length=130)
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    source_ip = models.CharField(max_length=45, blank=True)
    received_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    is_emptied = models.BooleanField(default=False)

    objects: ClassVar[SaleMessageQuerySet] = SaleMessageQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("message about a sale")
        verbose_name_plural = _("messages about sales")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "gateway", "dedupe_key"], name="billing_salemessage_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(next_try_at__isnull=False),
                name="billing_salemessage_waiting",
            ),
            models.Index(
                fields=["received_at"],
                condition=models.Q(is_emptied=False),
                name="billing_salemessage_to_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.dedupe_key[:20]}"
