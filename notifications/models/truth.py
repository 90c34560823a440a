"""How providers do, what staff send once more, and how an organisation wants its providers chosen."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.engine.routing import Order
from notifications.models.message import CHANNELS
from synthai.core.models import PublicIdField, TenantModel


class ProviderTrouble(models.Model):
    """A time in which a provider failed far more often than it usually does. Holds nobody's data. Shares in per mille."""

    channel = models.CharField(max_length=10, choices=CHANNELS)
    provider = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    failing = models.PositiveSmallIntegerField()  # at its worst
    usual = models.PositiveSmallIntegerField()
    failed_count = models.PositiveIntegerField()  # in the minutes that were worst

    class Meta:
        verbose_name = _("trouble of a provider")
        verbose_name_plural = _("troubles of providers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "provider"],
                condition=models.Q(ended_at__isnull=True),
                name="provider_trouble_open_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["began_at"], name="provider_trouble_newest")]

    def __str__(self) -> str:
        return f"{self.channel} {self.provider}"


class ReplayState(models.TextChoices):
    """How far a replay has come."""

    WORKING = "working", _("Working")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Stopped")


class Replay(models.Model):
    """Failed deliveries that staff send once more, worked off in batches: `after` is the last one looked at.

    `answer` is a part of what the provider said; empty filters leave all in. Holds nobody's data.
    """

    public_id = PublicIdField()
    channel = models.CharField(max_length=10, choices=CHANNELS, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=9, choices=ReplayState, default=ReplayState.WORKING)
    after = models.BigIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)  # when it was asked for
    sent_count = models.PositiveIntegerField(default=0)
    left_count = models.PositiveIntegerField(default=0)  # stale or cancelled meanwhile
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        indexes: ClassVar = [models.Index(fields=["-created_at"], name="replay_newest")]

    def __str__(self) -> str:
        return f"{self.channel} {self.provider} ({self.state})"


class RoutingChoice(TenantModel):
    """How an organisation wants the providers of its messages to be chosen. No row: cheapest first."""

    order = models.CharField(
        max_length=8,
        choices=[
            (Order.CHEAPEST.value, _("Cheapest first")),
            (Order.SUREST.value, _("Surest first")),
        ],
        default=Order.CHEAPEST.value,
    )
    free_first = models.BooleanField(
        default=False
    )  # of channels in turn, those that cost nothing before the others

    class Meta:
        verbose_name = _("choice of providers")
        verbose_name_plural = _("choices of providers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="routing_choice_once"),
        ]

    def __str__(self) -> str:
        return str(self.get_order_display())
