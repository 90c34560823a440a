"""A course: its settings, and the versions of it that learners see."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.terms import SUMMARY_LENGTH, TITLE_LENGTH, CourseState, Entry, Lock
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class CourseQuerySet(TenantQuerySet["Course"]):
    """Filters of courses."""

    def kept(self) -> "CourseQuerySet":
        """Those not put away."""
        return self.filter(removed_at__isnull=True)

    def live(self) -> "CourseQuerySet":
        """Those that somebody may start now."""
        return self.kept().filter(state=CourseState.LIVE)


class Course(TenantModel):
    """What is written once and taken by many. Chapters, lessons and blocks are its draft; learners see `live_version`.

    `changed_at` is the last change of the draft. Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.CharField(_("what it is about"), max_length=SUMMARY_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=CourseState, default=CourseState.DRAFT)
    entry = models.CharField(_("who may start it"), max_length=10, choices=Entry, default=Entry.SELF)
    lock = models.CharField(_("order of the lessons"), max_length=10, choices=Lock, default=Lock.NONE)
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1)])
    live_version = TenantForeignKey(
        "courses.CourseVersion",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("version that learners see"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("put away at"), null=True, blank=True, editable=False)

    objects: ClassVar[CourseQuerySet] = CourseQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="courses_course_titled"),
            models.CheckConstraint(
                condition=~models.Q(state=CourseState.LIVE) | models.Q(live_version__isnull=False),
                name="courses_course_live_has_version",
            ),
            models.CheckConstraint(
                condition=models.Q(seats__isnull=True) | models.Q(seats__gt=0),
                name="courses_course_seats_positive",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "title", "id"], name="courses_course_by_title"),
            models.Index(fields=["organisation", "live_version"], name="courses_course_of_version"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        """Whether somebody may start it now."""
        return self.state == CourseState.LIVE and self.removed_at is None


class Prerequisite(TenantModel):
    """A course that must be done before another. Erasure rule: deleted with the organisation."""

    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    needs = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "course", "needs"], name="courses_prerequisite_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(course=models.F("needs")), name="courses_prerequisite_not_itself"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "needs"], name="courses_prerequisite_of"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} needs {self.needs_id}"


class CourseVersionQuerySet(TenantQuerySet["CourseVersion"]):
    """Filters of versions."""

    def waiting(self) -> "CourseVersionQuerySet":
        """Those that are to go live later."""
        return self.filter(went_live_at__isnull=True)

    def due(self, *, now: datetime) -> "CourseVersionQuerySet":
        """Those whose hour has come."""
        return self.waiting().filter(live_at__lte=now)


class CourseVersion(TenantModel):
    """What learners see: the draft as it was when an author published it. Never changed afterwards.

    `outline` is `courses.engine.outline.Outline` as JSON; the text of lessons is in `PublishedLesson`. A version whose
    `live_at` is to come waits; `went_live_at` says that it did. Erasure rule: deleted with the organisation.
    """

    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.CharField(max_length=SUMMARY_LENGTH, blank=True)
    outline = models.JSONField(default=dict)
    lesson_count = models.PositiveIntegerField(default=0, help_text=_("Lessons that count."))
    minutes = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    moves_learners = models.BooleanField(default=False)
    is_drip = models.BooleanField(default=False, help_text=_("Some lessons open on a day."))
    live_at = models.DateTimeField()
    went_live_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by_label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[CourseVersionQuerySet] = CourseVersionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("version of a course")
        verbose_name_plural = _("versions of courses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "course", "number"], name="courses_version_once"),
            models.UniqueConstraint(
                fields=["organisation", "course"],
                condition=models.Q(went_live_at__isnull=True),
                name="courses_version_one_waiting",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                "live_at", condition=models.Q(went_live_at__isnull=True), name="courses_version_to_go_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class PublishedLesson(TenantModel):
    """The text of a lesson as it was published; versions with the same text share it.

    `key` is the public id of the lesson, which may be gone from the draft by now. Erasure rule: deleted with the
    organisation.
    """

    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=16)
    digest = models.CharField(max_length=32)
    blocks = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("published lesson")
        verbose_name_plural = _("published lessons")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "course", "key", "digest"], name="courses_text_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.digest[:8]}"
