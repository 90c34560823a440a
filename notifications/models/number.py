"""Codes by which people prove that a mobile number is theirs."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField

TRIES = 5


class NumberCode(models.Model):
    """One code that was sent to a number. Personal table; kept for two days, so that codes can be counted.

    `code_hash` is keyed: the six digits alone would be guessed from any plain hash. `channels` are those that the number is
    to be used for once it is proven. The number's fingerprint stays when the number itself is emptied.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    number = models.CharField(max_length=16, blank=True)
    fingerprint = models.CharField(max_length=64)
    channels = models.JSONField(default=list)
    code_hash = models.CharField(max_length=64)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)  # proven, replaced or given up

    class Meta:
        verbose_name = _("code for a number")
        verbose_name_plural = _("codes for numbers")
        indexes: ClassVar = [
            models.Index(fields=["user", "-created_at"], name="number_code_newest"),
            models.Index(fields=["fingerprint", "created_at"], name="number_code_of_number"),
            models.Index(fields=["created_at"], name="number_code_created"),
        ]

    def __str__(self) -> str:
        return f"Code of {self.created_at:%Y-%m-%d %H:%M}"
