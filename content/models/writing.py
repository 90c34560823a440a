"""A writing run: who asked for which sections of a document, and what became of each."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.documents import Document
from content.terms import KEY_LENGTH, NOTES_LENGTH, TITLE_LENGTH
from synthai.core.leases import LEASE
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class WritingState(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Writing")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class SectionState(models.TextChoices):
    """Where a section of a run stands."""

    WAITING = "waiting", _("Waits")
    WRITING = "writing", _("Is being written")
    WRITTEN = "written", _("Written")
    FAILED = "failed", _("Not written")
    LEFT = "left", _("Left as it was")


ACTIVE_STATES = (WritingState.WAITING, WritingState.RUNNING)
MAX_ATTEMPTS = 3


class WritingRunQuerySet(TenantQuerySet["WritingRun"]):
    """Filters of runs."""

    def active(self) -> "WritingRunQuerySet":
        """Waiting or running."""
        return self.filter(state__in=ACTIVE_STATES)

    def newest_first(self) -> "WritingRunQuerySet":
        """Latest request first."""
        return self.order_by("-requested_at", "-id")

    def abandoned(self, *, now: datetime) -> "WritingRunQuerySet":
        """Active runs that no worker holds: the lease ran out, or nobody took it within one lease."""
        lost = models.Q(lease_until__lt=now)
        untaken = models.Q(lease_until__isnull=True, requested_at__lt=now - LEASE)
        return self.active().filter(lost | untaken)


class WritingRun(TenantModel):
    """One request to have sections of a document written.

    A worker holds it by a lease; `attempts` is also its token: who lost the lease may write nothing any more. Sections are rows of their
    own, so what is written is written once. `facts` is what was known when it was asked for, until it has ended: every section is
    written from the same. `document_version` is what it began with: what a person changed after it stays. Erasure rule: deleted with the document and the organisation; the link to who asked is
    cleared with the person.
    """

    public_id = PublicIdField()
    document = TenantForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=WritingState, default=WritingState.WAITING)
    notes = models.TextField(_("what to keep in mind"), max_length=NOTES_LENGTH, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0, editable=False)
    document_version = models.PositiveIntegerField(default=1, editable=False)
    facts = models.JSONField(default=list)
    totals = models.JSONField(default=dict, help_text=_("Counts by who wrote, tokens, cost and credits."))
    error = models.TextField(blank=True)

    objects: ClassVar[WritingRunQuerySet] = WritingRunQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("writing run")
        verbose_name_plural = _("writing runs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_writing_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "document"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="content_writing_one_active",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-requested_at", "-id"], name="content_writing_newest"),
            models.Index(fields=["organisation", "document", "-id"], name="content_writing_of_document"),
            models.Index(fields=["organisation", "state", "lease_until"], name="content_writing_state"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @property
    def is_active(self) -> bool:
        """Waiting or running."""
        return self.state in ACTIVE_STATES

    @property
    def is_cancelling(self) -> bool:
        """Somebody asked to stop it, and its worker has not stopped yet."""
        return self.is_active and self.cancel_requested_at is not None

    @property
    def cancel_key(self) -> str:
        """What the worker that holds it now listens to (synthai.core.ai.cancelling)."""
        return f"{self.public_id}-{self.requested_at.timestamp():.0f}-{self.attempts}"

    def is_held(self, *, now: datetime) -> bool:
        """A worker holds it and renewed its lease in time."""
        return self.lease_until is not None and self.lease_until >= now

    def mark_started(self, *, at: datetime) -> None:
        """A worker takes the run."""
        self.state, self.lease_until = WritingState.RUNNING, at + LEASE
        self.started_at = self.started_at or at
        self.attempts += 1
        self.version += 1

    def mark_ended(self, state: WritingState, *, at: datetime, error: str = "") -> None:
        """The run is over."""
        self.state, self.finished_at, self.lease_until, self.error = state, at, None, error
        self.version += 1

    def mark_waiting_again(self, *, at: datetime) -> None:
        """Another round for what was not written."""
        self.state, self.attempts, self.error = WritingState.WAITING, 0, ""
        self.lease_until = self.finished_at = self.cancel_requested_at = None
        self.requested_at = at
        self.version += 1


class RunSectionQuerySet(TenantQuerySet["RunSection"]):
    """Filters of sections."""

    def of_run(self, run: WritingRun) -> "RunSectionQuerySet":
        """Those of one run."""
        return self.filter(run_id=run.pk)

    def in_order(self) -> "RunSectionQuerySet":
        """As in the document."""
        return self.order_by("position", "pk")


class RunSection(TenantModel):
    """A section of a run. `before` is the text that stood in the document when it was asked for (null: the template's own), to put back;
    `because` is why no machine wrote it; `cost` is in rand, of the calls whose price is known; `unpriced` counts the others. Erasure rule: deleted with its run."""

    run = TenantForeignKey(WritingRun, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=KEY_LENGTH, db_collation="C")
    title = models.CharField(max_length=TITLE_LENGTH)
    state = models.CharField(max_length=10, choices=SectionState, default=SectionState.WAITING)
    text = models.TextField(blank=True)
    by = models.CharField(max_length=10, blank=True)
    because = models.CharField(max_length=20, blank=True)
    uses = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    before = models.JSONField(null=True)
    error = models.CharField(max_length=500, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.PositiveSmallIntegerField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    tokens = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    unpriced = models.PositiveSmallIntegerField(default=0)
    credits = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    put_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RunSectionQuerySet] = RunSectionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("section of a writing run")
        verbose_name_plural = _("sections of writing runs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_runsection_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "run", "key"], name="content_runsection_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"

    @property
    def is_written(self) -> bool:
        """Whether there is a text."""
        return self.state == SectionState.WRITTEN
