"""Who sells: the legal persons that issue documents, when each was registered for VAT, and how far its numbers have come."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField


class RoundingMethod(models.TextChoices):
    """Where VAT is rounded to the cent; a document stores which one it used."""

    LINE = "line", _("On each line")
    DOCUMENT = "document", _("On the document")


class VatPeriods(models.TextChoices):
    """How long a VAT period is, and in which months it ends."""

    MONTHLY = "monthly", _("Every month")
    ODD = "odd", _("Two months, ending in odd months")
    EVEN = "even", _("Two months, ending in even months")


class BillingEntity(models.Model):
    """A legal person that sells. Global: the operator's own. What was issued holds its own copy of all this."""

    public_id = PublicIdField()
    legal_name = models.CharField(_("legal name"), max_length=160)
    trading_name = models.CharField(_("trading name"), max_length=160, blank=True)
    address = models.TextField(
        _("address"), max_length=400, blank=True, help_text=_("One row a line; the last is town and code.")
    )
    registration_number = models.CharField(_("registration number"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    bank_holder = models.CharField(_("account holder"), max_length=100, blank=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    bank_account_number = models.CharField(_("account number"), max_length=20, blank=True)
    bank_branch_code = models.CharField(_("branch code"), max_length=10, blank=True)
    bank_account_type = models.CharField(_("account type"), max_length=20, blank=True)
    accent = models.CharField(_("accent colour"), max_length=7, default="#0b6e4f")
    logo_path = models.CharField(_("logo file"), max_length=200, blank=True)
    number_prefix = models.CharField(
        _("number prefix"), max_length=8, help_text=_("How its documents' numbers begin; unique.")
    )
    numbers_by_year = models.BooleanField(_("numbers begin anew each year"), default=False)
    rounding = models.CharField(
        _("rounding"), max_length=8, choices=RoundingMethod, default=RoundingMethod.DOCUMENT
    )
    vat_periods = models.CharField(_("VAT periods"), max_length=7, choices=VatPeriods, default=VatPeriods.ODD)
    # What our accounts and VAT are called in the bookkeeper's program: {"revenue": "200", "vat.15": "Standard Rate Sales"}.
    export_codes = models.JSONField(_("codes for exports"), default=dict, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="ZAR")
    is_default = models.BooleanField(_("sells by default"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("selling entity")
        verbose_name_plural = _("selling entities")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number_prefix"], name="billing_entity_prefix"),
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="billing_entity_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.trading_name or self.legal_name


class VendorPeriod(models.Model):
    """When an entity was registered for VAT, and under which number. Outside of these days it is no vendor and charges none."""

    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="vendor_periods")
    vat_number = models.CharField(_("VAT number"), max_length=10)
    since = models.DateField(_("from"), null=True, blank=True, help_text=_("Empty: always."))
    until = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: to this day."))

    class Meta:
        verbose_name = _("VAT registration")
        verbose_name_plural = _("VAT registrations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "since"], nulls_distinct=False, name="billing_vendor_since"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="billing_vendor_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.vat_number

    def holds(self, on: date) -> bool:
        """Whether the registration was in force on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class NumberSeries(models.Model):
    """How far the numbers of an entity have come, in one kind and (when its numbers begin anew each year) one year; 0 is no year.

    The row is locked by the transaction that issues, and the database lets `last` only go up by one: no gap, no double.
    """

    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=3)  # INV, CN, DN
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)
    last_issued_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "code", "year"], name="billing_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.year or ''}: {self.last}"
