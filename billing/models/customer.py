from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel, TenantQuerySet


class Customer(TenantModel):
    """Who pays for an organisation, as it stands on what we send. Erasure rule: deleted with the organisation."""

    email = models.EmailField(_("e-mail for billing"), blank=True)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    address = models.TextField(_("address"), max_length=400, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=10, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=30, blank=True)
    cellphone = models.CharField(_("cellphone"), max_length=20, blank=True)
    trial_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    default_method = models.CharField(max_length=16, blank=True, editable=False)  # a method's public id
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[TenantQuerySet["Customer"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="billing_customer_once")
        ]

    def __str__(self) -> str:
        return self.legal_name or f"Customer {self.organisation_id}"
