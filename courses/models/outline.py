"""The draft of a course: chapters, lessons in them, blocks in those. What is removed stays until it is gone for good."""

from typing import ClassVar

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.models.media import MediaFile
from courses.terms import TEXT_LENGTH, TITLE_LENGTH, BlockKind, Rule
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class ChapterQuerySet(TenantQuerySet["Chapter"]):
    """Filters of chapters."""

    def kept(self) -> "ChapterQuerySet":
        """Those not removed, in their order."""
        return self.filter(removed_at__isnull=True).order_by("position", "pk")


class Chapter(TenantModel):
    """A part of a course. Erasure rule: deleted with the organisation."""

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    position = models.PositiveIntegerField(default=0)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    opens_after = models.PositiveSmallIntegerField(
        _("opens so many days after the start"), null=True, blank=True, validators=[MaxValueValidator(730)]
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ChapterQuerySet] = ChapterQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="courses_chapter_titled"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "course", "position", "id"], name="courses_chapter_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(TenantQuerySet["Lesson"]):
    """Filters of lessons."""

    def kept(self) -> "LessonQuerySet":
        """Those not removed, in their order."""
        return self.filter(removed_at__isnull=True).order_by("position", "pk")


class Lesson(TenantModel):
    """One sitting of a course. `rule_value` is seconds for a time, per cent for a share of video, else 0.

    An optional lesson does not count; an open one may be read by who is not in the course. Erasure rule: deleted with
    the organisation.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    chapter = TenantForeignKey(Chapter, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    position = models.PositiveIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"), default=5, validators=[MaxValueValidator(600)]
    )
    rule = models.CharField(_("done when"), max_length=10, choices=Rule, default=Rule.VIEWED)
    rule_value = models.PositiveIntegerField(default=0)
    is_optional = models.BooleanField(_("does not count"), default=False)
    is_open = models.BooleanField(_("open to who is not in the course"), default=False)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    opens_after = models.PositiveSmallIntegerField(
        _("opens so many days after the start"), null=True, blank=True, validators=[MaxValueValidator(730)]
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[LessonQuerySet] = LessonQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="courses_lesson_titled"),
            models.CheckConstraint(
                condition=~models.Q(rule=Rule.VIDEO) | models.Q(rule_value__lte=100),
                name="courses_lesson_share_at_most_all",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "chapter", "position", "id"], name="courses_lesson_in_order"
            ),
            models.Index(fields=["organisation", "course"], name="courses_lesson_of_course"),
        ]

    def __str__(self) -> str:
        return self.title


class BlockQuerySet(TenantQuerySet["Block"]):
    """Filters of blocks."""

    def kept(self) -> "BlockQuerySet":
        """Those not removed, in their order."""
        return self.filter(removed_at__isnull=True).order_by("position", "pk")


class Block(TenantModel):
    """One piece of a lesson. `text` is Markdown (or code); `data` is what its kind needs beside it.

    image: alt · embed: url, title · code: language · callout: tone · quiz: ref (a public id) · assignment: task
    (engine.handins.task).
    Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    lesson = TenantForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=BlockKind)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(_("text"), blank=True, validators=[MaxLengthValidator(TEXT_LENGTH)])
    data = models.JSONField(default=dict, blank=True)
    media = TenantForeignKey(MediaFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[BlockQuerySet] = BlockQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "lesson", "position", "id"], name="courses_block_in_order"),
            models.Index(fields=["organisation", "media"], name="courses_block_of_media"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
