from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from billing.models.charges import Charge
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class CreditEntry(TenantModel):
    """One movement of an organisation's credit with us: given (+) or used for a charge (-). Never changed.

    Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="ZAR")
    reason = models.CharField(_("reason"), max_length=200)
    charge: TenantForeignKey[Charge | None, Charge | None] = TenantForeignKey(
        Charge, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    account = models.CharField(max_length=40, default="", editable=False)  # the other side in the books
    key = models.CharField(max_length=120)
    by_label = models.CharField(max_length=254)
    created_at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["CreditEntry"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("credit entry")
        verbose_name_plural = _("credit entries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="billing_credit_key"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="billing_credit_moves"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at"], name="billing_credit_newest")
        ]

    @property
    def said(self) -> str:
        """The reason as the customer reads it: without the numbers by which a bank or a payment service knows it."""
        if self.reason.startswith("Undone:"):
            return _t("Credit from before, taken back")
        if self.reason.startswith("Paid twice:"):
            return _t("Paid twice")
        return self.reason.partition(" (bank line ")[0]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
