"""What we sell: plans, add-ons and one-off items, their prices by version, and what each opens.

Global tables: the catalogue is the platform's, the same for every organisation, and readable by anybody.
"""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField


class PlanKind(models.TextChoices):
    """What sort of thing is sold."""

    PLAN = "plan", _("Plan")
    ADD_ON = "add_on", _("Add-on")
    ONE_OFF = "one_off", _("One-off item")


class Interval(models.TextChoices):
    """How long a price pays for."""

    MONTH = "month", _("monthly")
    YEAR = "year", _("yearly")
    ONCE = "once", _("once")


class PriceModel(models.TextChoices):
    """How an amount comes from a quantity (billing.engine.amounts)."""

    FLAT = "flat", _("Flat")
    PER_SEAT = "per_seat", _("Per seat")
    GRADUATED = "graduated", _("Graduated tiers")
    VOLUME = "volume", _("Volume tiers")
    PACKAGE = "package", _("Package")


class PlanQuerySet(models.QuerySet["Plan"]):
    def public(self) -> "PlanQuerySet":
        """Shown on the page of plans."""
        return self.filter(is_public=True, archived_at__isnull=True)

    def plans(self) -> "PlanQuerySet":
        return self.filter(kind=PlanKind.PLAN)


class Plan(models.Model):
    """One thing on the price list. `code` is stable: programs and settings name it."""

    public_id = PublicIdField()
    code = models.SlugField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=PlanKind, default=PlanKind.PLAN)
    name = models.CharField(_("name"), max_length=80)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Also the rank: a higher plan is an upgrade.")
    )
    is_public = models.BooleanField(_("on the public page"), default=True)
    trial_days = models.PositiveSmallIntegerField(_("days of trial"), default=0)
    archived_at = models.DateTimeField(_("no longer sold since"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")

    def __str__(self) -> str:
        return self.name


class PlanValue(models.Model):
    """What a plan gives of one feature (synthai.core.entitlements): a number, yes or no. `null` is without limit."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="values")
    feature = models.CharField(_("feature"), max_length=60)
    value = models.JSONField(_("value"), null=True, blank=True)
    is_soft = models.BooleanField(
        _("soft"), default=False, help_text=_("Over a soft limit work goes on and people are told.")
    )

    class Meta:
        verbose_name = _("what a plan gives")
        verbose_name_plural = _("what plans give")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "feature"], name="billing_planvalue_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.feature}"


class PriceQuerySet(models.QuerySet["Price"]):
    def on_sale(self, *, at: datetime) -> "PriceQuerySet":
        """What a new customer pays at that instant."""
        still = models.Q(sold_until__isnull=True) | models.Q(sold_until__gt=at)
        return self.filter(still, sold_from__lte=at, plan__archived_at__isnull=True)


class Price(models.Model):
    """One version of what a plan costs. Never changed once made: the database refuses it (migration 0001).

    `amount` and tiers include VAT when `includes_vat`. Flat: `amount` a period. Per seat: `amount` a period with
    `included_quantity` seats in it, `unit_amount` for each further one. Tiers (JSON): [{"up_to": "10" or null, "unit": "…",
    "flat": "…"}]. Package: `amount` for each started `package_size`. `minimum_amount` is the least a period costs.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prices")
    version = models.PositiveSmallIntegerField(_("version"))
    currency = models.CharField(
        _("currency"), max_length=3, default="ZAR", validators=[RegexValidator(r"^[A-Z]{3}$")]
    )
    interval = models.CharField(_("interval"), max_length=5, choices=Interval)
    model = models.CharField(_("price model"), max_length=9, choices=PriceModel, default=PriceModel.FLAT)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=Decimal(0))
    unit_amount = models.DecimalField(_("for each further one"), max_digits=14, decimal_places=4, default=0)
    included_quantity = models.PositiveIntegerField(_("included"), default=0)
    package_size = models.PositiveIntegerField(_("package of"), default=1)
    tiers = models.JSONField(_("tiers"), default=list, blank=True)
    minimum_amount = models.DecimalField(_("at least"), max_digits=12, decimal_places=2, default=Decimal(0))
    # The feature whose quantity is charged: "accounts.seats", or a meter for charges in arrears. Empty: none.
    metric = models.CharField(_("charged by"), max_length=60, blank=True)
    includes_vat = models.BooleanField(_("includes VAT"), default=True)
    sold_from = models.DateTimeField(_("sold from"))
    sold_until = models.DateTimeField(_("sold until"), null=True, blank=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["plan", "currency", "interval", "version"], name="billing_price_version"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gte=0, unit_amount__gte=0, minimum_amount__gte=0),
                name="billing_price_not_negative",
            ),
            models.CheckConstraint(condition=models.Q(package_size__gte=1), name="billing_price_package"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.interval} {self.currency} v{self.version}"
