"""Suppliers' invoices that a customer had checked and kept."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet

UNDO: Final = timedelta(days=1)  # how long a removed one can be put back


class CheckClaim(models.TextChoices):
    """What the checker said; `engine.invoicing.checker.verdict.Claim`."""

    YES = "yes", _("Claimable")
    PART = "part", _("Claimable in part")
    ASK = "ask", _("Ask your accountant")
    NO = "no", _("Not claimable")


class CheckSource(models.TextChoices):
    """How it came in."""

    TYPED = "typed", _("Typed in")
    UBL = "ubl", _("Electronic invoice")
    PDF = "pdf", _("PDF with an electronic invoice")


class CheckedInvoiceQuerySet(TenantQuerySet["CheckedInvoice"]):
    def kept(self) -> "CheckedInvoiceQuerySet":
        """All that was not removed."""
        return self.filter(removed_at__isnull=True)

    def over(self, *, now: datetime) -> "CheckedInvoiceQuerySet":
        """Removed for good by now, or kept as long as anybody needs it."""
        removed = models.Q(removed_at__lte=now - UNDO)
        return self.filter(removed | models.Q(keep_until__lt=now.date()))


class CheckedInvoice(TenantModel):
    """One supplier's invoice with the verdict of its day. Erasure rule: deleted with the organisation.

    The customer's working paper and no record of ours. `answers` is what was typed, `rulings` what was said to it. `match` is the
    supplier and the number, so that an invoice is kept once; empty when it has no number.
    """

    public_id = PublicIdField()
    match = models.CharField(max_length=330, blank=True)
    source = models.CharField(max_length=5, choices=CheckSource, default=CheckSource.TYPED)
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)
    supplier_vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    number = models.CharField(_("number"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    supplied_on = models.DateField(_("supplied on"), null=True, blank=True)
    currency = models.CharField(max_length=3, default="ZAR")
    vat = models.DecimalField(_("VAT"), max_digits=14, decimal_places=2, null=True, blank=True)
    incl = models.DecimalField(_("with VAT"), max_digits=14, decimal_places=2, null=True, blank=True)
    claim = models.CharField(_("claimable"), max_length=4, choices=CheckClaim)
    amount = models.DecimalField(_("input tax"), max_digits=14, decimal_places=2)
    answers = models.JSONField(default=dict)
    rulings = models.JSONField(default=list)
    by_label = models.CharField(_("by"), max_length=254)
    checked_at = models.DateTimeField(_("checked"))
    removed_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateField()

    objects: ClassVar[CheckedInvoiceQuerySet] = CheckedInvoiceQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("checked invoice")
        verbose_name_plural = _("checked invoices")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "match"],
                condition=~models.Q(match=""),
                name="billing_checked_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-checked_at", "-id"], name="billing_checked_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} {self.number}"
