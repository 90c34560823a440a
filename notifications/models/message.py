"""What people are told and by which way: one message for person and fact, a delivery for each channel, its attempts.

Personal tables, as the inbox is (docs/decisions/0002): a message is read for its person, by its own tasks, or by staff.
"""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.models.mail import Mail
from synthai.core.models import PublicIdField

CHANNELS = [
    (Channel.IN_APP.value, _("In the app")),
    (Channel.EMAIL.value, _("E-mail")),
    (Channel.SMS.value, _("SMS")),
    (Channel.WHATSAPP.value, _("WhatsApp")),
    (Channel.PUSH.value, _("Push on the phone")),
    (Channel.WEB_PUSH.value, _("Push in the browser")),
]


class FactState(models.TextChoices):
    """How far a fact has spread."""

    SPREADING = "spreading", _("Spreading")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class Fact(models.Model):
    """One thing that many are told, worked off in batches: `after` is the last person done. Holds nobody's data."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120, unique=True)
    audience = models.CharField(max_length=60)
    audience_args = models.JSONField(default=dict, blank=True)
    values = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    thread = models.CharField(max_length=120, blank=True)
    send_at = models.DateTimeField(null=True, blank=True)
    is_local = models.BooleanField(
        default=False, db_default=False
    )  # `send_at` is a time of each person's own clock
    channels = models.JSONField(
        default=list, db_default=[], blank=True
    )  # only these; none: all of the kind's
    state = models.CharField(max_length=10, choices=FactState, default=FactState.SPREADING)
    after = models.BigIntegerField(default=0)
    told_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("fact for many")
        verbose_name_plural = _("facts for many")
        indexes: ClassVar = [
            models.Index(fields=["created_at"], condition=models.Q(state="spreading"), name="fact_spreading"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Message(models.Model):
    """One fact for one person, with what was decided for each channel and why.

    `decision` is a list of {"channel", "outcome", "frequency", "source", "holds"}: the answer to "why did I get this?".
    """

    public_id = PublicIdField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    values = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=300, blank=True)
    thread = models.CharField(max_length=120, blank=True)
    decision = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="message_once_per_person"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["key"], name="message_key"),
            models.Index(fields=["created_at"], name="message_created"),
        ]

    def __str__(self) -> str:
        return self.kind


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Waiting")
    GOING = "going", _("On its way out")
    SENT = "sent", _("Taken by the provider")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    SUPPRESSED = "suppressed", _("Not sent: the address takes nothing")
    BUNDLED = "bundled", _("Told in a digest")


class Delivery(models.Model):
    """One message on one channel; push goes to each device of a person by a delivery of its own.

    `device` names the Address it goes to, or the NumberCode whose number is to be proven; empty: the person's newest.
    `lease_until` guards a delivery that is on its way out: when it is past, its worker died, and the last attempt may or may
    not have been taken. A digest is one delivery that leads the others of its person and channel (`lead`).
    """

    public_id = PublicIdField()
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=CHANNELS)
    device = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    is_digest = models.BooleanField(default=False)
    lead = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    not_before = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)  # a task was sent for it
    lease_until = models.DateTimeField(null=True, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    provider = models.CharField(max_length=40, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    verdict = models.CharField(
        max_length=10, blank=True, default="", db_default=""
    )  # the worst a provider said later
    cost = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, default="ZAR")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "channel", "device"], name="delivery_once_per_device"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=["waiting", "going"]),
                name="delivery_due",
            ),
            models.Index(fields=["finished_at"], condition=models.Q(state="failed"), name="delivery_failed"),
            models.Index(
                fields=["user", "channel"],
                condition=models.Q(state="waiting", is_digest=True),
                name="delivery_digest",
            ),
            models.Index(
                fields=["provider", "provider_id"],
                condition=~models.Q(provider_id=""),
                name="delivery_provider_id",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} ({self.state})"

    def put_off(self, until: datetime) -> None:
        """Try again later."""
        self.state, self.not_before = DeliveryState.WAITING, until
        self.handed_at = self.lease_until = None

    def finish(self, state: str, *, at: datetime, answer: str = "") -> None:
        """No attempt follows."""
        self.state, self.finished_at, self.lease_until = state, at, None
        self.answer = answer[:500] or self.answer


class AttemptResult(models.TextChoices):
    """What one attempt came to."""

    RESERVED = "reserved", _("About to go out, with others")
    STARTED = "started", _("Went out, no answer yet")
    TAKEN = "taken", _("Taken")
    FOUND = "found", _("Had been taken, as the provider says")
    BUSY = "busy", _("Busy or out of reach")
    UNCLEAR = "unclear", _("May have been taken")
    LOST = "lost", _("Had not been taken, as the provider says")
    REFUSED = "refused", _("Refused")
    GONE = "gone", _("The address does not exist")
    MISCONFIGURED = "misconfigured", _("The provider refuses us")


class Attempt(models.Model):
    """One time a parcel went out; written before it does. It is a delivery's, or an app's own mail's."""

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False, null=True, blank=True
    )
    mail = models.ForeignKey(
        Mail, on_delete=models.CASCADE, related_name="tries", db_index=False, null=True, blank=True
    )
    number = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=40)
    result = models.CharField(max_length=14, choices=AttemptResult, default=AttemptResult.STARTED)
    provider_id = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    cost = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, default="ZAR")
    parts = models.PositiveSmallIntegerField(default=1)
    template = models.CharField(
        max_length=120, blank=True, default="", db_default=""
    )  # WhatsApp's; empty: free words
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempt_number"),
            models.UniqueConstraint(fields=["mail", "number"], name="attempt_number_of_mail"),
            models.CheckConstraint(
                condition=models.Q(delivery__isnull=False, mail__isnull=True)
                | models.Q(delivery__isnull=True, mail__isnull=False),
                name="attempt_of_one",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["provider", "started_at"], name="attempt_provider"),
            models.Index(fields=["started_at"], name="attempt_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.number} ({self.result})"

    def end(self, result: str, *, at: datetime, **facts: Any) -> None:
        """Note what it came to, and how long that took."""
        self.result, self.finished_at = result, at
        self.milliseconds = max(0, round((at - self.started_at).total_seconds() * 1000))
        for name, value in facts.items():
            setattr(self, name, value)
