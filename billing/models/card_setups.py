"""A card on its way to be kept without a charge to pay."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.methods import PaymentMethod
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class SetupState(models.TextChoices):
    """Where it stands. As with payments, only the gateway's own word keeps a card."""

    STARTED = "started", _("At the gateway")
    KEPT = "kept", _("Kept")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Not finished")


class GiveBack(models.TextChoices):
    """What became of the small amount that some gateways take to see whether a card works."""

    NONE = "none", _("Nothing was taken")
    DUE = "due", _("To be given back")
    SENT = "sent", _("On its way back")
    DONE = "done", _("Given back")
    FAILED = "failed", _("Could not be given back")


class CardSetupQuerySet(TenantQuerySet["CardSetup"]):
    def to_work(self, *, now: datetime) -> "CardSetupQuerySet":
        """Those whose gateway is to be asked, or is to give the small amount back, now."""
        return self.filter(ask_at__lte=now)


class CardSetup(TenantModel):
    """One try to keep a card. Erasure rule: deleted with the organisation.

    `amount` is nothing, or what the gateway takes and gives back. `ask_at` is when the gateway is spoken to again.
    """

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    gateway = models.CharField(max_length=16)
    gateway_id = models.CharField(max_length=120, blank=True)
    gateway_reference = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=7, choices=SetupState, default=SetupState.STARTED)
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(0))
    currency = models.CharField(max_length=3, default="ZAR")
    give_back = models.CharField(max_length=6, choices=GiveBack, default=GiveBack.NONE)
    method: TenantForeignKey[PaymentMethod | None, PaymentMethod | None] = TenantForeignKey(
        PaymentMethod, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    failure = models.CharField(max_length=300, blank=True)
    by_label = models.CharField(_("by"), max_length=254)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[CardSetupQuerySet] = CardSetupQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("card to be kept")
        verbose_name_plural = _("cards to be kept")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="billing_setup_not_negative")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at"], name="billing_setup_newest"),
            models.Index(
                fields=["ask_at"], condition=models.Q(ask_at__isnull=False), name="billing_setup_to_work"
            ),
        ]

    def __str__(self) -> str:
        return f"Card {self.reference} ({self.state})"
