"""Pictures, videos, sounds and files of courses, what was made of them, their captions, and how people like to watch."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.terms import Variant
from synthai.core.media.languages import LANGUAGES
from synthai.core.media.states import IN_WORK, QUEUE, MediaState, Trouble
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

ORPHAN_AFTER: Final = timedelta(days=30)


class MediaQuerySet(TenantQuerySet["MediaFile"]):
    """Filters of files."""

    def abandoned(self, *, now: datetime) -> "MediaQuerySet":
        """Films that no live worker makes smaller: the lease ran out, or nobody took them for long."""
        return self.filter(
            models.Q(lease_until__lt=now) | models.Q(lease_until__isnull=True, queued_at__lt=now - QUEUE),
            state__in=IN_WORK,
        )

    def old(self, *, now: datetime) -> "MediaQuerySet":
        """Those that are old enough to be asked whether anything still shows them."""
        return self.filter(added_at__lt=now - ORPHAN_AFTER)


class MediaFile(TenantModel):
    """A file of a course, by its place in storage. Pictures are drawn anew, and once more small (`small_path`).

    What is made of it are `Rendition`s. Of a film or sound `path` is what was uploaded: learners get it only while nothing
    smaller is there. A worker holds it until `lease_until` under `lease_token`. A copied course has rows of its own for the
    same stored files. Erasure rule: deleted with the organisation, files too.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=200)
    small_path = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    small_size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    added_by_label = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    state = models.CharField(max_length=10, choices=MediaState, default=MediaState.READY)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Per cent."))
    trouble = models.CharField(max_length=12, choices=Trouble, blank=True)
    is_measured = models.BooleanField(default=False, editable=False)
    queued_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[MediaQuerySet] = MediaQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("file of a course")
        verbose_name_plural = _("files of courses")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "course", "sha256"], name="courses_media_of_course"),
            models.Index(
                fields=["organisation", "lease_until"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="courses_media_in_work",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_work(self) -> bool:
        """Whether smaller renditions are still to come."""
        return self.state in IN_WORK


class Rendition(TenantModel):
    """One thing made of a file. `label`: w640 of a picture, 360p or sound of a film, poster. Never changed.

    Erasure rule: deleted with the organisation, files too.
    """

    media = TenantForeignKey(MediaFile, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=10)
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
                fields=["organisation", "media", "label", "content_type"], name="courses_rendition_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.content_type}"


class Caption(TenantModel):
    """What is said in a film or sound, in one language: [[from, until, words], …]. Erasure rule: with the organisation."""

    media = TenantForeignKey(MediaFile, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    cues = models.JSONField(default=list)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "media", "language"], name="courses_caption_once"
            ),
        ]

    def __str__(self) -> str:
        return self.language


class Watching(TenantModel):
    """How a person likes to watch here: less data, and which size. Erasure rule: goes with the person, or the organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    saves_data = models.BooleanField(_("save data"), default=False)
    variant = models.CharField(_("size of videos"), max_length=10, choices=Variant, blank=True, default="")

    class Meta:
        verbose_name = _("way of watching")
        verbose_name_plural = _("ways of watching")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="courses_watching_once"),
        ]

    def __str__(self) -> str:
        return self.variant or "fitting"
