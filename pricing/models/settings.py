"""An organisation's guard rails."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel


class PricingSettings(TenantModel):
    """An organisation's guard rails, in per cent; no row means the defaults.

    Erasure rule: deleted with the organisation.
    """

    min_margin = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("5.00"))
    max_change = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("20.00"))
    endings = models.CharField(max_length=60, default="99,49")
    caution = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.50"))
    cooldown_days = models.PositiveSmallIntegerField(
        default=14, help_text=_("Days between two accepted changes of one product.")
    )
    stock_days = models.PositiveSmallIntegerField(
        default=7, help_text=_("A product whose stock lasts fewer days is told as running low; 0 for never.")
    )
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pricing settings")
        verbose_name_plural = _("pricing settings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="pricing_settings_one"),
            models.CheckConstraint(
                condition=models.Q(min_margin__gte=0, min_margin__lt=100), name="pricing_settings_margin"
            ),
            models.CheckConstraint(
                condition=models.Q(max_change__gt=0, max_change__lte=100), name="pricing_settings_change"
            ),
            models.CheckConstraint(
                condition=models.Q(caution__gte=0, caution__lte=2), name="pricing_settings_caution"
            ),
        ]

    def __str__(self) -> str:
        return f"Guard rails ({self.min_margin} % margin, {self.max_change} % step)"
