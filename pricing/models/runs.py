"""A price run: one training on the organisation's sales and the recommendations that came out."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet


class RunState(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


ACTIVE_STATES = (RunState.WAITING, RunState.RUNNING)
LEASE = timedelta(seconds=45)
MAX_ATTEMPTS = 3


class RunQuerySet(TenantQuerySet["Run"]):
    """Filters of runs."""

    def active(self) -> "RunQuerySet":
        """Waiting or running."""
        return self.filter(state__in=ACTIVE_STATES)

    def finished(self) -> "RunQuerySet":
        """Runs that have recommendations."""
        return self.filter(state=RunState.FINISHED)

    def newest_first(self) -> "RunQuerySet":
        """Latest request first."""
        return self.order_by("-requested_at", "-id")

    def abandoned(self, *, now: datetime) -> "RunQuerySet":
        """Active runs that no worker holds: the lease ran out, or nobody took it within one lease."""
        lost = models.Q(lease_until__lt=now)
        untaken = models.Q(lease_until__isnull=True, requested_at__lt=now - LEASE)
        return self.active().filter(lost | untaken)


class Run(TenantModel):
    """Erasure rule: deleted with the organisation; the requester's link is cleared with the person."""

    public_id = PublicIdField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    stage = models.CharField(max_length=120, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    engine_version = models.CharField(max_length=40, blank=True)
    seed = models.PositiveIntegerField(default=0)
    settings = models.JSONField(default=dict, help_text=_("Guard rails and caution of this run."))
    data_from = models.DateField(null=True, blank=True)
    data_until = models.DateField(null=True, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    product_count = models.PositiveIntegerField(default=0)
    metrics = models.JSONField(
        default=dict, help_text=_("What the engine measured on this shop's own history.")
    )
    totals = models.JSONField(default=dict, help_text=_("Sums over the recommendations, kept by decisions."))
    error = models.TextField(blank=True)

    objects: ClassVar[RunQuerySet] = RunQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("price run")
        verbose_name_plural = _("price runs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="pricing_run_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="pricing_run_one_active",
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="pricing_run_progress"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-requested_at", "-id"], name="pricing_run_newest"),
            models.Index(fields=["organisation", "state", "-finished_at"], name="pricing_run_state"),
        ]

    def __str__(self) -> str:
        return f"Run {self.public_id} ({self.state})"

    @property
    def is_active(self) -> bool:
        """Waiting or running."""
        return self.state in ACTIVE_STATES

    def is_held(self, *, now: datetime) -> bool:
        """A worker holds it and renewed its lease in time."""
        return self.lease_until is not None and self.lease_until >= now

    def mark_started(self, *, at: datetime) -> None:
        """A worker takes the run."""
        self.state, self.lease_until = RunState.RUNNING, at + LEASE
        self.started_at = self.started_at or at
        self.attempts += 1

    def mark_ended(self, state: RunState, *, at: datetime, error: str = "") -> None:
        """The run is over, for good."""
        self.state, self.finished_at, self.lease_until, self.error = state, at, None, error
        if state == RunState.FINISHED:
            self.progress, self.stage = 100, ""
