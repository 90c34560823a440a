"""Documents of others that were read in, and their text page by page."""

from datetime import datetime, timedelta
from typing import ClassVar, Final, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.leases import LEASE
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

MOST_ATTEMPTS: Final = 3
UNDO: Final = timedelta(days=1)  # how long a removed one can be put back


class ReadState(models.TextChoices):
    """Where the reading stands."""

    WAITING = "waiting", _("Waiting for its turn")
    READING = "reading", _("Being read")
    READ = "read", _("Read")
    FAILED = "failed", _("Could not be read")


SUMMARY_LOST: Final = timedelta(minutes=30)  # twice what its task may take
WORKING: Final = (ReadState.WAITING, ReadState.READING)


class SummaryState(models.TextChoices):
    """Whether a language model wrote the summary."""

    NONE = "", _("Taken from the text")
    ASKED = "asked", _("A language model is writing")
    WRITTEN = "written", _("Written by a language model")
    REFUSED = "refused", _("The language model's summary was refused")


class ReadQuerySet(TenantQuerySet["ReadDocument"]):
    """Filters of documents that were read in."""

    def kept(self) -> "ReadQuerySet":
        """Those that were not removed."""
        return self.filter(removed_at__isnull=True)

    def abandoned(self, *, now: datetime) -> "ReadQuerySet":
        """Work that no live worker holds: its lease ran out, or nobody took it within one lease."""
        lost = models.Q(lease_until__lt=now)
        untaken = models.Q(lease_until__isnull=True, queued_at__lt=now - LEASE)
        return self.filter(lost | untaken, state__in=WORKING)

    def unsummed(self, *, now: datetime) -> "ReadQuerySet":
        """Whose summary was asked of a model, and whose worker is gone: its lease ran out, or it never came."""
        long_ago = now - SUMMARY_LOST
        lost = models.Q(lease_until__lt=now)
        untaken = models.Q(lease_until__isnull=True, read_at__lt=long_ago, queued_at__lt=long_ago)
        return self.filter(lost | untaken, state=ReadState.READ, summary_state=SummaryState.ASKED)

    def over(self, *, now: datetime) -> "ReadQuerySet":
        """Removed for good by now, or past the day until which they were to be kept."""
        removed = models.Q(removed_at__lte=now - UNDO)
        return self.filter(removed | models.Q(keep_until__lt=now.date()))


class ReadDocument(TenantModel):
    """One file of somebody else that was read. `knowledge` is what was found in it (`synthai.core.reading.knowledge`), `slip` the fields of a
    supplier's invoice, `accepted` the facts that a person took over: [{"key", "label", "kind", "value", "page"}]. `path` is empty once the file itself was
    deleted. A worker that reads it, or has a model sum it up, holds it until `lease_until` under `lease_token`. Erasure rule: deleted with the organisation, the file too; the link to who uploaded it
    is cleared with the person; all of it is gone after `keep_until`.
    """

    public_id = PublicIdField()
    state = models.CharField(max_length=10, choices=ReadState, default=ReadState.WAITING)
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=300, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    pages = models.PositiveIntegerField(default=0)
    pages_read = models.PositiveIntegerField(default=0)
    has_pages = models.BooleanField(default=True)
    empty_pages = models.PositiveIntegerField(default=0)
    cut = models.CharField(max_length=10, blank=True)
    knowledge = models.JSONField(default=dict)
    slip = models.JSONField(default=dict)
    accepted = models.JSONField(default=list)
    summary = models.JSONField(default=list)
    summary_state = models.CharField(max_length=10, choices=SummaryState, blank=True, default="")
    summary_reason = models.CharField(max_length=300, blank=True)

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_by_label = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField(editable=False)
    queued_at = models.DateTimeField(editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    keep_until = models.DateField()
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    request_key = models.CharField(max_length=64, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    progress = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ReadQuerySet] = ReadQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("document read in")
        verbose_name_plural = _("documents read in")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_read_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_read_public_id"),
            models.UniqueConstraint(
                fields=["organisation", "request_key"],
                condition=~models.Q(request_key=""),
                name="content_read_request_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-uploaded_at", "-id"], name="content_read_newest"),
            models.Index(
                fields=["organisation", "queued_at"],
                condition=models.Q(state__in=["waiting", "reading"]),
                name="content_read_working",
            ),
            models.Index(fields=["organisation", "keep_until"], name="content_read_keep_until"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def tenant_id(self) -> int:
        """The organisation's key; a stored row always has one."""
        return cast("int", self.organisation_id)

    @property
    def is_working(self) -> bool:
        """A worker has it, or will."""
        return self.state in WORKING

    @property
    def is_read(self) -> bool:
        """Its text is there."""
        return self.state == ReadState.READ


class ReadPage(TenantModel):
    """One page (or sheet, or part) of a document that was read: its blocks, and all of its words for the search. Erasure rule: goes with the
    document."""

    document = TenantForeignKey(ReadDocument, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    blocks = models.JSONField(default=list)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("page of a document read in")
        verbose_name_plural = _("pages of documents read in")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "document", "number"], name="content_read_page"),
        ]

    def __str__(self) -> str:
        return str(self.number)
