from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet


class LogoQuerySet(TenantQuerySet["Logo"]):
    def current(self) -> "LogoQuerySet":
        return self.filter(replaced_at__isnull=True)

    def replaced_before(self, at: datetime) -> "LogoQuerySet":
        return self.filter(replaced_at__lt=at)

    def outdated(self, *, now: datetime) -> "LogoQuerySet":
        """Those that nobody can bring back any more: what `core.fan_out.abandoned_sweep` looks for."""
        return self.replaced_before(now - Logo.KEPT_FOR)


class Logo(TenantModel):
    """An organisation's logo as pictures in storage: the present one, and for some minutes the one before.

    `Organisation.logo` repeats what pages need of the present one. Erasure: goes with the organisation, files too.
    """

    KEPT_FOR = timedelta(minutes=15)  # longer than `accounts.undo.OPEN_FOR`

    public_id = PublicIdField()
    digest = models.CharField(max_length=32, editable=False)  # of the pictures; it names them in addresses
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    ground = models.CharField(max_length=5, editable=False)  # what it stands on: none, light, dark
    files = models.JSONField(default=dict, editable=False)  # {picture: path in storage}
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[LogoQuerySet] = LogoQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(replaced_at__isnull=True),
                name="accounts_logo_one_current",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "digest"], name="accounts_logo_by_digest")]

    def __str__(self) -> str:
        return f"{self.digest} ({self.width} × {self.height})"

    @property
    def summary(self) -> dict[str, object]:
        """What the organisation's row repeats."""
        return {
            "id": self.public_id,
            "digest": self.digest,
            "width": self.width,
            "height": self.height,
            "ground": self.ground,
        }
