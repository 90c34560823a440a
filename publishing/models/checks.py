"""What is wrong with pieces: when each is looked at, what was found, and what is known of addresses elsewhere."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.check_terms import REASON_LENGTH, WORDS_LENGTH, FindingKind, LinkState, Urgency
from publishing.models.pieces import Piece
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

TOLD_FROM_HOUR: Final = 7
FORGOTTEN_AFTER: Final = timedelta(days=90)  # a dismissal whose text is gone, an address nothing leads to


class PieceCheckQuerySet(TenantQuerySet["PieceCheck"]):
    """Filters of looks at pieces."""

    def due(self, *, now: datetime) -> "PieceCheckQuerySet":
        """Those whose turn it is."""
        return self.filter(due_at__lte=now, piece__removed_at__isnull=True)


class PieceCheck(TenantModel):
    """When a piece is looked at next, and what it was when it was looked at last.

    `version` is the draft's, `revision` the number of the live one (0: none). `links` are the keys of the addresses elsewhere that
    it leads to (LinkCheck). Erasure rule: deleted with the organisation.
    """

    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    due_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    links = models.JSONField(default=list)

    objects: ClassVar[PieceCheckQuerySet] = PieceCheckQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("check of a piece")
        verbose_name_plural = _("checks of pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "piece"], name="publishing_piececheck_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_at"], name="publishing_piececheck_due"),
        ]

    def __str__(self) -> str:
        return str(self.piece_id)


class FindingQuerySet(TenantQuerySet["Finding"]):
    """Filters of findings."""

    def shown(self) -> "FindingQuerySet":
        """Those that stand in a draft or a live text now, of pieces that were not put away."""
        there = models.Q(in_draft=True) | models.Q(in_live=True)
        return self.filter(there, piece__removed_at__isnull=True)

    def open(self) -> "FindingQuerySet":
        """Those that nobody dismissed."""
        return self.shown().filter(dismissed_at__isnull=True)

    def to_tell(self, *, now: datetime) -> "FindingQuerySet":
        """On a Monday from seven on, what waits to be mended soon: writers hear of it once a week."""
        local = timezone.localtime(now)
        if local.weekday() != 0 or local.hour < TOLD_FROM_HOUR:
            return self.none()
        return self.open().filter(urgency__lte=Urgency.SOON)


class Finding(TenantModel):
    """One thing that is wrong with a piece: in its draft, in what readers see, or in both.

    `fingerprint` is the same as long as the words it is about are; a dismissal counts for that fingerprint alone. `told` are the
    figures of its sentence. Erasure rule: deleted with the organisation; the link to who dismissed it is cleared with the person.
    """

    public_id = PublicIdField()
    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=32, db_collation="C")
    kind = models.CharField(_("kind"), max_length=20, choices=FindingKind)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency)
    part = models.CharField(max_length=30, db_collation="C")
    words = models.CharField(max_length=WORDS_LENGTH, blank=True)
    told = models.JSONField(default=dict, blank=True)
    in_draft = models.BooleanField(default=False)
    in_live = models.BooleanField(default=False)
    found_at = models.DateTimeField(editable=False)
    seen_at = models.DateTimeField(editable=False)
    dismissed_at = models.DateTimeField(null=True, blank=True, editable=False)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("why it stays"), max_length=REASON_LENGTH, blank=True)

    objects: ClassVar[FindingQuerySet] = FindingQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("finding in a piece")
        verbose_name_plural = _("findings in pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "public_id"], name="publishing_finding_public_id"
            ),
            models.UniqueConstraint(
                fields=["organisation", "piece", "fingerprint"], name="publishing_finding_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "urgency", "-found_at", "-id"], name="publishing_finding_urgent"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class LinkCheckQuerySet(TenantQuerySet["LinkCheck"]):
    """Filters of addresses elsewhere."""

    def due(self, *, now: datetime) -> "LinkCheckQuerySet":
        """Those to be asked now."""
        return self.filter(due_at__lte=now)

    def forgotten(self, *, now: datetime) -> "LinkCheckQuerySet":
        """Those that nothing has led to for long."""
        return self.filter(seen_at__lt=now - FORGOTTEN_AFTER)


class LinkCheck(TenantModel):
    """An address elsewhere that pieces lead to, and whether somebody answers there.

    `failures` counts days on which it did not; three make it broken. `due_at` is moved on before it is asked, so that two workers
    do not ask the same. Erasure rule: deleted with the organisation.
    """

    key = models.CharField(max_length=32, db_collation="C")
    url = models.CharField(max_length=2000)
    host = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=LinkState, default=LinkState.NEW)
    status = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    failed_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects: ClassVar[LinkCheckQuerySet] = LinkCheckQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("address elsewhere")
        verbose_name_plural = _("addresses elsewhere")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="publishing_linkcheck_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_at"], name="publishing_linkcheck_due"),
        ]

    def __str__(self) -> str:
        return self.host
