"""Every message a gateway sent, before anything is done about it."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import OptionalTenantModel, PublicIdField
from synthai.core.models.fence import OptionalTenantQuerySet

LEASE = timedelta(minutes=2)


class MessageState(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Handled")
    REJECTED = "rejected", _("Not genuine")
    UNMATCHED = "unmatched", _("Belongs to nothing we know")
    FAILED = "failed", _("Could not be handled")


class GatewayMessageQuerySet(OptionalTenantQuerySet["GatewayMessage"]):
    def to_handle(self, *, now: datetime) -> "GatewayMessageQuerySet":
        return self.filter(state=MessageState.WAITING, next_try_at__lte=now)


class GatewayMessage(OptionalTenantModel):
    """Rows belong to no organisation: when a message arrives nobody knows yet whose it is, and only staff read it.

    The raw body holds personal data: it is emptied after 90 days (services.inbox.expire). `verdicts` are the checks in
    the order they were made.
    """

    public_id = PublicIdField()
    gateway = models.CharField(max_length=16)
    dedupe_key = models.CharField(max_length=120)
    kind = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=9, choices=MessageState, default=MessageState.WAITING)
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    source_ip = models.CharField(max_length=45, blank=True)
    verdicts = models.JSONField(default=list)
    copies = models.PositiveIntegerField(default=1)  # how often the same message came
    payment_reference = models.CharField(max_length=16, blank=True)
    error = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[GatewayMessageQuerySet] = GatewayMessageQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("gateway message")
        verbose_name_plural = _("gateway messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gateway", "dedupe_key"], name="billing_message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="billing_message_newest"),
            models.Index(
                fields=["organisation"],
                condition=models.Q(organisation__isnull=False),
                name="billing_message_of_tenant",
            ),
            models.Index(
                fields=["next_try_at"], condition=models.Q(state="waiting"), name="billing_message_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind} ({self.state})"
