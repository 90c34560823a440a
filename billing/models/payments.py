"""Tries to pay a charge, and what was given back."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models import declines
from billing.models.charges import Charge, ChargeState
from billing.models.methods import PaymentMethod
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class PaymentState(models.TextChoices):
    """Where one try to pay stands. Only what the gateway itself says confirms it, never the browser."""

    CREATED = "created", _("Started")
    REDIRECTED = "redirected", _("At the gateway")
    SENDING = "sending", _("Being charged")
    PENDING = "pending", _("Waiting for the bank")
    CONFIRMED = "confirmed", _("Paid")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Not finished")


UNDECIDED = (PaymentState.CREATED, PaymentState.REDIRECTED, PaymentState.SENDING, PaymentState.PENDING)


MISMATCHED = "The gateway reports"  # how `failure` begins when another sum came than was asked for


PAYER_KEPT_FOR = timedelta(days=90)  # as long as a gateway's message


class PaymentQuerySet(TenantQuerySet["Payment"]):
    def undecided(self) -> "PaymentQuerySet":
        return self.filter(state__in=UNDECIDED)

    def being_charged(self) -> "PaymentQuerySet":
        """Charges to a kept card that may have taken the money and are not decided."""
        return self.filter(state__in=(PaymentState.SENDING, PaymentState.PENDING), method__isnull=False)

    def awaited_efts(self) -> "PaymentQuerySet":
        """EFTs that our bank's statement has not shown yet."""
        return self.filter(gateway="eft", state=PaymentState.PENDING)

    def mismatched(self) -> "PaymentQuerySet":
        """Those whose gateway reports another sum, and nobody has decided yet."""
        return self.undecided().filter(failure__startswith=MISMATCHED)

    def to_ask(self, *, now: datetime) -> "PaymentQuerySet":
        """Those whose gateway is to be asked what became of them."""
        return self.undecided().filter(ask_at__lte=now)

    def payer_to_forget(self, *, now: datetime) -> "PaymentQuerySet":
        """Those with a payer's address that has been kept long enough."""
        return self.exclude(payer_email="").filter(created_at__lte=now - PAYER_KEPT_FOR)


