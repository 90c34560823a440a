"""What was issued, for good; what waits to be issued; and what is kept of customers who are gone."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.charges import Charge
from billing.models.entities import BillingEntity
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class DocumentKind(models.TextChoices):
    """What is issued under a number."""

    TAX_INVOICE = "tax_invoice", _("Tax invoice")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    DEBIT_NOTE = "debit_note", _("Debit note")


INVOICES = (DocumentKind.TAX_INVOICE, DocumentKind.INVOICE)


class TaxDocumentQuerySet(TenantQuerySet["TaxDocument"]):
    def invoices(self) -> "TaxDocumentQuerySet":
        """Invoices, corrected ones among them."""
        return self.filter(kind__in=INVOICES)

    def newest_first(self) -> "TaxDocumentQuerySet":
        return self.order_by("-issued_at", "-id")


class TaxDocument(TenantModel):
    """One issued document. Append-only: the serving roles can neither change nor delete a row, nor can the owner (a trigger).

    `data` is the `engine.invoicing.shapes.Document`, `sha256` the hash of its canonical JSON. `key` makes it once:
    "sale:<charge>", "refund:<refund>". Erasure rule: kept until `retain_until`; when its organisation ends it moves to
    RetainedDocument (billing_release_documents), where nobody works with it and staff open it only for a reason they give.
    """

    public_id = PublicIdField()
    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=DocumentKind)
    tier = models.CharField(max_length=8, blank=True)
    series = models.CharField(max_length=16)
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    supplied_on = models.DateField()
    currency = models.CharField(max_length=3, default="ZAR")
    excl = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    incl = models.DecimalField(max_digits=14, decimal_places=2)
    buyer_name = models.CharField(max_length=160, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    warnings = models.JSONField(default=list)
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    charge: TenantForeignKey[Charge | None, Charge | None] = TenantForeignKey(
        Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    original: "TenantForeignKey[TaxDocument | None, TaxDocument | None]" = TenantForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    corrects: "TenantForeignKey[TaxDocument | None, TaxDocument | None]" = TenantForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retain_until = models.DateField()

    objects: ClassVar[TaxDocumentQuerySet] = TaxDocumentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("tax document")
        verbose_name_plural = _("tax documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="billing_document_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "key"], name="billing_document_key"),
            models.UniqueConstraint(fields=["entity", "number"], name="billing_document_number"),
            models.UniqueConstraint(
                fields=["entity", "series", "sequence"], name="billing_document_sequence"
            ),
            models.CheckConstraint(
                condition=models.Q(incl=models.F("excl") + models.F("vat"), incl__gt=0),
                name="billing_document_adds_up",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["credit_note", "debit_note"])
                | models.Q(original__isnull=False),
                name="billing_document_note_has_original",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-issued_at", "-id"], name="billing_document_newest"),
            models.Index(fields=["organisation", "charge"], name="billing_document_of_charge"),
            models.Index(fields=["organisation", "original"], name="billing_document_of_original"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_invoice(self) -> bool:
        return self.kind in INVOICES


class DeliveryQuerySet(TenantQuerySet["DocumentDelivery"]):
    def to_do(self, *, now: datetime) -> "DeliveryQuerySet":
        """Not rendered or not mailed yet, and its next try has come."""
        return self.filter(next_try_at__lte=now)


class DocumentDelivery(TenantModel):
    """The work after the issue: the file, and the mail that took it. Erasure rule: deleted with the organisation.

    It stands beside the document, which never changes. `path` is in the private storage, `file_sha256` the hash of the file there.
    """

    document: TenantForeignKey[TaxDocument, TaxDocument] = TenantForeignKey(
        TaxDocument, on_delete=models.PROTECT, related_name="+"
    )
    path = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_bytes = models.PositiveIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mailed_to = models.EmailField(blank=True)
    mails = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("delivery of a document")
        verbose_name_plural = _("deliveries of documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "document"], name="billing_delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(next_try_at__isnull=False),
                name="billing_delivery_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"


class WaitingQuerySet(TenantQuerySet["WaitingDocument"]):
    def open(self, *, now: datetime) -> "WaitingQuerySet":
        """What waits at that time."""
        return self.filter(issued_at__isnull=True, created_at__lte=now)


class WaitingDocument(TenantModel):
    """A document that cannot be issued as things stand: `missing` names the fields, `problems` says it in words.

    It carries no number. Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    key = models.CharField(max_length=80)
    work = models.JSONField(default=dict)  # what services.invoices is asked for again
    charge: TenantForeignKey[Charge | None, Charge | None] = TenantForeignKey(
        Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    missing = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    is_for_staff = models.BooleanField(default=False)  # what is missing is ours to mend
    supplied_on = models.DateField()
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WaitingQuerySet] = WaitingQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("document to be completed")
        verbose_name_plural = _("documents to be completed")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="billing_waiting_key")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(issued_at__isnull=True),
                name="billing_waiting_open",
            )
        ]

    def __str__(self) -> str:
        return self.key


class VatRow(models.Model):
    """What one treatment and rate of one document adds to a VAT return. Credit notes are negative. Append-only.

    Global, because the operator's return outlives its customers: the buyer is a former public id, and nothing of a person is in it.
    `declared_on` decides the period: the time of supply, or the first day after the books that were closed already.
    """

    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=DocumentKind)
    customer = models.CharField(max_length=16)
    issued_on = models.DateField()
    supplied_on = models.DateField()
    declared_on = models.DateField()
    treatment = models.CharField(max_length=12)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    excl = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    incl = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("VAT row")
        verbose_name_plural = _("VAT rows")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "number", "treatment", "rate"], name="billing_vat_once"
            ),
            models.CheckConstraint(
                condition=models.Q(incl=models.F("excl") + models.F("vat")), name="billing_vat_adds_up"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["entity", "declared_on"], name="billing_vat_in_time")]

    def __str__(self) -> str:
        return f"{self.number}: {self.treatment} {self.rate}"


class RetainedDocument(models.Model):
    """A document whose organisation was erased, kept as the law asks and for nothing else: restricted (POPIA, section 14(6)).

    Global: it belongs to nobody any more. The database lets nobody change it, nor delete it before its time.
    """

    organisation = models.CharField(max_length=16)
    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=DocumentKind)
    number = models.CharField(max_length=40)
    issued_on = models.DateField()
    supplied_on = models.DateField()
    currency = models.CharField(max_length=3)
    excl = models.DecimalField(max_digits=14, decimal_places=2)
    vat = models.DecimalField(max_digits=14, decimal_places=2)
    incl = models.DecimalField(max_digits=14, decimal_places=2)
    data = models.JSONField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    retain_until = models.DateField()

    class Meta:
        verbose_name = _("retained document")
        verbose_name_plural = _("retained documents")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entity", "number"], name="billing_retained_number")
        ]
        indexes: ClassVar = [models.Index(fields=["retain_until"], name="billing_retained_until")]

    def __str__(self) -> str:
        return self.number
