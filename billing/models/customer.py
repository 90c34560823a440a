from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from billing.engine import ledger
from billing.engine.periods import local_date, midnight
from billing.models.charges import Charge
from billing.models.ledger import JournalLine
from synthai.core.models import TenantModel, TenantQuerySet


class CustomerQuerySet(TenantQuerySet["Customer"]):
    def statement_due(self, *, now: datetime) -> "CustomerQuerySet":
        """Who owed something at the end of last month, by the books or by an open charge, and had no statement of it."""
        ended = local_date(now).replace(day=1) - timedelta(days=1)
        posted = JournalLine.objects.filter(
            account__code=ledger.RECEIVABLES, entry__posted_on__lte=ended
        ).exclude(entry__customer="")
        owing = posted.values("entry__customer").annotate(total=Sum("cents")).filter(total__gt=0)
        overdue = (
            Charge.objects.open()
            .filter(due_at__lt=midnight(local_date(now).replace(day=1)))
            .values("organisation_id")
        )
        waits = Q(organisation__public_id__in=owing.values("entry__customer")) | Q(organisation__in=overdue)
        unsent = Q(statement_for__isnull=True) | Q(statement_for__lt=ended.replace(day=1))
        return self.filter(unsent, waits)


class Customer(TenantModel):
    """Who pays for an organisation, as it stands on what we send. Erasure rule: deleted with the organisation."""

    email = models.EmailField(_("e-mail for billing"), blank=True)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    address = models.TextField(_("address"), max_length=400, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=10, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=30, blank=True)
    cellphone = models.CharField(_("cellphone"), max_length=20, blank=True)
    trial_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    statement_for = models.DateField(
        null=True, blank=True, editable=False
    )  # first day of the month last told of
    default_method = models.CharField(max_length=16, blank=True, editable=False)  # a method's public id
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[CustomerQuerySet] = CustomerQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="billing_customer_once")
        ]

    def __str__(self) -> str:
        return self.legal_name or f"Customer {self.organisation_id}"
