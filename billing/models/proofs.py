"""What a customer shows us for an EFT that she made: her bank's proof of payment. It confirms nothing."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.payments import Payment
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class ProofKind(models.TextChoices):
    """What the file is, by its first bytes."""

    PDF = "pdf", "PDF"
    PNG = "png", "PNG"
    JPEG = "jpg", "JPEG"


class PaymentProof(TenantModel):
    """The newest proof of one EFT. Erasure rule: deleted with the organisation, its file after the commit."""

    public_id = PublicIdField()
    payment: TenantForeignKey[Payment, Payment] = TenantForeignKey(
        Payment, on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=200)
    kind = models.CharField(max_length=3, choices=ProofKind)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    by_label = models.CharField(_("by"), max_length=254)
    uploaded_at = models.DateTimeField(_("uploaded"))

    objects: ClassVar[TenantQuerySet["PaymentProof"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("proof of payment")
        verbose_name_plural = _("proofs of payment")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "payment"], name="billing_proof_one")
        ]

    def __str__(self) -> str:
        return f"Proof {self.public_id} ({self.kind})"
