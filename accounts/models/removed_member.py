from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel


class RemovedMember(TenantModel):
    """Somebody whom the team has removed: they come back by invitation, not by themselves (`services.joining`).

    Erasure: goes with the organisation, or with the person.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("removed member")
        verbose_name_plural = _("removed members")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="accounts_removedmember_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, removed from {self.organisation_id}"
