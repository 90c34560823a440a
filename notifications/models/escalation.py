"""What goes on until somebody says "I have it": the matter, each step that was taken, and whom an organisation asks in which order."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel


class EscalationState(models.TextChoices):
    """How a matter stands."""

    RUNNING = "running", _("Nobody has taken it yet")
    TAKEN = "taken", _("Somebody has taken it")
    RESOLVED = "resolved", _("It resolved itself")
    EXHAUSTED = "exhausted", _("Everybody was told, nobody has taken it")


TAKEN_BY = [
    ("app", _("in the app")),
    ("link", _("by the link of a message")),
    ("sms", _("by answering the SMS")),
    ("whatsapp", _("by answering on WhatsApp")),
]


class Escalation(models.Model):
    """One matter that must not be missed: one row for a fact's key. `next_step` is due at `next_at`."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    policy = models.CharField(max_length=60)
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120, unique=True)
    values = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    people = models.JSONField(default=list)  # keys of people, in the order in which they are asked
    state = models.CharField(max_length=9, choices=EscalationState, default=EscalationState.RUNNING)
    next_step = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    taken_way = models.CharField(max_length=8, choices=TAKEN_BY, blank=True)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(state="running"), name="escalation_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    def end(self, state: str, *, at: datetime) -> None:
        """No step follows."""
        self.state, self.ended_at, self.next_at = state, at, None


class EscalationStep(models.Model):
    """One step that was taken: exactly once (unique by number)."""

    public_id = PublicIdField()
    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps", db_index=False)
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channels = models.JSONField(default=list)  # those by which something went out
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of an escalation")
        verbose_name_plural = _("steps of escalations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["escalation", "number"], name="escalation_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {', '.join(self.channels)}"


class OnCall(TenantModel):
    """Whom an organisation wants asked, in its own order. No row: the owner, then administrators."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("person on call")
        verbose_name_plural = _("people on call")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="on_call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place}"
