"""What providers told us about messages and what people answered, before anything is done about it."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models.message import CHANNELS

LEASE = timedelta(minutes=2)


class CallbackState(models.TextChoices):
    """What became of a callback."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Handled")
    UNMATCHED = "unmatched", _("Belongs to nothing we know")
    FAILED = "failed", _("Could not be handled")


class ProviderCallback(models.Model):
    """One genuine callback: what its provider's adapter read in it, not the bytes. The same one is stored once (`digest`).

    `news` names parcels by key and number. `replies` hold a person's number and words and `visit` an address to go to once: both
    are emptied when they are handled.
    """

    channel = models.CharField(max_length=10, choices=CHANNELS)
    provider = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, choices=CallbackState, default=CallbackState.WAITING)
    news = models.JSONField(default=list, blank=True)
    replies = models.JSONField(default=list, blank=True)
    templates = models.JSONField(default=list, db_default=[], blank=True)  # what WhatsApp says of templates
    visit = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message of a provider")
        verbose_name_plural = _("messages of providers")
        indexes: ClassVar = [
            models.Index(fields=["received_at"], name="callback_received"),
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="waiting"), name="callback_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.provider} ({self.state})"
