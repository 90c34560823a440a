"""Who takes a course: assignments, enrolments, and how far each learner is."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course, CourseVersion
from courses.terms import KEY_LENGTH, Audience, EnrolmentState, Source
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

REMINDED_FROM = timedelta(days=7)  # before the day it is due
REMINDED_UNTIL = timedelta(days=3)  # after it: a reminder that could not be sent is made up for
TOLD_FROM_HOUR = 7  # South African time
EVENTS_KEPT = timedelta(days=60)  # an app that was offline longer may be counted twice


class AssignmentQuerySet(TenantQuerySet["Assignment"]):
    """Filters of assignments."""

    def in_force(self) -> "AssignmentQuerySet":
        """Those that were not taken back."""
        return self.filter(ended_at__isnull=True)


class Assignment(TenantModel):
    """A course given to a person, to a role or to everybody. The last two take in who comes later.

    Due on a day, or (for who comes later) so many days after joining. `role` is a role's code or a custom role's public
    id. Erasure rule: deleted with the organisation; one to a person goes with the person.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=16, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(_("days for who comes later"), null=True, blank=True)
    assigned_by_label = models.CharField(max_length=200, blank=True)
    assigned_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[AssignmentQuerySet] = AssignmentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("assignment of a course")
        verbose_name_plural = _("assignments of courses")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(models.Q(audience=Audience.PERSON, user__isnull=False, role=""))
                | (models.Q(audience=Audience.ROLE, user__isnull=True) & ~models.Q(role=""))
                | models.Q(audience__in=[Audience.EVERYBODY, Audience.JOINERS], user__isnull=True, role=""),
                name="courses_assignment_names_its_people",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "course"], name="courses_assignment_of_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} to {self.role or self.audience}"


class EnrolmentQuerySet(TenantQuerySet["Enrolment"]):
    """Filters of enrolments."""

    def current(self) -> "EnrolmentQuerySet":
        """Those that were not left."""
        return self.exclude(state=EnrolmentState.ENDED)

    def going(self) -> "EnrolmentQuerySet":
        """Those in progress."""
        return self.filter(state=EnrolmentState.ACTIVE)

    def to_remind(self, *, now: datetime) -> "EnrolmentQuerySet":
        """Those whose day is near, or has just gone by."""
        if timezone.localtime(now).hour < TOLD_FROM_HOUR:
            return self.none()
        today = timezone.localdate(now)
        near = (today - REMINDED_UNTIL, today + REMINDED_FROM)
        return self.going().filter(due_on__range=near, course__removed_at__isnull=True)

    def dripping(self, *, now: datetime) -> "EnrolmentQuerySet":
        """Those in a version some of whose lessons open on a day, at an hour at which people are told of it."""
        if timezone.localtime(now).hour < TOLD_FROM_HOUR:
            return self.none()
        rows = self.going().filter(version__is_drip=True, enrolled_at__lte=now)
        return rows.filter(course__removed_at__isnull=True)

    def digestible(self, *, now: datetime) -> "EnrolmentQuerySet":
        """On a Monday from seven on, those of people who take courses at all: managers hear of them."""
        local = timezone.localtime(now)
        if local.weekday() != 0 or local.hour < TOLD_FROM_HOUR:
            return self.none()
        return self.current().filter(enrolled_at__lte=now, course__removed_at__isnull=True)


class Enrolment(TenantModel):
    """A person in a course, once. `version` is what they see: a new one only when they are moved to it.

    `done_count` of `total_count` lessons that count; `last_lesson` is where they were. Who takes it again to renew a
    certificate keeps `completed_at` of the time before until they are through. Erasure rule: goes with the person
    or the organisation.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = TenantForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    source = models.CharField(max_length=10, choices=Source, default=Source.SELF)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    last_lesson = models.CharField(max_length=KEY_LENGTH, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    enrolled_at = models.DateTimeField(default=timezone.now, editable=False)
    last_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    begun_again_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "course", "user"], name="courses_enrolment_once"),
            models.CheckConstraint(
                condition=~models.Q(state=EnrolmentState.DONE) | models.Q(completed_at__isnull=False),
                name="courses_enrolment_done_is_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(done_count__lte=models.F("total_count")),
                name="courses_enrolment_done_within_total",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "user", "state"], name="courses_enrolment_of_person"),
            models.Index(fields=["organisation", "course", "state"], name="courses_enrolment_of_course"),
            models.Index(fields=["organisation", "version"], name="courses_enrolment_of_version"),
            models.Index(
                fields=["organisation", "due_on"],
                condition=models.Q(state=EnrolmentState.ACTIVE),
                name="courses_enrolment_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id}"

    @property
    def percent(self) -> int:
        """How far, 0 to 100; 100 only when everything is done."""
        return self.done_count * 100 // self.total_count if self.total_count else 0

    @property
    def begun_at(self) -> datetime:
        """When this time through the course began: for who takes it again, that moment."""
        return self.begun_again_at or self.enrolled_at

    def is_overdue(self, today: date) -> bool:
        """In progress after its day."""
        return self.state == EnrolmentState.ACTIVE and self.due_on is not None and self.due_on < today


class LessonProgress(TenantModel):
    """How far a learner is in one lesson. `lesson` is a public id: the lesson may be gone from the draft by now.

    `seconds` is time spent, `watched` the stretches of each video seen ({block: [[from, to], …]}), `place` where in the
    lesson they stopped: a block and, for video and sound, a second. Erasure rule: goes with the enrolment.
    """

    enrolment = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    lesson = models.CharField(max_length=KEY_LENGTH)
    seconds = models.PositiveIntegerField(default=0)
    watched = models.JSONField(default=dict)
    place = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    viewed_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    attended_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress in a lesson")
        verbose_name_plural = _("progress in lessons")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "lesson"], name="courses_progress_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson}"


class ProgressEventQuerySet(TenantQuerySet["ProgressEvent"]):
    """Filters of marks."""

    def outdated(self, *, now: datetime) -> "ProgressEventQuerySet":
        """Those so old that no app sends their event again."""
        return self.filter(received_at__lt=now - EVENTS_KEPT)


class ProgressEvent(TenantModel):
    """That an event of an app was taken in, so that the same one sent again changes nothing.

    Erasure rule: goes with the enrolment; all go after some weeks.
    """

    enrolment = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    event_id = models.UUIDField()
    received_at = models.DateTimeField()

    objects: ClassVar[ProgressEventQuerySet] = ProgressEventQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("event of progress")
        verbose_name_plural = _("events of progress")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "event_id"], name="courses_event_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "received_at"], name="courses_event_by_age"),
        ]

    def __str__(self) -> str:
        return str(self.event_id)
