"""How a piece gets to its readers: who was asked to review it, who writes in it now, and what editors say to each other about it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.models.pieces import Piece, Revision
from publishing.terms import NOTE_LENGTH, WORDS_LENGTH, Verdict
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class ReviewQuerySet(TenantQuerySet["Review"]):
    """Filters of reviews."""

    def waiting(self) -> "ReviewQuerySet":
        """Those that nobody decided, of pieces that were not put away."""
        return self.filter(verdict=Verdict.WAITING, piece__removed_at__isnull=True)


class Review(TenantModel):
    """Somebody asked an editor, or whoever may, to review a piece as `revision` keeps it, and what came of it. `seen_version` is the
    piece's count of changes that was decided about. `by_another`: a person approved it who had neither begun the piece nor sent it, nor
    changed it since; this is what counts where a review is demanded. Erasure rule: deleted with the organisation; links to people are cleared with them.
    """

    public_id = PublicIdField()
    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    revision = TenantForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("what the editor should know"), max_length=WORDS_LENGTH, blank=True)
    due_on = models.DateField(_("wanted by"), null=True, blank=True)
    asked_at = models.DateTimeField(editable=False)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.WAITING, blank=True)
    words = models.CharField(_("what the editor said"), max_length=WORDS_LENGTH, blank=True)
    seen_version = models.PositiveIntegerField(default=0, editable=False)
    by_another = models.BooleanField(default=False, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("review of a piece")
        verbose_name_plural = _("reviews of pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "public_id"], name="publishing_review_public_id"),
            models.UniqueConstraint(
                fields=["organisation", "piece"],
                condition=Q(verdict=""),
                name="publishing_review_one_waits",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "asked_at", "id"],
                condition=Q(verdict=""),
                name="publishing_review_waiting",
            ),
            models.Index(fields=["organisation", "piece", "-asked_at"], name="publishing_review_of_piece"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} ({self.piece_id})"

    @property
    def is_late(self) -> bool:
        """Whether the day it was wanted by is over, where the organisation is."""
        return self.due_on is not None and self.due_on < timezone.localdate()


class Desk(TenantModel):
    """Who writes in a piece now, as far as one knows: held until two minutes after the last sign of life. A courtesy and no wall: what
    two people write in the same part is still judged there. `taken_from` is who wrote before, `since` when this one began.
    Erasure rule: deleted with the organisation, or the person.
    """

    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taken_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("who writes in a piece")
        verbose_name_plural = _("who writes in pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "piece"], name="publishing_desk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ({self.piece_id})"

    def is_held(self, *, now: datetime) -> bool:
        """Whether somebody sits at it."""
        return self.until > now


class PieceNote(TenantModel):
    """What an editor says to others about a piece, or about one block of it; never shown to readers. A reply names what it answers;
    replies have none of their own. Erasure rule: deleted with the organisation; links to people are cleared with them.
    """

    public_id = PublicIdField()
    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    block = models.CharField(max_length=16, blank=True)
    answers = TenantForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    words = models.CharField(_("note"), max_length=NOTE_LENGTH)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("note on a piece")
        verbose_name_plural = _("notes on pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="publishing_note_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="publishing_note_public_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "piece", "written_at"], name="publishing_note_of_piece"),
        ]

    def __str__(self) -> str:
        return self.words[:40]
