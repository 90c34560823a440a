"""Who is still on the way into a course, what learners were reminded of, and who is at work on a draft."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.models.people import Assignment, Enrolment
from courses.social_terms import SESSION_ENDS_AFTER, ReminderKind
from courses.terms import KEY_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class WaitingPlaceQuerySet(TenantQuerySet["WaitingPlace"]):
    """Filters of who waits."""

    def open(self) -> "WaitingPlaceQuerySet":
        """Those who still wait."""
        return self.filter(ended_at__isnull=True)

    def placeable(self, *, now: datetime) -> "WaitingPlaceQuerySet":
        """Those who wait for a course that people can start: a sweep looks whether a place is free."""
        return self.open().filter(since__lte=now, course__state="live", course__removed_at__isnull=True)


class WaitingPlace(TenantModel):
    """Somebody for whom a course is meant, by a rule or an invitation, and who found it full.

    They come in, first come first served, when a place is free. Erasure rule: goes with the person or the organisation.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    assignment = TenantForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    due_on = models.DateField(null=True, blank=True)
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    came_in = models.BooleanField(default=False, editable=False)

    objects: ClassVar[WaitingPlaceQuerySet] = WaitingPlaceQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("person who waits for a place")
        verbose_name_plural = _("people who wait for a place")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "course", "user"],
                condition=models.Q(ended_at__isnull=True),
                name="courses_waiting_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.course_id}"


class InvitedLearnerQuerySet(TenantQuerySet["InvitedLearner"]):
    """Filters of who was invited into a course."""

    def open(self) -> "InvitedLearnerQuerySet":
        """Those whose invitation is still open."""
        return self.filter(ended_at__isnull=True)


class InvitedLearner(TenantModel):
    """A course that waits for somebody who was invited into the organisation; they are in it when they join.

    The address stands with the invitation, in accounts. Erasure rule: deleted with the organisation; the mark of a closed
    invitation names nobody.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    invitation = models.CharField(max_length=KEY_LENGTH)
    due_on = models.DateField(null=True, blank=True)
    invited_by_label = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[InvitedLearnerQuerySet] = InvitedLearnerQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("invitation into a course")
        verbose_name_plural = _("invitations into courses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "course", "invitation"], name="courses_invited_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation} for {self.course_id}"


class Reminder(TenantModel):
    """That a learner was reminded of something, so that it happens once.

    `day` is the due day, for `opened` the day on which lessons opened, for `by_hand` the day of the reminder; `notice` the
    key of the notification, which may tell of several courses. Erasure rule: goes with the enrolment.
    """

    enrolment = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReminderKind)
    day = models.DateField()
    notice = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("reminder of a course")
        verbose_name_plural = _("reminders of courses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "kind", "day"], name="courses_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class EditSession(TenantModel):
    """That a person is at work on a part of a draft: the trail has one entry for it, not one for each saved word.

    `part` is a lesson's public id, or empty for the outline. Erasure rule: goes with the person or the organisation.
    """

    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=KEY_LENGTH, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("work on a draft")
        verbose_name_plural = _("work on drafts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "course", "part", "user"], name="courses_editing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.part or self.course_id}"

    def goes_on(self, *, now: datetime) -> bool:
        """Whether a change now belongs to the same sitting."""
        return now - self.last_at < SESSION_ENDS_AFTER
