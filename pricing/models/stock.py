"""Products that run low, as their people were told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantForeignKey, TenantModel


class StockAlert(TenantModel):
    """A product runs low, and that was told: the row lasts until its stock was filled up again.

    `left` is what was left when it was told, `days` how long that would last, `told_by` the import after which it was told.
    Erasure rule: deleted with the product.
    """

    product = TenantForeignKey("pricing.Product", on_delete=models.CASCADE, related_name="+")
    left = models.DecimalField(_("left"), max_digits=14, decimal_places=4)
    days = models.DecimalField(_("days"), max_digits=8, decimal_places=1)
    told_by = models.CharField(max_length=40)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stock alert")
        verbose_name_plural = _("stock alerts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "product"], name="pricing_stockalert_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.left} left"
