"""The trail of drafts: one entry when a person sits down to a lesson or the outline, not one for each word that saves itself."""

from datetime import datetime

from courses.models import Course, EditSession, Lesson
from synthai.core.access import Actor
from synthai.core.audit import audit


def noted(course: Course, lesson: Lesson | None = None, *, by: Actor, now: datetime) -> None:
    """Somebody changed a lesson, or the outline when none is named. Needs the course's lock; part of the change.

    A sitting begins with its first change, which the trail tells, and goes on until nothing was changed for half an hour.
    Whoever is no person has no sittings: each change of theirs is told.
    """
    if by.user_id is not None and _goes_on(course, lesson, by.user_id, now=now):
        return
    if lesson is None:
        audit(
            course, "courses.course.outline_changed", by=by, changes={"course": [course.title, course.title]}
        )
    else:
        audit(course, "courses.course.lesson_edited", by=by, changes={"lesson": [lesson.title, lesson.title]})


def _goes_on(course: Course, lesson: Lesson | None, user_id: int, *, now: datetime) -> bool:
    part = lesson.public_id if lesson else ""
    rows = EditSession.objects.filter(course_id=course.pk, part=part, user_id=user_id)
    found = rows.order_by("pk").first()
    if found is None:
        EditSession.objects.create(
            organisation_id=course.organisation_id, course=course, part=part, user_id=user_id, last_at=now
        )
        return False
    is_same: bool = found.goes_on(now=now)
    found.last_at = now
    found.save(update_fields=["last_at"])
    return is_same
