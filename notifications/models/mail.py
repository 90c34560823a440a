"""Mails to an address that the caller knows. A personal table: read by its own task and by staff."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField


class MailState(models.TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Mail(models.Model):
    """One outgoing mail, written in the transaction of what caused it and sent by a task.

    The body is emptied once the mail server accepted it: it may hold one-time links. Rows are kept
    30 days for support, then deleted.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=80)
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)  # [{"name", "path" in storage, "type"}]
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes: ClassVar = [
            models.Index(fields=["not_before"], condition=models.Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["created_at"], name="mail_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    def mark_sent(self, *, at: datetime) -> None:
        """Accepted by the mail server; forget the body."""
        self.state, self.sent_at, self.text, self.html, self.last_error = MailState.SENT, at, "", "", ""

    def mark_attempt_failed(self, error: str, *, retry_at: datetime | None) -> None:
        """Refused or unreachable; try again at `retry_at`, or give up when None."""
        self.last_error = error[:500]
        if retry_at is None:
            self.state = MailState.FAILED
        else:
            self.not_before = retry_at
