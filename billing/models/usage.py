"""What an organisation used: events that are counted once, and their sums by month."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel, TenantQuerySet


class UsageEvent(TenantModel):
    """One use of a metered feature. Never changed: a correction is an event of its own that names the first.

    `event_id` is the sender's and counts once. `subject` is what a unique count tells apart. A negative `quantity` only in
    a correction. Erasure rule: deleted with the organisation.
    """

    event_id = models.CharField(max_length=80)
    metric = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=18, decimal_places=6, default=1)
    subject = models.CharField(max_length=80, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    corrects = models.CharField(max_length=80, blank=True)

    objects: ClassVar[TenantQuerySet["UsageEvent"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("usage event")
        verbose_name_plural = _("usage events")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "event_id"], name="billing_usage_event_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "metric", "occurred_at"], name="billing_usage_in_time")
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.quantity}"


class UsageTotal(TenantModel):
    """The running sum of a metered feature in one period: what a limit is judged by, under its row lock.

    Erasure rule: deleted with the organisation.
    """

    metric = models.CharField(max_length=60)
    period_start = models.DateTimeField()
    quantity = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    # The part of the quantity that prepaid units paid for (services.wallets); the rest is the plan's.
    from_wallet = models.DecimalField(max_digits=18, decimal_places=6, default=0)
    told_percent = models.PositiveSmallIntegerField(default=0)  # the highest threshold people were told of

    objects: ClassVar[TenantQuerySet["UsageTotal"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("usage of a period")
        verbose_name_plural = _("usage by period")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "metric", "period_start"], name="billing_usage_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.quantity}"


class UsageCap(TenantModel):
    """A cap the customer set herself, below what the plan allows. Erasure rule: deleted with the organisation."""

    metric = models.CharField(_("of"), max_length=60)
    quantity = models.DecimalField(_("at most, a period"), max_digits=18, decimal_places=6)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[TenantQuerySet["UsageCap"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("cap")
        verbose_name_plural = _("caps")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "metric"], name="billing_cap_once")
        ]

    def __str__(self) -> str:
        return f"{self.metric} {self.quantity}"
