"""What an organisation owes us: one charge a period, upgrade or item. The tax invoice is made from it later."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.entities import BillingEntity
from billing.models.subscriptions import Subscription, SubscriptionState
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet
from synthai.core.money import Money


class ChargeState(models.TextChoices):
    """Where a charge stands."""

    OPEN = "open", _("To be paid")
    PAID = "paid", _("Paid")
    VOID = "void", _("Cancelled")
    GIVEN_UP = "given_up", _("Not paid")


class ChargeReason(models.TextChoices):
    """Why something is owed."""

    FIRST = "first", _("First period")
    RENEWAL = "renewal", _("Renewal")
    CHANGE = "change", _("Change of plan or seats")
    ITEM = "item", _("One-off item")


def charges_of(entity: BillingEntity | None, *, through: str = "") -> models.Q:
    """Charges of who sells, all without one; those from before there were entities are the default one's.

    `through` is the way to the charge, "charge__".
    """
    if entity is None:
        return models.Q()
    own = models.Q(**{f"{through}entity": entity})
    return own | models.Q(**{f"{through}entity__isnull": True}) if entity.is_default else own


class ChargeQuerySet(TenantQuerySet["Charge"]):
    def open(self) -> "ChargeQuerySet":
        return self.filter(state=ChargeState.OPEN)

    def overdue(self, *, now: datetime) -> "ChargeQuerySet":
        """Open, and its day to be paid has come."""
        return self.open().filter(next_try_at__lte=now, collected_by="")

    def newest_first(self) -> "ChargeQuerySet":
        return self.order_by("-created_at", "-id")


class Charge(TenantModel):
    """Erasure rule: deleted with the organisation, after what was paid went to RetainedPayment.

    `lines` are as `billing.engine.quotes.Line` writes them. All amounts include VAT; `vat_amount` is the part of
    `taxed` that is VAT, at `vat_percent` of the day: credit is a means to pay. `reference` is what people call it: unique,
    letters and digits.
    `key` makes it once: "<subscription>:renewal:<period start>". `total` never changes; `from_credit` and `from_payments`
    are what of it came since it was made, from credit and by payments.
    """

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=120)
    subscription: TenantForeignKey[Subscription | None, Subscription | None] = TenantForeignKey(
        Subscription, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entity = models.ForeignKey(
        BillingEntity, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=8, choices=ChargeReason)
    state = models.CharField(max_length=8, choices=ChargeState, default=ChargeState.OPEN)
    currency = models.CharField(max_length=3, default="ZAR")
    lines = models.JSONField(default=list)
    subtotal = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    discount_name = models.CharField(max_length=80, blank=True)  # the coupon's, as it was then
    credit = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    total = models.DecimalField(max_digits=12, decimal_places=2)
    from_credit = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    from_payments = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    vat_percent = models.DecimalField(max_digits=5, decimal_places=2)
    vat_amount = models.DecimalField(max_digits=12, decimal_places=2)
    period_start = models.DateTimeField(null=True, blank=True)
    period_end = models.DateTimeField(null=True, blank=True)
    # What becomes true once it is paid: {"price": …, "quantity": …}, as services.changes writes it.
    effect = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    # The gateway that collects it by its own schedule; we ask nobody for it, or it would be paid twice.
    collected_by = models.CharField(max_length=16, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[ChargeQuerySet] = ChargeQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_charge_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "key"], name="billing_charge_key"),
            models.CheckConstraint(
                condition=models.Q(total__gte=0, subtotal__gte=0, discount__gte=0, credit__gte=0),
                name="billing_charge_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(total=models.F("subtotal") - models.F("discount") - models.F("credit")),
                name="billing_charge_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(collected_by="") | models.Q(next_try_at__isnull=True),
                name="billing_charge_collected_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    from_credit__gte=0,
                    from_payments__gte=0,
                    total__gte=models.F("from_credit") + models.F("from_payments"),
                ),
                name="billing_charge_not_overpaid",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="billing_charge_newest"),
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="open"), name="billing_charge_to_try"
            ),
        ]

    def __str__(self) -> str:
        return f"Charge {self.reference} ({self.state})"

    @property
    def money(self) -> Money:
        return Money(self.total, self.currency)

    @property
    def taxed(self) -> Decimal:
        """What it costs, however it is paid: VAT is in that."""
        return self.subtotal - self.discount

    @property
    def last_day(self) -> datetime | None:
        """The last moment of what it pays for, which is on the last day; None where it pays for no time."""
        return self.period_end - timedelta(seconds=1) if self.period_end else None

    @property
    def missing(self) -> Decimal:
        """What of the total has not come, owed or not."""
        return self.total - self.from_credit - self.from_payments

    @property
    def due(self) -> Decimal:
        """What is still to be paid."""
        return self.missing if self.is_open else Decimal(0)

    @property
    def due_money(self) -> Money:
        return Money(self.due, self.currency)

    @property
    def is_part_paid(self) -> bool:
        """Open, and a part has come."""
        return self.is_open and self.missing < self.total

    @property
    def is_wish(self) -> bool:
        """Asked for and not had yet, so nothing is owed for what there is."""
        return bool(self.effect.get("do") != "renew")

    @property
    def is_open(self) -> bool:
        return self.state == ChargeState.OPEN

    @property
    def overdue_since(self) -> datetime | None:
        """Since when the plan is overdue for what is owed here: the one day that is named then. Reads the subscription."""
        if not self.is_open or self.is_wish or self.subscription is None:
            return None
        is_late = self.subscription.state == SubscriptionState.PAST_DUE
        return self.subscription.past_due_since if is_late else None

    @property
    def is_payable(self) -> bool:
        """Whether it may be paid here: it is owed, and no gateway collects it by itself."""
        return self.is_open and not self.collected_by

    @property
    def may_be_called_off(self) -> bool:
        """Asked for and not had yet. One that was paid and is owed again ("renew") pays for what she has."""
        return self.is_open and self.is_wish and self.reason in (ChargeReason.CHANGE, ChargeReason.ITEM)
