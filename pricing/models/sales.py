"""Sales as they were imported: one narrow row a line, a day or a week of one product.

These tables take a million rows per file through COPY, so they carry no surrogate key, one index and no
foreign-key triggers (each trigger a row cost more than everything else together: docs/pricing-imports.md).
What the triggers would guard is guarded by the policies (a row names the active organisation) and by
`pricing.imports.loading`: its product keys are this organisation's, and products and imports that still have
rows are never deleted.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from pricing.terms import Grain
from synthai.core.models import TenantModel, TenantQuerySet
from synthai.core.tenancy import active_organisation_id


class SalesRowQuerySet(TenantQuerySet["SalesRow"]):
    """Filters of sales."""

    def of_product(self, product_id: int) -> "SalesRowQuerySet":
        """One product's sales, oldest first."""
        return self.filter(product_id=product_id).order_by("sold_on", "line_key")

    def of_import(self, import_id: int) -> "SalesRowQuerySet":
        """Those that an import added or changed last."""
        return self.filter(source_id=import_id)


class _Figures(models.Model):
    """What a sales row says, shared by the row and its former self."""

    grain = models.SmallIntegerField(_("counts"), choices=Grain)
    units = models.DecimalField(_("units"), max_digits=14, decimal_places=4)
    unit_price = models.DecimalField(_("unit price with VAT"), max_digits=14, decimal_places=4)
    promo = models.FloatField(_("promotion"), null=True, blank=True)
    competitor_price = models.DecimalField(
        _("competitor's price"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    stock = models.DecimalField(_("stock"), max_digits=14, decimal_places=4, null=True, blank=True)
    extra = models.JSONField(_("further drivers"), null=True, blank=True)

    class Meta:
        abstract = True


def _owner() -> "models.ForeignKey[Any, Any]":
    """The organisation of TenantModel, without the trigger."""
    return models.ForeignKey(
        settings.ORGANISATION_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        editable=False,
        default=active_organisation_id,
    )


class SalesRow(TenantModel, _Figures):
    """Units of one product sold at one price. `units` below zero are a refund.

    `line_key` tells rows of the same product and day apart: a hash of the receipt and its line where the file
    has them, else the row's place among equals in the file. With organisation, product and day it is the
    natural key, so the same file imported again finds the same rows.
    `unit_price` and `competitor_price` are rand and include VAT. `promo` is the share of the sales under
    promotion, 0 to 1. Erasure rule: deleted with the organisation.
    """

    pk = models.CompositePrimaryKey("organisation_id", "product_id", "sold_on", "line_key")
    organisation = _owner()
    product = models.ForeignKey(
        "pricing.Product", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    sold_on = models.DateField(_("sold on"))
    line_key = models.BigIntegerField()
    source = models.ForeignKey(
        "pricing.Import", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    objects: ClassVar[SalesRowQuerySet] = SalesRowQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("sales row")
        verbose_name_plural = _("sales rows")

    def __str__(self) -> str:
        return f"{self.units} × {self.unit_price} on {self.sold_on}"

    @property
    def revenue(self) -> Decimal:
        """Rand with VAT, not rounded."""
        return self.units * self.unit_price


class ReplacedSalesRow(TenantModel, _Figures):
    """What a sales row said before an import changed it: read by the undo of that import, then deleted.

    Erasure rule: deleted with the organisation.
    """

    pk = models.CompositePrimaryKey("organisation_id", "replaced_by_id", "product_id", "sold_on", "line_key")
    organisation = _owner()
    replaced_by = models.ForeignKey(
        "pricing.Import", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    product = models.ForeignKey(
        "pricing.Product", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    sold_on = models.DateField()
    line_key = models.BigIntegerField()
    source = models.ForeignKey(
        "pricing.Import", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = _("replaced sales row")
        verbose_name_plural = _("replaced sales rows")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "source"], name="pricing_replaced_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.units} × {self.unit_price} on {self.sold_on}, since replaced"
