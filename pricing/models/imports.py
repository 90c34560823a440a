"""Files that became products and sales, what was found in them, and the mappings that are remembered."""

from datetime import datetime, timedelta
from typing import ClassVar, cast

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pricing.terms import ImportKind
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 4


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("Looking at the file")
    MAPPING = "mapping", _("Needs your answer")
    WAITING = "waiting", _("Waiting for its turn")
    READING = "reading", _("Being read")
    LOADED = "loaded", _("Loaded")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    UNDONE = "undone", _("Undone")


WORKING = (ImportState.UPLOADED, ImportState.WAITING, ImportState.READING)
OPEN = (*WORKING, ImportState.MAPPING)


class ImportQuerySet(TenantQuerySet["Import"]):
    """Filters of imports."""

    def newest_first(self) -> "ImportQuerySet":
        """As the list shows them."""
        return self.order_by("-uploaded_at", "-id")

    def abandoned(self, *, now: datetime) -> "ImportQuerySet":
        """Work that no live worker holds: its lease ran out, or nobody took it within one lease."""
        return self.filter(
            models.Q(lease_until__lt=now)
            | models.Q(lease_until__isnull=True, queued_at__lt=now - LEASE, state__in=WORKING),
            state__in=WORKING,
        )


class Import(TenantModel):
    """One uploaded file on its way to rows.

    `facts` is what inspection found: headings, first rows, delimiter, encoding, sheet, questions.
    `mapping` is what each column means, `options` the answers (date order, VAT, week one). `findings` sums up
    problems by kind for the page; the row-level report is the file at `report_path`.
    The lease: a worker holds the import until `lease_until` under `lease_token`; whoever finds it expired may
    take over, and the old holder's commit is refused because its token no longer matches.
    Erasure rule: deleted with the organisation, files first; the uploader's link is cleared with the person.
    """

    public_id = PublicIdField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    kind = models.CharField(max_length=10, choices=ImportKind, default=ImportKind.SALES)
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=300, editable=False)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, blank=True)
    preset = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    is_sample = models.BooleanField(default=False)
    request_key = models.CharField(
        max_length=255, blank=True, editable=False, help_text=_("Idempotency-Key.")
    )

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_by_label = models.CharField(max_length=150, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    stage = models.CharField(max_length=120, blank=True)
    error_code = models.CharField(max_length=80, blank=True)
    error = models.TextField(blank=True)

    row_count = models.PositiveIntegerField(default=0, help_text=_("Rows of data in the file."))
    added_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0, help_text=_("Rows left out because of an error."))
    warning_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0, help_text=_("Rows left out on purpose."))
    product_count = models.PositiveIntegerField(default=0, help_text=_("Products in the file."))
    new_product_count = models.PositiveIntegerField(default=0)
    data_from = models.DateField(null=True, blank=True)
    data_until = models.DateField(null=True, blank=True)
    findings = models.JSONField(default=list)
    report_path = models.CharField(max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[ImportQuerySet] = ImportQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="pricing_import_progress"),
            models.UniqueConstraint(
                fields=["organisation", "request_key"],
                condition=~models.Q(request_key=""),
                name="pricing_import_request_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-uploaded_at", "-id"], name="pricing_import_newest"),
            models.Index(fields=["organisation", "sha256"], name="pricing_import_same_file"),
            models.Index(
                fields=["organisation", "queued_at"],
                condition=models.Q(state__in=["uploaded", "waiting", "reading"]),
                name="pricing_import_working",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def tenant_id(self) -> int:
        """The organisation's key; a stored row always has one."""
        return cast("int", self.organisation_id)

    @property
    def is_working(self) -> bool:
        """A worker has it, or will."""
        return self.state in WORKING

    @property
    def is_open(self) -> bool:
        """Not at its end: may be cancelled."""
        return self.state in OPEN

    @property
    def can_be_undone(self) -> bool:
        """Its rows are in."""
        return self.state == ImportState.LOADED

    @property
    def changed_nothing(self) -> bool:
        """Every row was known already."""
        return self.state == ImportState.LOADED and not (self.added_count or self.changed_count)

    @property
    def is_finished(self) -> bool:
        """No further state follows by itself."""
        return not self.is_open

    def mark_queued(self, state: ImportState, *, at: datetime) -> None:
        """A worker is to take it from here."""
        self.state, self.queued_at = state, at
        self.lease_until, self.lease_token, self.attempts = None, "", 0
        self.progress, self.stage = 0, ""

    def mark_held(self, *, token: str, at: datetime) -> None:
        """A worker takes it."""
        self.lease_token, self.lease_until = token, at + LEASE
        self.started_at = self.started_at or at
        self.attempts += 1

    def mark_ended(self, state: ImportState, *, at: datetime, code: str = "", error: str = "") -> None:
        """Nothing works on it any more."""
        self.state, self.error_code, self.error = state, code, error
        self.lease_until, self.lease_token, self.stage = None, "", ""
        if state in {ImportState.LOADED, ImportState.FAILED, ImportState.CANCELLED}:
            self.finished_at = at
        if state == ImportState.LOADED:
            self.progress = 100


class ImportMapping(TenantModel):
    """What an organisation said about one layout of columns, so that it says it once.

    Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    options = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"], name="pricing_importmapping_layout_once"
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:12]


class ProductChange(TenantModel):
    """What an import changed on a product that was there before: read by its undo.

    Erasure rule: deleted with the organisation.
    """

    source = TenantForeignKey(Import, on_delete=models.CASCADE, related_name="+")
    product = TenantForeignKey("pricing.Product", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("product change")
        verbose_name_plural = _("product changes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "source", "product"], name="pricing_productchange_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "product"], name="pricing_productchange_product"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.before} → {self.after}"
