"""How pieces are grouped: tags and series."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.terms import SLUG_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel


class Tag(TenantModel):
    """A word that pieces are found by. Erasure rule: deleted with the organisation."""

    name = models.CharField(_("name"), max_length=40)
    slug = models.CharField(max_length=40, db_collation="C")

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="publishing_tag_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "slug"], name="publishing_tag_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Series(TenantModel):
    """Pieces that are read one after the other. Erasure rule: deleted with the organisation."""

    public_id = PublicIdField()
    language = models.CharField(_("language"), max_length=10, default="en")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.CharField(max_length=SLUG_LENGTH, db_collation="C")
    summary = models.CharField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="publishing_series_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "language", "slug"], name="publishing_series_slug"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PieceTag(TenantModel):
    """That a piece carries a tag. Erasure rule: deleted with the organisation."""

    piece = TenantForeignKey("publishing.Piece", on_delete=models.CASCADE, related_name="+")
    tag = TenantForeignKey(Tag, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("tag of a piece")
        verbose_name_plural = _("tags of pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "piece", "tag"], name="publishing_piecetag_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "tag"], name="publishing_piecetag_of_tag")]

    def __str__(self) -> str:
        return f"{self.piece_id} {self.tag_id}"
