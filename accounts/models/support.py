from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet
from synthai.core.templatetags.synthai import za_datetime


class SupportLevel(models.TextChoices):
    """How much support may do; `synthai.core.support` says which capabilities each opens."""

    LOOK = "look", _("Look, change nothing")
    WORK = "work", _("Look, and help with sales files and price runs")
    DECIDE = "decide", _("All that, and change products and decide about prices")


class SupportAccessQuerySet(TenantQuerySet["SupportAccess"]):
    def open(self) -> "SupportAccessQuerySet":
        """Not ended by anybody yet; its time may be over all the same."""
        return self.filter(ended_at__isnull=True)

    def abandoned(self, *, now: datetime) -> "SupportAccessQuerySet":
        """Open past their time: what `core.fan_out.abandoned_sweep` looks for."""
        return self.open().filter(expires_at__lte=now)

    def active(self, *, at: datetime) -> "SupportAccessQuerySet":
        return self.open().filter(allowed_at__lte=at, expires_at__gt=at)


class SupportAccess(TenantModel):
    """A customer's consent that SynthAI's staff come in, until a time, for a reason, and how far.

    At most one is open in an organisation. Erasure: goes with the organisation; a person who goes leaves the
    label of the time behind.
    """

    public_id = PublicIdField()
    reason = models.CharField(_("reason"), max_length=500)
    level = models.CharField(
        _("what support may do"), max_length=8, choices=SupportLevel.choices, default=SupportLevel.LOOK
    )
    allowed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    allowed_by_label = models.CharField(_("allowed by"), max_length=254)
    allowed_at = models.DateTimeField(_("allowed"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("until"))
    entered_at = models.DateTimeField(_("first entered"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    ended_by_label = models.CharField(_("ended by"), max_length=254, blank=True)

    objects: ClassVar[SupportAccessQuerySet] = SupportAccessQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("support access")
        verbose_name_plural = _("support accesses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(ended_at__isnull=True),
                name="accounts_support_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=SupportLevel.values), name="accounts_support_level_known"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("allowed_at")), name="accounts_support_time_runs"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-allowed_at"], name="accounts_support_newest")
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}, until {za_datetime(self.expires_at)}"

    def is_active(self, *, at: datetime) -> bool:
        """Whether staff may be inside at that moment."""
        return self.ended_at is None and self.allowed_at <= at < self.expires_at

    def end(self, label: str, *, at: datetime) -> None:
        """Close it; never later than its own time."""
        self.ended_at = min(at, self.expires_at)
        self.ended_by_label = label
