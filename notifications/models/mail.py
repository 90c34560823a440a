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
    GOING = "going", _("On its way out")
    SENT = "sent", _("Sent")
    ARRIVED = "arrived", _("Taken by the other mail server")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Came back: no such mailbox")
    COMPLAINED = "complained", _("Marked as spam")
    SUPPRESSED = "suppressed", _("Not sent: the address takes nothing")


DID_NOT_ARRIVE = (MailState.FAILED, MailState.BOUNCED, MailState.SUPPRESSED)

_STANDING = (
    "state",
    "attempts",
    "not_before",
    "lease_until",
    "provider",
    "provider_id",
    "last_error",
    "sent_at",
)


class Mail(models.Model):
    """One outgoing mail, written in the transaction of what caused it and sent by a task, by the providers of the channel.

    The body is emptied once a provider took it: it may hold one-time links. Rows are kept 30 days for support, then deleted.
    `lease_until` guards a mail that is on its way out, as a delivery's does; `about` names what it is about ("billing.document:…"),
    so that its page can say that the mail did not arrive.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=80)
    about = models.CharField(max_length=120, blank=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    attachments = models.JSONField(default=list, blank=True)  # [{"name", "path" in storage, "type"}]
    is_critical = models.BooleanField(default=False)
    in_their_name = models.BooleanField(default=False)  # the organisation speaks, not we
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_before = models.PositiveSmallIntegerField(default=0)  # those before staff sent it again
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=["waiting", "going"]),
                name="mail_due",
            ),
            models.Index(fields=["created_at"], name="mail_created"),
            models.Index(fields=["about"], condition=~models.Q(about=""), name="mail_about"),
            models.Index(
                fields=["provider", "provider_id"],
                condition=~models.Q(provider_id=""),
                name="mail_provider_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"

    @property
    def round(self) -> int:
        """How often it was tried since it was queued, or since staff sent it again."""
        return self.attempts - self.attempts_before

    def put_off(self, until: datetime) -> None:
        """Try again then."""
        self.state, self.not_before, self.lease_until = MailState.WAITING, until, None

    def take(self, state: str, *, at: datetime) -> None:
        """A provider has it; forget the body."""
        self.state, self.sent_at, self.lease_until = state, self.sent_at or at, None
        self.text = self.html = self.last_error = ""

    def lose(self, state: str, answer: str) -> None:
        """It does not arrive. A body that nobody took is kept, so that staff may send it again."""
        self.state, self.lease_until, self.last_error = state, None, answer[:500] or self.last_error

    def save_standing(self) -> None:
        """Save where it stands; the body only once it is emptied."""
        emptied = ("text", "html") if self.sent_at else ()
        self.save(update_fields=[*_STANDING, *emptied])
