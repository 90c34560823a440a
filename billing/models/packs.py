"""Month-end packs: what the bookkeeper gets of a period, as one ZIP that a worker makes."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.entities import BillingEntity
from synthai.core.models import PublicIdField

SILENT_FOR: Final = timedelta(minutes=10)  # a worker says where it is every few seconds


class PackState(models.TextChoices):
    """Where a pack stands."""

    ASKED = "asked", _("Waiting for a worker")
    WORKING = "working", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class MonthEndPack(models.Model):
    """One pack of one entity and period. Global: the operator's own books; the file has the customers' documents in it.

    `path` is in the private storage, beside the documents. Retention: staff remove a pack; what is in it is kept elsewhere.
    """

    public_id = PublicIdField()
    entity = models.ForeignKey(BillingEntity, on_delete=models.PROTECT, related_name="+")
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=8, choices=PackState, default=PackState.ASKED)
    step = models.CharField(_("step"), max_length=80, blank=True)
    done = models.PositiveIntegerField(_("documents done"), default=0)
    total = models.PositiveIntegerField(_("documents"), default=0)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file_bytes = models.PositiveBigIntegerField(_("bytes"), default=0)
    failure = models.CharField(_("why"), max_length=255, blank=True)
    by_label = models.CharField(_("by"), max_length=254)
    asked_at = models.DateTimeField(_("asked for"))
    heard_at = models.DateTimeField(_("last heard of"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("month-end pack")
        verbose_name_plural = _("month-end packs")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="billing_pack_in_order"
            ),
            models.UniqueConstraint(
                fields=["entity", "start", "end"],
                condition=models.Q(state__in=["asked", "working"]),
                name="billing_pack_one_at_work",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"

    @property
    def percent(self) -> int:
        """How far the documents are; 100 only when it is ready."""
        if self.state == PackState.READY:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    def is_silent(self, *, now: datetime) -> bool:
        """At work by its state, and no worker was heard of for long."""
        at_work = self.state in (PackState.ASKED, PackState.WORKING)
        return at_work and self.heard_at < now - SILENT_FOR
