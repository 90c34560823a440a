"""Learning paths: courses in an order, to whom they were given, and who is on them."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.live_terms import MemberState, PathState
from courses.models.course import Course
from courses.terms import SUMMARY_LENGTH, TITLE_LENGTH, Audience, Source
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class PathQuerySet(TenantQuerySet["Path"]):
    """Filters of paths."""

    def kept(self) -> "PathQuerySet":
        """Those not put away."""
        return self.filter(removed_at__isnull=True)

    def live(self) -> "PathQuerySet":
        """Those that somebody may start now."""
        return self.kept().filter(state=PathState.LIVE)


class Path(TenantModel):
    """Courses that belong together. `electives_needed` of the elective ones are enough; with `is_ordered` each waits for those before.

    Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    summary = models.CharField(_("what it leads to"), max_length=SUMMARY_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PathState, default=PathState.DRAFT)
    is_ordered = models.BooleanField(_("one course after the other"), default=True)
    electives_needed = models.PositiveSmallIntegerField(_("electives to do"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PathQuerySet] = PathQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="courses_path_titled"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "title", "id"], name="courses_path_by_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        """Whether somebody may start it now."""
        return self.state == PathState.LIVE and self.removed_at is None


class PathStep(TenantModel):
    """A course of a path. `days` is how long one has for it, after the ones before. Erasure rule: deleted with the organisation."""

    public_id = PublicIdField()
    path = TenantForeignKey(Path, on_delete=models.CASCADE, related_name="+")
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    is_elective = models.BooleanField(_("elective"), default=False)
    days = models.PositiveSmallIntegerField(_("days for it"), null=True, blank=True)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("course of a path")
        verbose_name_plural = _("courses of paths")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "path", "course"], name="courses_step_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "course"], name="courses_step_of_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} in {self.path_id}"


class PathAssignmentQuerySet(TenantQuerySet["PathAssignment"]):
    """Filters of assignments of paths."""

    def in_force(self) -> "PathAssignmentQuerySet":
        """Those that were not taken back."""
        return self.filter(ended_at__isnull=True)


class PathAssignment(TenantModel):
    """A path given to a person, a role, everybody, or who joins from now on. All but the first take in who comes later.

    Erasure rule: deleted with the organisation; one to a person goes with the person.
    """

    public_id = PublicIdField()
    path = TenantForeignKey(Path, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=16, blank=True)
    assigned_by_label = models.CharField(max_length=200, blank=True)
    assigned_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PathAssignmentQuerySet] = PathAssignmentQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("assignment of a path")
        verbose_name_plural = _("assignments of paths")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(models.Q(audience=Audience.PERSON, user__isnull=False, role=""))
                | (models.Q(audience=Audience.ROLE, user__isnull=True) & ~models.Q(role=""))
                | models.Q(audience__in=[Audience.EVERYBODY, Audience.JOINERS], user__isnull=True, role=""),
                name="courses_path_assignment_names_its_people",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "path"], name="courses_assignment_of_path"),
        ]

    def __str__(self) -> str:
        return f"{self.path_id} to {self.role or self.audience}"


class PathMemberQuerySet(TenantQuerySet["PathMember"]):
    """Filters of people on paths."""

    def current(self) -> "PathMemberQuerySet":
        """Those who did not leave."""
        return self.exclude(state=MemberState.ENDED)

    def going(self) -> "PathMemberQuerySet":
        """Those on their way."""
        return self.filter(state=MemberState.ACTIVE)


class PathMember(TenantModel):
    """A person on a path, once. How far is read from the courses. Erasure rule: goes with the person or the organisation."""

    public_id = PublicIdField()
    path = TenantForeignKey(Path, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=MemberState, default=MemberState.ACTIVE)
    source = models.CharField(max_length=10, choices=Source, default=Source.SELF)
    starts_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    completed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PathMemberQuerySet] = PathMemberQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("person on a path")
        verbose_name_plural = _("people on paths")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "path", "user"], name="courses_path_member_once"),
            models.CheckConstraint(
                condition=~models.Q(state=MemberState.DONE) | models.Q(completed_at__isnull=False),
                name="courses_path_done_is_dated",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "user", "state"], name="courses_path_member_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.path_id}"

    def is_overdue(self, today: date) -> bool:
        """On the way after its day."""
        return self.state == MemberState.ACTIVE and self.due_on is not None and self.due_on < today
