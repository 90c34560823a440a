"""What WhatsApp's rules need: approved templates, and who wrote to us within the last day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class WhatsAppState(models.TextChoices):
    """What WhatsApp says of a template."""

    PENDING = "pending", _("Waits for WhatsApp")
    APPROVED = "approved", _("Approved")
    PAUSED = "paused", _("Paused by WhatsApp")
    REJECTED = "rejected", _("Rejected")


class WhatsAppTemplate(models.Model):
    """A template that a provider knows: which kind it speaks for, and in which order its places are filled.

    `values` names the kind's variables by place; "title" and "body" stand for the kind's own sentences. The platform's own.
    """

    provider = models.CharField(
        max_length=40, default="meta", choices=[("meta", "Meta"), ("twilio", "Twilio")]
    )
    name = models.CharField(max_length=120, help_text=_("At Twilio the content's SID, which begins with HX."))
    language = models.CharField(max_length=10, default="en")
    kind = models.CharField(max_length=80, blank=True, help_text=_("The kind that it speaks for."))
    values = models.JSONField(
        default=list,
        blank=True,
        help_text=_("What fills its places, in order: variables of the kind, or title and body."),
    )
    has_button = models.BooleanField(default=False, help_text=_("Its first button leads to our page."))
    state = models.CharField(max_length=8, choices=WhatsAppState, default=WhatsAppState.PENDING)
    reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("WhatsApp template")
        verbose_name_plural = _("WhatsApp templates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "name", "language"], name="whatsapp_template_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind"], name="whatsapp_template_kind")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class WhatsAppWindow(models.Model):
    """Until when a number may be written to in free words: a day after it wrote to us. Only its fingerprint is kept."""

    fingerprint = models.CharField(max_length=64, unique=True)
    open_until = models.DateTimeField()

    class Meta:
        verbose_name = _("open conversation on WhatsApp")
        verbose_name_plural = _("open conversations on WhatsApp")
        indexes: ClassVar = [models.Index(fields=["open_until"], name="whatsapp_window_until")]

    def __str__(self) -> str:
        return f"{self.open_until:%Y-%m-%d %H:%M}"
