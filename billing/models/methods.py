"""Ways to charge an organisation again. No card number is ever here: a gateway's token, sealed."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core import crypto
from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet

PURPOSE = "billing.method"
UNDO_WITHIN = timedelta(minutes=10)


class MethodState(models.TextChoices):
    """Whether it can be charged."""

    ACTIVE = "active", _("In use")
    ATTENTION = "attention", _("Needs your attention")
    ENDED = "ended", _("Removed")


class MethodQuerySet(TenantQuerySet["PaymentMethod"]):
    def expiring_untold(self, *, now: datetime) -> "MethodQuerySet":
        """Cards whose last month is this one, the next, or over, and nobody was told."""
        last = now.year * 12 + now.month + 1
        month = models.F("expires_year") * 12 + models.F("expires_month")
        rows = self.filter(state=MethodState.ACTIVE, expiry_told_at__isnull=True, expires_year__isnull=False)
        return rows.annotate(last_month=month).filter(last_month__lte=last)

    def to_forget(self, *, now: datetime) -> "MethodQuerySet":
        """Removed here, and the gateway is to be told now: the time to take it back is over."""
        return self.filter(state=MethodState.ENDED, forget_at__lte=now)


class PaymentMethod(TenantModel):
    """Erasure rule: the gateway is told to forget it, then deleted with the organisation.

    One that was removed keeps its sealed token until `forget_at`, when the gateway is told; until then it can be taken back.
    """

    public_id = PublicIdField()
    gateway = models.CharField(max_length=16)
    sealed_token = models.TextField()
    token_hash = models.CharField(max_length=64)  # SHA-256 under our key: finds the method a message names
    email = models.EmailField(
        blank=True
    )  # whose it is at the gateway: Paystack charges it for this address only
    kind = models.CharField(max_length=16, default="card")
    brand = models.CharField(max_length=30, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    expires_year = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_month = models.PositiveSmallIntegerField(null=True, blank=True)
    is_scheduled_by_gateway = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=MethodState, default=MethodState.ACTIVE)
    expiry_told_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    forget_at = models.DateTimeField(null=True, blank=True)
    was_default = models.BooleanField(default=False)  # when it was removed

    objects: ClassVar[MethodQuerySet] = MethodQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("payment method")
        verbose_name_plural = _("payment methods")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_method_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "gateway", "token_hash"], name="billing_method_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["gateway", "token_hash"], name="billing_method_token"),
            models.Index(
                fields=["forget_at"],
                condition=models.Q(forget_at__isnull=False),
                name="billing_method_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.brand} {self.last4}".strip()

    @property
    def token(self) -> str:
        """The gateway's token. Raises crypto.Undecryptable."""
        return crypto.decrypt(self.sealed_token, purpose=PURPOSE)

    def is_expired(self, *, on: date) -> bool:
        """Whether the card's month is over on that day (South African date)."""
        if not self.expires_year or not self.expires_month:
            return False
        return (self.expires_year, self.expires_month) < (on.year, on.month)

    def can_be_taken_back(self, *, at: datetime) -> bool:
        """Whether it was removed here, and the gateway has not been told yet."""
        return bool(
            self.forget_at and self.removed_at and at < self.forget_at <= self.removed_at + UNDO_WITHIN
        )
