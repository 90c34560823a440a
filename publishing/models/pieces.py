"""A piece, its revisions, its authors and the addresses it had."""

from datetime import datetime
from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.shelves import Series
from publishing.terms import (
    LANGUAGES,
    SLUG_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Audience,
    PieceKind,
    RevisionKind,
    Standing,
)
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class PieceQuerySet(TenantQuerySet["Piece"]):
    """Filters of pieces."""

    def kept(self) -> "PieceQuerySet":
        """Those that were not put away."""
        return self.filter(removed_at__isnull=True)

    def live(self, *, now: datetime) -> "PieceQuerySet":
        """Those that readers see now."""
        return self.kept().filter(
            models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=now), live__isnull=False
        )

    def due(self, *, now: datetime) -> "PieceQuerySet":
        """Those whose next revision is to go live by now."""
        return self.kept().filter(next__isnull=False, goes_live_at__lte=now)

    def over(self, *, now: datetime) -> "PieceQuerySet":
        """Those whose time ended and that nobody was told of yet."""
        return self.kept().filter(live__isnull=False, ends_at__lte=now, ended_told_at__isnull=True)

    def unchecked(self, *, now: datetime) -> "PieceQuerySet":
        """Those that nobody ever looked at: brought in beside the editor."""
        looks = apps.get_model("publishing.PieceCheck").objects.filter(piece_id=models.OuterRef("pk"))
        return self.kept().filter(~models.Exists(looks), created_at__lte=now)


class Piece(TenantModel):
    """One article, video or resource in one language: its draft, and which revision readers see.

    `title`, `summary`, `blocks`, `seo` are the draft; anything may stand in it until it is to be published. `blocks` is a list of
    {"id", "kind", "text", "data"} (publishing.engine.blocks); files are named by their public ids in `data`. `version` counts
    every change; `touched` says at which version each part ("title", "block:<id>") was changed last, so that only those who
    change the same part are in each other's way. `live` is what readers see, `next` what they will see from `goes_live_at`
    on. A translation names its original; `follows` is the number of the original's live revision it was made of: when the
    original has a later one, the translation is stale. `next_by` planned what goes live; `missed` says what was planned and could not
    be done: {"at", "troubles"}. `ended_told_at`: when search, feeds and kept pages were told that its time is over. `unread` names the
    parts ("title", "block:<id>") that a machine wrote and no person has said to have read; while there are any, `is_machine_draft` says
    so and it cannot be published. Erasure rule: deleted with the organisation; links to people are cleared with them.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=10, choices=PieceKind, default=PieceKind.ARTICLE)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="en")
    slug = models.CharField(_("address"), max_length=SLUG_LENGTH, db_collation="C")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    summary = models.CharField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    blocks = models.JSONField(default=list, blank=True)
    seo = models.JSONField(default=dict, blank=True)
    cover = TenantForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    touched = models.JSONField(default=dict, blank=True, editable=False)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.WRITING)

    audience = models.CharField(_("who may read it"), max_length=10, choices=Audience, default=Audience.TEAM)
    allows_comments = models.BooleanField(_("readers may comment"), default=False)
    is_featured = models.BooleanField(_("shown first"), default=False)
    check_on = models.DateField(_("check again on"), null=True, blank=True)

    live = TenantForeignKey(
        "publishing.Revision", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    live_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    first_live_at = models.DateTimeField(null=True, blank=True, editable=False)
    next = TenantForeignKey(
        "publishing.Revision", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    goes_live_at = models.DateTimeField(_("goes live"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    next_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    missed = models.JSONField(default=dict, blank=True, editable=False)
    ended_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    series = TenantForeignKey(Series, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    series_position = models.PositiveIntegerField(default=0)
    original = TenantForeignKey(
        "publishing.Piece", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    follows = models.PositiveIntegerField(default=0, editable=False)
    is_machine_draft = models.BooleanField(default=False, editable=False)
    unread = models.JSONField(default=list, blank=True, editable=False)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PieceQuerySet] = PieceQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="publishing_piece_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="publishing_piece_public_id"),
            models.UniqueConstraint(
                fields=["organisation", "language", "slug"], name="publishing_piece_slug"
            ),
            models.UniqueConstraint(
                fields=["organisation", "original", "language"],
                condition=models.Q(original__isnull=False),
                name="publishing_piece_translated_once",
            ),
            models.CheckConstraint(
                condition=models.Q(next__isnull=True) | models.Q(goes_live_at__isnull=False),
                name="publishing_piece_next_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at", "-id"], name="publishing_piece_changed"),
            models.Index(
                fields=["organisation", "language", "-live_at", "-id"],
                condition=models.Q(live__isnull=False),
                name="publishing_piece_live",
            ),
            models.Index(
                fields=["organisation", "series", "series_position"], name="publishing_piece_in_series"
            ),
            models.Index(
                fields=["organisation", "goes_live_at"],
                condition=models.Q(next__isnull=False),
                name="publishing_piece_due",
            ),
            models.Index(
                fields=["organisation", "ends_at"],
                condition=models.Q(live__isnull=False, ended_told_at__isnull=True, ends_at__isnull=False),
                name="publishing_piece_over",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def is_live(self, *, now: datetime) -> bool:
        """Whether readers see it now."""
        return self.live_id is not None and self.removed_at is None and not self.has_ended(now=now)

    def has_ended(self, *, now: datetime) -> bool:
        """Whether its time is over."""
        return self.ends_at is not None and self.ends_at <= now

    def was_touched_after(self, part: str, version: int) -> bool:
        """Whether somebody changed this part after that version."""
        return int(self.touched.get(part, 0)) > version


class Revision(TenantModel):
    """A piece as it stood. Never changed. `of_version` is the piece's count of changes then; `facts` what readers are told beside
    the text: {"authors", "tags", "minutes", "words"}. Erasure rule: deleted with the organisation; the link to who made it is
    cleared with the person.
    """

    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    of_version = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=RevisionKind, default=RevisionKind.SAVED)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    summary = models.CharField(max_length=SUMMARY_LENGTH, blank=True)
    blocks = models.JSONField(default=list)
    seo = models.JSONField(default=dict)
    cover = TenantForeignKey("media.Asset", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    facts = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("revision of a piece")
        verbose_name_plural = _("revisions of pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="publishing_revision_tenant_id"),
            models.UniqueConstraint(
                fields=["organisation", "piece", "number"], name="publishing_revision_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class PieceAuthor(TenantModel):
    """Who wrote a piece, as readers see it. Erasure rule: deleted with the organisation; the link to the person is cleared with them."""

    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=TITLE_LENGTH)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("author of a piece")
        verbose_name_plural = _("authors of pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "piece", "name"], name="publishing_author_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OldAddress(TenantModel):
    """An address a piece had while readers saw it: who follows it is led to the new one. Erasure rule: with the organisation."""

    piece = TenantForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    slug = models.CharField(max_length=SLUG_LENGTH, db_collation="C")
    left_at = models.DateTimeField()

    class Meta:
        verbose_name = _("old address of a piece")
        verbose_name_plural = _("old addresses of pieces")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "language", "slug"], name="publishing_old_address_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "piece"], name="publishing_old_address_piece")
        ]

    def __str__(self) -> str:
        return self.slug
