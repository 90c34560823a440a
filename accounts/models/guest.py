from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Guest(models.Model):
    """Somebody from outside who may use what an organisation opened to them (a bought course), and is nobody of its team.

    They take no seat, are on no list of people, and come in only where an app said that guests may (services.guests).
    Global table: it decides which tenant a request may enter, as Membership does. Erasure: goes with either side.
    """

    organisation = models.ForeignKey(settings.ORGANISATION_MODEL, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="accounts_guest_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.organisation_id}"
