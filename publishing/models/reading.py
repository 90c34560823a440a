"""What readers do with pieces: each person's own shelf, and figures that name nobody."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.pieces import Piece
from synthai.core.models import TenantForeignKey, TenantModel, TenantQuerySet


class ReadingQuerySet(TenantQuerySet["Reading"]):
    """Filters of what people read."""

    def of(self, user_id: int) -> "ReadingQuerySet":
        """One person's."""
        return self.filter(user_id=user_id)

    def bookmarked(self) -> "ReadingQuerySet":
        """What was marked to be found again."""
        return self.filter(bookmarked_at__isnull=False)

    def waiting(self) -> "ReadingQuerySet":
        """What is to be read later."""
        return self.filter(later_at__isnull=False)


class Reading(TenantModel):
    """One person and one piece: opened, finished, bookmarked, to be read later.

    It belongs to the organisation that the person reads in; the piece is that organisation's own or, with `is_platform`, the
    platform's, and is named by its public id. Whether they may still read it is asked each time it is shown. Erasure rule: goes
    with the person, or the organisation.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_platform = models.BooleanField(default=False)
    key = models.CharField(max_length=16, db_collation="C")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    bookmarked_at = models.DateTimeField(_("bookmarked"), null=True, blank=True)
    later_at = models.DateTimeField(_("to read later"), null=True, blank=True)

    objects: ClassVar[ReadingQuerySet] = ReadingQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("piece of a reader")
        verbose_name_plural = _("pieces of readers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user", "is_platform", "key"], name="publishing_reading_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "is_platform", "key"], name="publishing_reading_of_piece"),
        ]

    def __str__(self) -> str:
        return self.key


class ReaderChoice(TenantModel):
    """Whether a person wants suggestions. Who does not is not counted for others' either. Erasure rule: as Reading."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    wants_suggestions = models.BooleanField(_("suggest what to read"), default=True)

    class Meta:
        verbose_name = _("choice of a reader")
        verbose_name_plural = _("choices of readers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="publishing_readerchoice_once"),
        ]

    def __str__(self) -> str:
        return str(self.wants_suggestions)


class PieceDay(TenantModel):
    """How often a piece was opened, read to its end, bookmarked and reached from a search on a day, by anybody.

    Erasure rule: deleted with the organisation.
    """

    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    bookmarked = models.PositiveIntegerField(default=0)
    searched = models.PositiveIntegerField(default=0)  # opened from a list of results

    class Meta:
        verbose_name = _("readers of a day")
        verbose_name_plural = _("readers of days")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "piece", "day"], name="publishing_pieceday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.piece_id} {self.day}"


class ReadTogether(TenantModel):
    """How many organisations read two pieces of one shelf to their end. It keeps no organisation's name, and no person's.

    Kept by the organisation that the pieces belong to. Erasure rule: deleted with it.
    """

    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    other = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    organisations = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("pieces read together")
        verbose_name_plural = _("pieces read together")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "piece", "other"], name="publishing_readtogether_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.piece_id} {self.other_id}"
