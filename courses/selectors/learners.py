"""Who is in a course, and by which assignments."""

from typing import Any

from courses.models import Assignment, Course, Enrolment
from courses.terms import Entry
from synthai.core.errors import NotFound


def learners_of(course: Course) -> Any:
    """Enrolments of a course with their people, for lists that page by key."""
    return Enrolment.objects.current().filter(course_id=course.pk).select_related("user", "version")


def assignments_of(course: Course) -> list[Assignment]:
    """Assignments in force with the people they name, newest first."""
    rows = Assignment.objects.in_force().filter(course_id=course.pk).select_related("user")
    return list(rows.order_by("-pk")[:200])


def get_assignment(course: Course, public_id: str) -> Assignment:
    """One assignment of a course. Raises NotFound."""
    found = Assignment.objects.filter(course_id=course.pk, public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_enrolment(course: Course, public_id: str) -> Enrolment:
    """One enrolment of a course, for who looks after it. Raises NotFound."""
    found = learners_of(course).filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def get_any_enrolment(public_id: str) -> Enrolment:
    """One enrolment of whatever course, with its person. Raises NotFound."""
    rows = Enrolment.objects.current().select_related("user", "course").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def may_see_media(course_id: int, user_id: int | None) -> bool:
    """Whether a learner may see a course's files: they are in it, or could start it."""
    if user_id is not None:
        mine = Enrolment.objects.current().filter(course_id=course_id, user_id=user_id)
        if mine.exists():
            return True
    return Course.objects.live().filter(pk=course_id, entry=Entry.SELF).exists()
