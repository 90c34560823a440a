"""A file of the library, what was made of it, what is said in it, and where it is shown."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media.terms import ALT_LENGTH, KEY_LENGTH, NAME_LENGTH, AssetKind
from synthai.core.media.states import IN_WORK, QUEUE, MediaState
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

KEPT_AWAY: Final = timedelta(days=30)  # what was put away may come back so long
MIDDLE: Final = 500  # thousandths


class AssetQuerySet(TenantQuerySet["Asset"]):
    """Filters of files."""

    def kept(self) -> "AssetQuerySet":
        """Those that were not put away."""
        return self.filter(removed_at__isnull=True)

    def forgotten(self, *, now: datetime) -> "AssetQuerySet":
        """Those that were put away for long."""
        return self.filter(removed_at__lt=now - KEPT_AWAY)

    def abandoned(self, *, now: datetime) -> "AssetQuerySet":
        """Those that no live worker makes smaller: the lease ran out, or nobody took them for long."""
        return self.filter(
            models.Q(lease_until__lt=now) | models.Q(lease_until__isnull=True, queued_at__lt=now - QUEUE),
            state__in=IN_WORK,
        )


class Asset(TenantModel):
    """A file of the library, by its place in storage. Pictures are drawn anew; of a film or sound `path` is what was uploaded.

    `edition` counts replacements: renditions of another edition are gone. `focus_x` and `focus_y` are thousandths from the left
    and the top of the picture: what a crop keeps in sight. `alt` says what a picture shows, or `is_decorative` that it says
    nothing. Erasure rule: deleted with the organisation, files too; the link to who added it is cleared with the person.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=10, choices=AssetKind)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    alt = models.CharField(_("what it shows"), max_length=ALT_LENGTH, blank=True)
    is_decorative = models.BooleanField(_("says nothing of its own"), default=False)
    credit = models.CharField(_("whose work it is"), max_length=NAME_LENGTH, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    focus_x = models.PositiveSmallIntegerField(default=MIDDLE, validators=[MaxValueValidator(1000)])
    focus_y = models.PositiveSmallIntegerField(default=MIDDLE, validators=[MaxValueValidator(1000)])

    path = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    total_size = models.PositiveBigIntegerField(default=0, help_text=_("With everything made of it."))
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    edition = models.PositiveIntegerField(default=1, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    state = models.CharField(max_length=10, choices=MediaState, default=MediaState.READY)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    trouble = models.CharField(max_length=12, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[AssetQuerySet] = AssetQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("file of the library")
        verbose_name_plural = _("files of the library")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="media_asset_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="media_asset_public_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-added_at", "-id"], name="media_asset_newest"),
            models.Index(fields=["organisation", "sha256"], name="media_asset_same"),
            models.Index(
                fields=["organisation", "lease_until"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="media_asset_in_work",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_work(self) -> bool:
        """Whether smaller renditions are still to come."""
        return self.state in IN_WORK

    @property
    def is_described(self) -> bool:
        """Whether a screen reader has something to say of it, or is told that there is nothing."""
        return self.kind != AssetKind.IMAGE or self.is_decorative or bool(self.alt.strip())


class AssetRendition(TenantModel):
    """One thing made of a file. `label`: w640 of a picture, 360p or sound of a film, poster. Never changed.

    Erasure rule: deleted with the organisation, files too.
    """

    asset = TenantForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=12)
    content_type = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("rendition of a file")
        verbose_name_plural = _("renditions of files")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "asset", "label", "content_type"], name="media_rendition_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.content_type}"


class AssetCaption(TenantModel):
    """What is said in a film or sound, in one language: [[from, until, words], …]. Erasure rule: with the organisation."""

    asset = TenantForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=10)
    cues = models.JSONField(default=list)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "asset", "language"], name="media_caption_once"),
        ]

    def __str__(self) -> str:
        return self.language


class AssetUse(TenantModel):
    """That a thing of some app shows a file. `place` is the app's kind of thing ("publishing.piece"), `key` its public id.

    Erasure rule: deleted with the organisation.
    """

    asset = TenantForeignKey(Asset, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=40, db_collation="C")
    key = models.CharField(max_length=KEY_LENGTH, db_collation="C")
    is_live = models.BooleanField(default=False, help_text=_("Readers see it there now."))

    class Meta:
        verbose_name = _("use of a file")
        verbose_name_plural = _("uses of files")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "place", "key", "asset"], name="media_use_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "asset"], name="media_use_of_asset")]

    def __str__(self) -> str:
        return f"{self.place} {self.key}"
