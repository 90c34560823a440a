from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel, TenantQuerySet


class OverrideQuerySet(TenantQuerySet["ValueOverride"]):
    def in_force(self, *, at: datetime) -> "OverrideQuerySet":
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=at))


class ValueOverride(TenantModel):
    """What we agreed with one customer, over their plan. Erasure rule: deleted with the organisation."""

    feature = models.CharField(_("feature"), max_length=60)
    value = models.JSONField(_("value"), null=True, blank=True)
    is_soft = models.BooleanField(_("soft"), default=False)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    objects: ClassVar[OverrideQuerySet] = OverrideQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("agreed value")
        verbose_name_plural = _("agreed values")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "feature"], name="billing_override_once")
        ]

    def __str__(self) -> str:
        return self.feature
