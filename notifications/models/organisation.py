"""What an organisation decides for its people, and what it lets messages cost. Tenant tables."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models.message import CHANNELS
from notifications.models.person import FREQUENCIES
from synthai.core.models import TenantModel


class OrganisationDefault(TenantModel):
    """How often a category speaks on a channel to people who chose nothing themselves."""

    category = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    frequency = models.CharField(max_length=10, choices=FREQUENCIES)

    class Meta:
        verbose_name = _("organisation's default")
        verbose_name_plural = _("organisation's defaults")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "category", "channel"], name="organisation_default_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.channel}: {self.frequency}"


class ChannelBudget(TenantModel):
    """What SMS and WhatsApp may cost in a month, in rand, and what they cost in the month of `month` so far."""

    monthly_limit = models.DecimalField(max_digits=10, decimal_places=2)
    month = models.DateField()
    spent = models.DecimalField(max_digits=10, decimal_places=4, default=Decimal(0))

    class Meta:
        verbose_name = _("budget of messages")
        verbose_name_plural = _("budgets of messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="channel_budget_once"),
            models.CheckConstraint(
                condition=models.Q(monthly_limit__gte=0), name="channel_budget_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"R {self.monthly_limit}"