class Payment(TenantModel):
    """One try to pay one charge. Erasure rule: deleted with the organisation after RetainedPayment has it.

    `reference` is ours, given to the gateway, unique over all; `gateway_id` theirs, unique within the gateway.
    Once confirmed, `counted` is what of it paid the charge; the rest became credit.
    """

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    charge: TenantForeignKey[Charge, Charge] = TenantForeignKey(
        Charge, on_delete=models.PROTECT, related_name="+"
    )
    gateway = models.CharField(max_length=16)
    method: TenantForeignKey[PaymentMethod | None, PaymentMethod | None] = TenantForeignKey(
        PaymentMethod, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=PaymentState, default=PaymentState.CREATED)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="ZAR")
    gateway_id = models.CharField(max_length=120, blank=True)
    gateway_reference = models.CharField(max_length=255, blank=True)
    fee = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    counted = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    refunded = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    failure = models.CharField(max_length=300, blank=True)
    # Of who pays an EFT by link: until the receipt is sent, or PAYER_KEPT_FOR.
    payer_email = models.EmailField(blank=True, editable=False)
    # Whether who pays agreed that the card is kept: some gateways name it either way.
    keeps_method = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[PaymentQuerySet] = PaymentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_payment_tenant_id"),
            models.UniqueConstraint(
                fields=["gateway", "gateway_id"],
                condition=~models.Q(gateway_id=""),
                name="billing_payment_gateway_id",
            ),
            models.UniqueConstraint(
                fields=["organisation", "charge"],
                condition=models.Q(state="sending"),
                name="billing_payment_one_sending",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="billing_payment_positive"),
            models.CheckConstraint(
                condition=models.Q(refunded__gte=0, refunded__lte=models.F("amount")),
                name="billing_payment_refunded",
            ),
            models.CheckConstraint(
                condition=models.Q(counted__gte=0, counted__lte=models.F("amount")),
                name="billing_payment_counted",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "charge", "-created_at"], name="billing_payment_of_charge"),
            models.Index(fields=["organisation", "-created_at"], name="billing_payment_newest"),
            models.Index(
                fields=["ask_at"],
                condition=models.Q(state__in=["created", "redirected", "sending", "pending"]),
                name="billing_payment_to_ask",
            ),
            models.Index(
                fields=["created_at"], condition=~models.Q(payer_email=""), name="billing_payment_payer"
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.reference} ({self.state})"

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def is_being_charged(self) -> bool:
        """A kept card's, that may have taken the money and is not decided."""
        return self.method_id is not None and self.state in (PaymentState.SENDING, PaymentState.PENDING)

    @property
    def is_mismatched(self) -> bool:
        return self.is_undecided and self.failure.startswith(MISMATCHED)

    @property
    def was_declined(self) -> bool:
        """Undecided, but the gateway's last word was no: the customer may try again there."""
        return self.is_undecided and self.failure != "" and not self.is_mismatched

    @property
    def is_left(self) -> bool:
        """Begun and, as far as its gateway or our bank said, never finished, and its charge is paid or no longer owed. Asks its charge."""
        is_unfinished = (
            self.state == PaymentState.CREATED
            or (self.state == PaymentState.REDIRECTED and self.asked > 0)
            or (self.state == PaymentState.PENDING and self.gateway == "eft")
        )
        return is_unfinished and self.is_moot

    @property
    def is_moot(self) -> bool:
        """Nobody waits for it any more: undecided, and its charge is paid or no longer owed. Asks its charge."""
        return self.is_undecided and not self.is_being_charged and not self.charge.is_open

    @property
    def failure_said(self) -> str:
        """Why it failed, as a sentence."""
        return declines.said(self.failure)

    @property
    def standing(self) -> "_StrOrPromise":
        """Its state in a word, as customers read it. Asks its charge."""
        if self.is_moot:
            if self.charge.state == ChargeState.PAID:
                return _("Paid another way")
            return PaymentState.EXPIRED.label if self.is_left else _("No longer owed")
        if self.state == PaymentState.REDIRECTED and self.asked and not self.was_declined:
            return _("Not finished yet")
        return _("Declined") if self.was_declined else PaymentState(self.state).label

    @property
    def refundable(self) -> Decimal:
        """What can still be given back."""
        return self.amount - self.refunded if self.state == PaymentState.CONFIRMED else Decimal(0)


class RefundState(models.TextChoices):
    """Where a refund stands."""

    RESERVED = "reserved", _("Being sent")
    PENDING = "pending", _("On its way")
    DONE = "done", _("Given back")
    FAILED = "failed", _("Failed")


class RefundQuerySet(TenantQuerySet["Refund"]):
    def to_send(self, *, now: datetime) -> "RefundQuerySet":
        """Reserved, and not sent within ten minutes: the gateway was out of reach, or the process died."""
        return self.filter(state=RefundState.RESERVED, created_at__lte=now - timedelta(minutes=10))


class Refund(TenantModel):
    """Money given back. The amount is taken from `Payment.refunded` when reserved, and put back when it fails."""

    public_id = PublicIdField()
    payment: TenantForeignKey[Payment, Payment] = TenantForeignKey(
        Payment, on_delete=models.PROTECT, related_name="+"
    )
    request_key = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=RefundState, default=RefundState.RESERVED)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=255)
    gateway_id = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(max_length=254)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RefundQuerySet] = RefundQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "request_key"], name="billing_refund_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="billing_refund_positive"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "payment"], name="billing_refund_of_payment")
        ]

    def __str__(self) -> str:
        return f"Refund {self.public_id} ({self.state})"


class DisputeState(models.TextChoices):
    """Where a dispute stands."""

    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Dispute(TenantModel):
    """A customer's bank asks for the money back. Erasure rule: deleted with the organisation."""

    public_id = PublicIdField()
    payment: TenantForeignKey[Payment, Payment] = TenantForeignKey(
        Payment, on_delete=models.PROTECT, related_name="+"
    )
    gateway_id = models.CharField(max_length=120)
    state = models.CharField(max_length=4, choices=DisputeState, default=DisputeState.OPEN)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["Dispute"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "payment", "gateway_id"], name="billing_dispute_once"
            )
        ]

    def __str__(self) -> str:
        return f"Dispute {self.public_id} ({self.state})"
