"""Who finds a course full that is meant for them waits, is told of, and comes in when a place is free."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import selectors as people
from courses import events, locks, permissions
from courses.models import Assignment, Course, Enrolment, WaitingPlace
from courses.refusals import CourseClosed, CourseFull
from courses.services import enrolments
from courses.services.enrolments import Way
from courses.services.selling import places
from courses.terms import Source
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish


def enrol_or_wait(
    course: Course, user_id: int, way: Way, *, now: datetime, assignment: Assignment | None = None
) -> int:
    """Bring one person into a course whose lock is held; when it is full they wait. Returns how many came in (0 or 1).

    Idempotent: who waits already keeps their turn. A closed course is passed over. Part of a transaction.
    """
    try:
        return len(enrolments.enrol(course, [user_id], way, now=now))
    except CourseClosed:
        return 0
    except CourseFull:
        _wait(course, user_id, way, assignment, now=now)
        return 0


def _wait(course: Course, user_id: int, way: Way, assignment: Assignment | None, *, now: datetime) -> None:
    if WaitingPlace.objects.open().filter(course_id=course.pk, user_id=user_id).exists():
        return
    made = WaitingPlace.objects.create(
        organisation_id=course.organisation_id,
        course=course,
        user_id=user_id,
        assignment=assignment,
        due_on=way.due_on,
        since=now,
    )
    publish(events.LearnerWaits(waiting_id=made.pk, course_id=course.pk, user_id=user_id))


@transaction.atomic
def fill(course_id: int, *, now: datetime) -> int:
    """Let those come in who waited longest, as far as there are places. Idempotent; needs the tenant. Returns how many."""
    course = locks.lock_course(course_id)
    return fill_locked(course, now=now)


def fill_locked(course: Course, *, now: datetime) -> int:
    """The same, for who holds the course's lock."""
    rows = WaitingPlace.objects.open().filter(course_id=course.pk).select_related("assignment")
    waiting = list(rows.order_by("since", "pk"))
    if not waiting or not course.is_live:
        return 0
    waiting = _still_meant(course, waiting, now=now)
    left = places.left(course, now=now)  # a place that is held for a buyer is none
    free = len(waiting) if left is None else left
    for row in waiting[:free]:
        way = Way(source=Source.RULE, due_on=due_day(row.assignment, row.due_on, now=now))
        enrolments.enrol(course, [row.user_id], way, now=now)
        _close(row, came_in=True, now=now)
    return len(waiting[:free])


@transaction.atomic
def send_away(row: WaitingPlace, *, by: Actor, now: datetime) -> None:
    """Somebody need not wait any more. Idempotent. Raises NotAllowed."""
    course = locks.lock_course(row.course_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    if WaitingPlace.objects.open().filter(pk=row.pk).update(ended_at=now):
        audit(course, "courses.course.waiting_ended", by=by, changes={"person": [row.user.label, None]})


@transaction.atomic
def end_of_member(user_id: int, *, now: datetime) -> int:
    """Somebody is no longer in the organisation and waits for nothing in it. Idempotent; needs the tenant."""
    return WaitingPlace.objects.open().filter(user_id=user_id).update(ended_at=now)


def due_day(rule: Assignment | None, told: date | None, *, now: datetime) -> date | None:
    """The day for who comes in now: so many days from today by the rule, else the day it names if that is still to come."""
    today = timezone.localdate(now)
    if rule is not None and rule.due_days is not None:
        return today + timedelta(days=rule.due_days)
    day = rule.due_on if rule is not None else told
    return None if day is not None and day < today else day


def _still_meant(course: Course, waiting: Sequence[WaitingPlace], *, now: datetime) -> list[WaitingPlace]:
    """Those who still belong here, are not in it by now, and whose rule holds; the others wait no longer."""
    members = set(people.user_ids_of(course.organisation_id or 0))
    inside = set(
        Enrolment.objects.current()
        .filter(course_id=course.pk, user_id__in=[row.user_id for row in waiting])
        .values_list("user_id", flat=True)
    )
    kept = []
    for row in waiting:
        is_revoked = row.assignment is not None and row.assignment.ended_at is not None
        if row.user_id in inside or row.user_id not in members or is_revoked:
            _close(row, came_in=row.user_id in inside, now=now)
        else:
            kept.append(row)
    return kept


def _close(row: WaitingPlace, *, came_in: bool, now: datetime) -> None:
    row.ended_at, row.came_in = now, came_in
    row.save(update_fields=["ended_at", "came_in"])


def waiting_courses(*, now: datetime) -> list[int]:
    """Keys of the active tenant's courses for which somebody waits."""
    rows = WaitingPlace.objects.placeable(now=now).order_by("course_id")
    return list(rows.values_list("course_id", flat=True).distinct())
