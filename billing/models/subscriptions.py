"""What an organisation has subscribed to, and where that stands."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.catalogue import Price
from billing.models.moves import PriceMove
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class SubscriptionState(models.TextChoices):
    """Where a subscription stands."""

    INCOMPLETE = "incomplete", _("Waiting for the first payment")
    TRIALING = "trialing", _("On trial")
    ACTIVE = "active", _("Active")
    PAST_DUE = "past_due", _("Payment overdue")
    PAUSED = "paused", _("Paused")
    CANCELLED = "cancelled", _("Cancelled")


LIVE_STATES = (
    SubscriptionState.TRIALING,
    SubscriptionState.ACTIVE,
    SubscriptionState.PAST_DUE,
    SubscriptionState.PAUSED,
)


class Access(models.TextChoices):
    """How much of the plan holds while a payment is overdue."""

    FULL = "full", _("Everything")
    NARROWED = "narrowed", _("Metered things wait")
    FREE = "free", _("The free plan holds")


class SubscriptionQuerySet(TenantQuerySet["Subscription"]):
    def live(self) -> "SubscriptionQuerySet":
        """Neither over nor still waiting for its first payment."""
        return self.filter(state__in=LIVE_STATES)

    def due(self, *, now: datetime) -> "SubscriptionQuerySet":
        """Something is to be done: a period or trial is over, a pause ends, a payment is late."""
        return self.filter(next_step_at__lte=now).exclude(state=SubscriptionState.CANCELLED)

    def to_move(self, *, now: datetime) -> "SubscriptionQuerySet":
        """Those that pay a price which everybody moves away from, and that plan nothing else."""
        olds = PriceMove.objects.open().filter(created_at__lte=now).values("old")
        return self.live().filter(price__in=olds, next_price__isnull=True, cancel_at_end=False)


class Subscription(TenantModel):
    """One plan of one organisation. Erasure rule: deleted with the organisation; amounts paid are kept apart.

    `anchor_day` is the day of the month periods start on (31 in a short month: its last day). `next_step_at` is when the
    cycle has to look at it again; everything it then does follows from the row and that instant.
    """

    public_id = PublicIdField()
    state = models.CharField(max_length=10, choices=SubscriptionState, default=SubscriptionState.INCOMPLETE)
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("seats"), default=1)
    is_calendar_cycle = models.BooleanField(_("starts on the first of the month"), default=False)
    anchor_day = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField(null=True, blank=True)
    trial_ends_at = models.DateTimeField(null=True, blank=True)
    period_start = models.DateTimeField(null=True, blank=True)
    period_end = models.DateTimeField(null=True, blank=True)
    next_step_at = models.DateTimeField(null=True, blank=True)
    past_due_since = models.DateTimeField(null=True, blank=True)
    access = models.CharField(max_length=8, choices=Access, default=Access.FULL)
    paused_at = models.DateTimeField(null=True, blank=True)
    resumes_at = models.DateTimeField(null=True, blank=True)
    cancel_at_end = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    # What changes with the next period: a downgrade, fewer seats, a new price version.
    next_price = models.ForeignKey(Price, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    next_quantity = models.PositiveIntegerField(null=True, blank=True)
    # Set when we announced the new price (services.price_moves): no period that begins before this instant pays it.
    next_price_from = models.DateTimeField(null=True, blank=True)
    # Add-ons from then on, [[price key, quantity], …]; None: as they are.
    next_extras = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[SubscriptionQuerySet] = SubscriptionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_subscription_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=~models.Q(state__in=["cancelled", "incomplete"]),
                name="billing_subscription_one_live",
            ),
            models.CheckConstraint(
                condition=models.Q(anchor_day__gte=1, anchor_day__lte=31), name="billing_subscription_anchor"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at"], name="billing_subscription_newest"),
            models.Index(
                fields=["next_step_at"],
                condition=~models.Q(state="cancelled"),
                name="billing_subscription_due",
            ),
        ]

    def __str__(self) -> str:
        return f"Subscription {self.public_id} ({self.state})"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES

    @property
    def is_move_announced(self) -> bool:
        """Whether `next_price` is a new version that we announced, not a wish of the customer's."""
        return self.next_price_from is not None

    @property
    def has_own_plans(self) -> bool:
        """Whether the customer planned a change for the next period."""
        return (self.next_quantity, self.next_extras) != (None, None) or (
            self.next_price_id is not None and not self.is_move_announced
        )

    def price_at(self, instant: datetime) -> Price:
        """What a period costs that begins then."""
        too_early = self.next_price_from is not None and instant < self.next_price_from
        return self.price if too_early else (self.next_price or self.price)

    @property
    def gives_plan(self) -> bool:
        """Whether the plan's values hold now; a paused, long unpaid or ended one falls back to the free plan."""
        return self.access != Access.FREE and self.state in (
            SubscriptionState.TRIALING,
            SubscriptionState.ACTIVE,
            SubscriptionState.PAST_DUE,
        )


class SubscriptionExtra(TenantModel):
    """An add-on of a subscription. Erasure rule: deleted with the organisation."""

    subscription: TenantForeignKey[Subscription, Subscription] = TenantForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="+"
    )
    price = models.ForeignKey(Price, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1)

    objects: ClassVar[TenantQuerySet["SubscriptionExtra"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("add-on")
        verbose_name_plural = _("add-ons")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "subscription", "price"], name="billing_extra_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.price_id}"
