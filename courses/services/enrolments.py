"""People come into courses, leave them, and move to newer versions. Places are counted under the course's lock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from courses import events, locks, permissions
from courses.models import Course, Enrolment, Purchase, PurchaseState
from courses.refusals import ByAssignmentOnly, CourseClosed
from courses.selectors.learning import person_of
from courses.services import moving, releasing
from courses.services.selling import places
from courses.terms import EnrolmentState, Entry, Source
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish


@dataclass(frozen=True, kw_only=True)
class Way:
    """How people come in: by themselves, or by an assignment with its day."""

    source: str = Source.SELF
    due_on: date | None = None


@transaction.atomic
def start(course_id: int, *, by: Actor, now: datetime) -> Enrolment:
    """The person behind `by` takes a course. Idempotent; who had left goes on where they were.

    Raises NotAllowed, CourseClosed, ByAssignmentOnly, CourseFull.
    """
    course = locks.lock_course(course_id)
    require(by, permissions.COURSE_LEARN)
    user_id = person_of(by)
    found = Enrolment.objects.filter(course_id=course.pk, user_id=user_id).order_by("pk").first()
    if found is not None and found.state != EnrolmentState.ENDED:
        return found
    if course.entry == Entry.ASSIGNED:
        raise ByAssignmentOnly
    (enrolment,) = enrol(course, [user_id], Way(), now=now)
    audit(enrolment, "courses.enrolment.started", by=by, changes={"course": [None, course.title]})
    return enrolment


def enrol(course: Course, user_ids: Collection[int], way: Way, *, now: datetime) -> list[Enrolment]:
    """Bring people into a course whose lock is held; those who are in it keep their place. Returns who is new or back.

    Who is in it already gets the assignment's day. Raises CourseClosed, CourseFull: then nobody came in.
    """
    if course.live_version is None or not (course.is_live or way.source == Source.BOUGHT):
        raise CourseClosed
    present = {
        row.user_id: row for row in Enrolment.objects.filter(course_id=course.pk, user_id__in=user_ids)
    }
    _set_due(present.values(), way)
    back = [row for row in present.values() if row.state == EnrolmentState.ENDED]
    new = [_new(course, user_id, way, now=now) for user_id in user_ids if user_id not in present]
    if way.source != Source.BOUGHT:  # whose place was held
        places.refuse_full(course, len(new) + len(back), now=now)
    for row in back:
        row.state = EnrolmentState.DONE if row.completed_at else EnrolmentState.ACTIVE
        row.ended_at, row.source, row.due_on = None, way.source, way.due_on
    Enrolment.objects.bulk_update(back, ["state", "ended_at", "source", "due_on"])
    Enrolment.objects.bulk_create(new)
    came = [*new, *back]
    for row in came:
        publish(
            events.LearnerEnrolled(
                enrolment_id=row.pk,
                course_id=course.pk,
                user_id=row.user_id,
                source=row.source,
                due_on=row.due_on.isoformat() if row.due_on else "",
            )
        )
    return came


@transaction.atomic
def leave(enrolment_id: int, *, by: Actor, now: datetime) -> Enrolment:
    """Leave a course one is in, or take somebody out of it; what was done is kept. Idempotent.

    One's own needs the capability to learn, another's the one to assign. Raises NotAllowed.
    """
    enrolment = locks.lock_enrolment(enrolment_id)
    own = enrolment.user_id == by.user_id and enrolment.source == Source.SELF
    require(by, permissions.COURSE_LEARN if own else permissions.ENROLMENT_ASSIGN)
    if enrolment.state == EnrolmentState.ACTIVE:
        _end(enrolment, now=now)
        audit(enrolment, "courses.enrolment.left", by=by, changes={"course": [enrolment.course.title, None]})
    return enrolment


@transaction.atomic
def move_to_newest(enrolment_id: int, *, by: Actor, now: datetime) -> Enrolment:
    """One's own place in a course goes on in its newest version. Idempotent. Raises NotAllowed, CourseClosed."""
    enrolment = locks.lock_enrolment(enrolment_id)
    require(by, permissions.COURSE_LEARN)
    if enrolment.user_id != by.user_id:
        raise NotFound
    newest = enrolment.course.live_version
    if newest is None:
        raise CourseClosed
    if enrolment.version_id != newest.pk:
        moving.move([enrolment], newest, now=now)
        audit(enrolment, "courses.enrolment.moved", by=by, changes={"version": [None, newest.number]})
    return enrolment


@transaction.atomic
def end_of_member(user_id: int, *, now: datetime) -> int:
    """Somebody is no longer in the organisation: their unfinished courses end, but for those that they bought.

    Idempotent; needs the tenant.
    """
    paid = Purchase.objects.of_person(user_id).filter(state=PurchaseState.ENROLLED)
    rows = Enrolment.objects.going().filter(user_id=user_id).exclude(course_id__in=paid.values("course_id"))
    keys = rows.order_by("pk").values_list("pk", flat=True)
    ended = 0
    for key in list(keys):
        enrolment = locks.lock_enrolment(key)
        if enrolment.state == EnrolmentState.ACTIVE:
            _end(enrolment, now=now)
            ended += 1
    return ended


@transaction.atomic
def end_unbegun(user_id: int, course_ids: Collection[int], *, now: datetime) -> int:
    """Who left a path keeps the courses that they began; the others of it end. Idempotent. Needs the tenant."""
    rows = Enrolment.objects.going().filter(user_id=user_id, course_id__in=course_ids)
    rows = rows.filter(source=Source.PATH, last_at__isnull=True)
    found = locks.lock_enrolments(list(rows.order_by("pk").values_list("pk", flat=True)))
    for enrolment in found:
        _end(enrolment, now=now)
    return len(found)


@transaction.atomic
def end_bought(enrolment_id: int, *, now: datetime) -> None:
    """A place that was bought was paid back: it ends, done or not. Idempotent; needs the tenant."""
    enrolment = locks.lock_enrolment(enrolment_id)
    if enrolment.state != EnrolmentState.ENDED:
        _end(enrolment, now=now)


def _new(course: Course, user_id: int, way: Way, *, now: datetime) -> Enrolment:
    version = course.live_version
    return Enrolment(
        organisation_id=course.organisation_id,
        course=course,
        user_id=user_id,
        version=version,
        source=way.source,
        due_on=way.due_on,
        total_count=version.lesson_count if version else 0,
        enrolled_at=now,
    )


def _set_due(present: Collection[Enrolment], way: Way) -> None:
    """An assignment's day counts for who is in the course already; an earlier day of theirs stays."""
    if way.due_on is None:
        return
    sooner = [
        row
        for row in present
        if row.state != EnrolmentState.DONE and (row.due_on is None or row.due_on > way.due_on)
    ]
    for row in sooner:
        row.due_on = way.due_on
        if row.source != Source.BOUGHT:  # what somebody bought stays theirs, whoever asks for it now
            row.source = way.source
    Enrolment.objects.bulk_update(sooner, ["due_on", "source"])
    for row in sooner:
        if row.state == EnrolmentState.ACTIVE:
            publish(releasing.due_moved(row))


def _end(enrolment: Enrolment, *, now: datetime) -> None:
    enrolment.state, enrolment.ended_at = EnrolmentState.ENDED, now
    enrolment.save(update_fields=["state", "ended_at"])
    publish(
        events.EnrolmentEnded(
            enrolment_id=enrolment.pk, course_id=enrolment.course_id, user_id=enrolment.user_id
        )
    )
