"""Every row lock of courses. Order: course, then enrolments by key.

A row is locked first and read afterwards with what it names: in one statement PostgreSQL would join the row as it was before
the wait, and a learner who was moved to another version meanwhile would not be found.
"""

from collections.abc import Collection
from typing import Any

from courses.models import Course, Enrolment
from synthai.core.errors import NotFound


def lock_course(course_id: int) -> Course:
    """The course, locked until the transaction ends: its draft, its versions and its places. Raises NotFound."""
    _lock(Course.objects.filter(pk=course_id))
    found = Course.objects.select_related("live_version").filter(pk=course_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """One enrolment with its version and course. Raises NotFound."""
    found = lock_enrolments([enrolment_id])
    if not found:
        raise NotFound
    return found[0]


def lock_enrolments(enrolment_ids: Collection[int]) -> list[Enrolment]:
    """Enrolments with their versions and courses, in key order; ids that do not exist are left out."""
    return _read(_lock(Enrolment.objects.filter(pk__in=enrolment_ids)))


def lock_enrolments_of(user_id: int, public_ids: Collection[str]) -> list[Enrolment]:
    """A person's own enrolments, in key order; ids that are not theirs are left out."""
    return _read(_lock(Enrolment.objects.filter(user_id=user_id, public_id__in=public_ids)))


def _lock(rows: Any) -> list[int]:
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return list(locked.values_list("pk", flat=True))


def _read(keys: list[int]) -> list[Enrolment]:
    rows = Enrolment.objects.select_related("version", "course").filter(pk__in=keys)
    return list(rows.order_by("pk"))
