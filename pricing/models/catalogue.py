"""What a shop sells: categories, products and what each product cost from when."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pricing.terms import CATEGORY_LENGTH, NAME_LENGTH, SKU_LENGTH, STANDARD_RATE, VatTreatment
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

CENT = Decimal("0.01")


class Category(TenantModel):
    """A group of products that behave alike. Erasure rule: deleted with the organisation."""

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=CATEGORY_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="pricing_category_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="pricing_category_named"),
        ]

    def __str__(self) -> str:
        return self.name


class ProductQuerySet(TenantQuerySet["Product"]):
    """Filters of products."""

    def on_sale(self) -> "ProductQuerySet":
        """Those not put away."""
        return self.filter(archived_at__isnull=True)

    def samples(self) -> "ProductQuerySet":
        """Those that came with the sample data."""
        return self.filter(is_sample=True)

    def matching(self, words: str) -> "ProductQuerySet":
        """Those whose code or name holds the words, capitals ignored."""
        if not (words := words.strip()):
            return self
        return self.filter(models.Q(name__icontains=words) | models.Q(sku__icontains=words))


class Product(TenantModel):
    """One thing with one price on the shelf.

    `sku` tells capitals apart: "ab1" and "AB1" are two products. `current_price`, `floor_price` and
    `ceiling_price` are rand and include VAT. Costs are `ProductCost`.
    Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    sku = models.CharField(_("code"), max_length=SKU_LENGTH)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    category = TenantForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("category"),
    )
    current_price = models.DecimalField(
        _("price"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(CENT)],
    )
    price_as_of = models.DateField(_("price as of"), null=True, blank=True)
    vat = models.CharField(_("VAT"), max_length=10, choices=VatTreatment, default=VatTreatment.STANDARD)
    floor_price = models.DecimalField(
        _("lowest price"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(CENT)],
    )
    ceiling_price = models.DecimalField(
        _("highest price"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(CENT)],
    )
    is_sample = models.BooleanField(_("sample data"), default=False)
    archived_at = models.DateTimeField(_("put away at"), null=True, blank=True)
    source = TenantForeignKey(
        "pricing.Import",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("created by import"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[ProductQuerySet] = ProductQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "sku"], name="pricing_product_sku_once"),
            models.CheckConstraint(condition=~models.Q(sku=""), name="pricing_product_sku_given"),
            models.CheckConstraint(
                condition=models.Q(current_price__isnull=True) | models.Q(current_price__gt=0),
                name="pricing_product_price_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(floor_price__isnull=True) | models.Q(floor_price__gt=0),
                name="pricing_product_floor_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(floor_price__isnull=True)
                | models.Q(ceiling_price__isnull=True)
                | models.Q(floor_price__lte=models.F("ceiling_price")),
                name="pricing_product_floor_below_ceiling",
            ),
        ]
        indexes: ClassVar = [
            models.Index("organisation", "name", "id", name="pricing_product_by_name"),
            models.Index("organisation", "category", "name", "id", name="pricing_product_by_category"),
            models.Index("organisation", Upper("sku"), name="pricing_product_sku_upper"),
            models.Index("organisation", condition=models.Q(is_sample=True), name="pricing_product_samples"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        """Put away: kept for its history, left out of runs."""
        return self.archived_at is not None

    @property
    def vat_rate(self) -> Decimal:
        """The share of VAT on top of the price without VAT: 0.15 or 0."""
        return STANDARD_RATE if self.vat == VatTreatment.STANDARD else Decimal(0)


class ProductCostQuerySet(TenantQuerySet["ProductCost"]):
    """Filters of costs."""

    def known_on(self, day: date) -> "ProductCostQuerySet":
        """Each product's cost in force on a day, one row a product."""
        return self.filter(from_on__lte=day).order_by("product_id", "-from_on").distinct("product_id")


class ProductCost(TenantModel):
    """What one unit costs the shop from a day on, in rand without VAT.

    Erasure rule: deleted with the product.
    """

    product = TenantForeignKey(Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product"))
    from_on = models.DateField(_("from"))
    unit_cost = models.DecimalField(
        _("unit cost without VAT"),
        max_digits=12,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0))],
    )
    source = TenantForeignKey(
        "pricing.Import", on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[ProductCostQuerySet] = ProductCostQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "product", "from_on"], name="pricing_productcost_once_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(unit_cost__gte=0), name="pricing_productcost_not_negative"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "source"], name="pricing_productcost_of_import"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_cost} from {self.from_on}"
