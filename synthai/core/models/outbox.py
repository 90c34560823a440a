import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models.tenant import OptionalTenantModel


class OutboxEvent(OptionalTenantModel):
    """A fact on its way to its receivers: written with the work, relayed after the commit, at least once.

    `public_id` is the event id that receivers dedupe by. Erasure: payloads hold ids and plain values, no
    personal data; relayed rows are swept after some weeks, an organisation's rows go with it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, help_text=_("Dotted name, as pricing.ImportFinished."))
    payload = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    relayed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta(OptionalTenantModel.Meta):
        verbose_name = _("outbox event")
        verbose_name_plural = _("outbox events")
        indexes: ClassVar = [
            # The relay reads across organisations, oldest first, and only what still waits.
            models.Index(
                fields=["id"], condition=models.Q(relayed_at__isnull=True), name="core_outbox_waiting"
            ),
            models.Index(fields=["organisation", "id"], name="core_outbox_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.public_id}"


class FailedTask(OptionalTenantModel):
    """A background task that gave up, kept for staff to read and to run again.

    `kwargs` hold ids, never secrets; `error` holds the kind of error, never personal data. Erasure: goes with
    the organisation, and is swept some weeks after it was resolved.
    """

    name = models.CharField(_("task"), max_length=200)
    kwargs = models.JSONField(_("arguments"), default=dict)
    error = models.TextField(blank=True)
    traceback = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    failed_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta(OptionalTenantModel.Meta):
        verbose_name = _("failed task")
        verbose_name_plural = _("failed tasks")
        indexes: ClassVar = [
            models.Index(
                fields=["-failed_at"],
                condition=models.Q(resolved_at__isnull=True),
                name="core_failedtask_open",
            ),
            models.Index(fields=["organisation", "-failed_at"], name="core_failedtask_organisation"),
        ]

    def __str__(self) -> str:
        return self.name
