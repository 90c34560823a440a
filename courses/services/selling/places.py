"""Places of a course: those who are in it, and those that are held for buyers. Counted under the course's lock."""

from datetime import datetime

from courses.models import Course, Enrolment, Purchase
from courses.refusals import CourseFull


def held(course: Course, *, now: datetime) -> int:
    """Places kept for who pays just now, or has paid and not come in yet."""
    return Purchase.objects.holding(course.pk, now=now).count()


def left(course: Course, *, now: datetime) -> int | None:
    """How many are left; None where there is no end of them."""
    if course.seats is None:
        return None
    taken = Enrolment.objects.current().filter(course_id=course.pk).count()
    return max(course.seats - taken - held(course, now=now), 0)


def refuse_full(course: Course, coming: int, *, now: datetime) -> None:
    """Raise CourseFull unless so many more find a place. The course is locked."""
    free = left(course, now=now)
    if free is not None and coming > free:
        raise CourseFull(seats=course.seats, left=free)
