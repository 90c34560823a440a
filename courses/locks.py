"""Every row lock of courses. Order: course, then enrolments by key."""

from collections.abc import Collection

from courses.models import Course, Enrolment
from synthai.core.errors import NotFound


def lock_course(course_id: int) -> Course:
    """The course, locked until the transaction ends: its draft, its versions and its places. Raises NotFound."""
    rows = Course.objects.select_for_update(of=("self",), no_key=True).select_related("live_version")
    found = rows.filter(pk=course_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """One enrolment with its version and course. Raises NotFound."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("version", "course")
    found = rows.filter(pk=enrolment_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_enrolments_of(user_id: int, public_ids: Collection[str]) -> list[Enrolment]:
    """A person's own enrolments, in key order; ids that are not theirs are left out."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("version", "course")
    return list(rows.filter(user_id=user_id, public_id__in=public_ids).order_by("pk"))
