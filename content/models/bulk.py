"""Many documents of one table: the run, its rows, and the parts of its archive."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models.documents import Document
from content.terms import TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class BulkState(models.TextChoices):
    """Where a run stands."""

    DRAFT = "draft", _("Waits for a file")
    CHECKING = "checking", _("Is being checked")
    READY = "ready", _("Ready to start")
    WRITING = "writing", _("Is being written")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class RowState(models.TextChoices):
    """Where a row stands."""

    NEW = "new", _("Not checked yet")
    GOOD = "good", _("Good")
    BAD = "bad", _("To be mended")
    DONE = "done", _("Written")
    FAILED = "failed", _("Not written")


BULK_ACTIVE = (BulkState.CHECKING, BulkState.WRITING)
BULK_LEASE = timedelta(seconds=60)
BULK_ATTEMPTS = 3


class BulkRunQuerySet(TenantQuerySet["BulkRun"]):
    """Filters of runs."""

    def kept(self) -> "BulkRunQuerySet":
        """Those that were not put away."""
        return self.filter(removed_at__isnull=True)

    def abandoned(self, *, now: datetime) -> "BulkRunQuerySet":
        """Active runs that no worker holds: the lease ran out, or nobody took it within one lease."""
        lost = models.Q(lease_until__lt=now)
        untaken = models.Q(lease_until__isnull=True, asked_at__lt=now - BULK_LEASE)
        return self.filter(state__in=BULK_ACTIVE).filter(lost | untaken)

    def expired(self, *, now: datetime) -> "BulkRunQuerySet":
        """Ended or left lying so long that rows and files go."""
        return self.filter(expires_at__lt=now).exclude(state__in=BULK_ACTIVE)


class BulkRun(TenantModel):
    """One table, and the documents to be made of each of its rows.

    `refs` are the templates, `columns` the headings of the table, `mapping` the key of the question each column answers ("" for none). A worker
    holds it by a lease; `attempts` is also its token. `facts` is what was known when it was started: every row is written from the same, and
    `day` is the day on all of them. Rows hold what customers' customers are called, so run, rows and files go at `expires_at`. Erasure rule:
    deleted with the organisation, its files too; the link to who asked is cleared with the person.
    """

    public_id = PublicIdField()
    title = models.CharField(max_length=TITLE_LENGTH)
    refs = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=BulkState, default=BulkState.DRAFT)
    file_name = models.CharField(max_length=200, blank=True)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    formats = models.JSONField(default=list)
    makes_documents = models.BooleanField(default=False)
    is_draft = models.BooleanField(default=True, editable=False)
    facts = models.JSONField(default=list)
    row_count = models.PositiveIntegerField(default=0)
    good_count = models.PositiveIntegerField(default=0)
    bad_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    path = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    error = models.TextField(blank=True)

    objects: ClassVar[BulkRunQuerySet] = BulkRunQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("bulk run")
        verbose_name_plural = _("bulk runs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_bulk_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_bulk_public_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="content_bulk_newest"),
            models.Index(fields=["organisation", "state", "lease_until"], name="content_bulk_state"),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} ({self.state})"

    @property
    def is_active(self) -> bool:
        """A worker is at it, or will be."""
        return self.state in BULK_ACTIVE

    @property
    def is_cancelling(self) -> bool:
        """Somebody asked to stop it, and its worker has not stopped yet."""
        return self.is_active and self.cancel_requested_at is not None

    @property
    def is_open(self) -> bool:
        """Whether its table and its columns may still change: nothing was written of it."""
        return not self.is_active and self.done_count == 0 and self.state != BulkState.FINISHED

    @property
    def can_start(self) -> bool:
        """Whether every row was checked, and good ones were not written, or what was written was not packed."""
        counted = self.good_count + self.bad_count + self.done_count + self.failed_count
        left = self.good_count > 0 or (self.done_count > 0 and not self.path)
        return not self.is_active and self.state != BulkState.FINISHED and counted == self.row_count and left

    @property
    def progress(self) -> int:
        """Per cent of what it is at."""
        if self.state == BulkState.CHECKING:
            done, whole = self.good_count + self.bad_count, self.row_count
        else:
            done = self.done_count + self.failed_count
            whole = done + self.good_count
        return done * 100 // whole if whole else 0

    def is_held(self, *, now: datetime) -> bool:
        """A worker holds it and renewed its lease in time."""
        return self.lease_until is not None and self.lease_until >= now

    def mark_asked(self, state: BulkState, *, at: datetime) -> None:
        """A worker shall come."""
        self.state, self.asked_at, self.attempts, self.error = state, at, 0, ""
        self.lease_until = self.cancel_requested_at = self.finished_at = None
        self.version += 1

    def mark_taken(self, *, at: datetime) -> None:
        """A worker takes it."""
        self.lease_until = at + BULK_LEASE
        self.attempts += 1
        self.version += 1

    def mark_ended(self, state: BulkState, *, at: datetime, error: str = "") -> None:
        """The worker is done with it."""
        self.state, self.lease_until, self.error = state, None, error
        self.finished_at = at
        self.version += 1


class BulkRow(TenantModel):
    """One row of the table, by its line there. `name` is what its document is called; `errors` say by column what has to be mended. Erasure rule: deleted with its run."""

    run = TenantForeignKey(BulkRun, on_delete=models.CASCADE, related_name="+")
    line = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=RowState, default=RowState.NEW)
    name = models.CharField(max_length=TITLE_LENGTH, blank=True)
    errors = models.JSONField(default=list)
    files = models.JSONField(default=list)
    document = TenantForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("row of a bulk run")
        verbose_name_plural = _("rows of bulk runs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "run", "line"], name="content_bulkrow_line"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "run", "state", "line"], name="content_bulkrow_state"),
        ]

    def __str__(self) -> str:
        return f"{self.line} ({self.state})"


class BulkPart(TenantModel):
    """A piece of the archive that lies in storage. Its row is there before its file is, so no file is ever forgotten; it counts once `is_done`.
    Erasure rule: deleted with its run, its file too."""

    run = TenantForeignKey(BulkRun, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    is_done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("part of a bulk run")
        verbose_name_plural = _("parts of bulk runs")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_bulkpart_tenant_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "run", "id"], name="content_bulkpart_run"),
        ]

    def __str__(self) -> str:
        return self.path
