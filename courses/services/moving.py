"""Learners come along to another version: what they did stays done, and is counted against the new contents."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.db.models import Count

from courses import events, locks
from courses.engine.outline import outline_from
from courses.models import Course, CourseVersion, Enrolment, LessonProgress
from courses.terms import EnrolmentState
from synthai.core.events import publish

_AT_ONCE: Final = 1000
_FIELDS: Final = ("version", "total_count", "done_count", "state", "completed_at")


def everybody(course: Course, version: CourseVersion, *, now: datetime) -> int:
    """Move whoever is in progress. Part of the course's transaction; returns how many came along."""
    rows = Enrolment.objects.going().filter(course_id=course.pk).exclude(version_id=version.pk)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _AT_ONCE):
        found = locks.lock_enrolments(keys[start : start + _AT_ONCE])
        move([row for row in found if row.state == EnrolmentState.ACTIVE], version, now=now)
    return len(keys)


def move(enrolments: Collection[Enrolment], version: CourseVersion, *, now: datetime) -> None:
    """Put learners, whose locks are held, on a version. Who has done all that counts in it is done with the course. Part of a transaction."""
    counted = outline_from(version.outline).counted()
    done = _done_counts([row.pk for row in enrolments], counted)
    finished = []
    for row in enrolments:
        row.version = version
        row.total_count, row.done_count = len(counted), done.get(row.pk, 0)
        if row.state == EnrolmentState.ACTIVE and row.total_count and row.done_count == row.total_count:
            row.state, row.completed_at = EnrolmentState.DONE, now
            finished.append(row)
    Enrolment.objects.bulk_update(enrolments, _FIELDS)
    tell_completed(finished, version)


def tell_completed(enrolments: Iterable[Enrolment], version: CourseVersion | None = None) -> None:
    """Publish that these learners are done with their course."""
    for row in enrolments:
        publish(
            events.CourseCompleted(
                enrolment_id=row.pk,
                course_id=row.course_id,
                user_id=row.user_id,
                version=(version or row.version).number,
            )
        )


def _done_counts(keys: Collection[int], counted: Collection[str]) -> dict[int, int]:
    rows = LessonProgress.objects.filter(enrolment_id__in=keys, lesson__in=counted, done_at__isnull=False)
    return dict(rows.order_by().values_list("enrolment_id").annotate(done=Count("pk")))
