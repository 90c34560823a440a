"""Trainers decide for one learner: a lesson opens now or on another day, or there is more time to finish."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from courses import events, locks, permissions
from courses.engine.outline import OutlineLesson, outline_from
from courses.models import Enrolment, ReleaseOverride
from courses.refusals import DueInThePast
from courses.social_refusals import OpensInThePast
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish


@transaction.atomic
def set_opening(
    enrolment_id: int, lesson: str, *, opens_on: date | None, by: Actor, now: datetime
) -> ReleaseOverride:
    """Let a lesson open for a learner on a day, or at once without one. Holds over versions; the order of lessons stays.

    Raises NotAllowed, NotFound, OpensInThePast.
    """
    enrolment, found = _placed(enrolment_id, lesson, by=by)
    if opens_on is not None and opens_on < timezone.localdate(now):
        raise OpensInThePast
    row: ReleaseOverride
    row, _made = ReleaseOverride.objects.update_or_create(
        organisation_id=enrolment.organisation_id,
        enrolment=enrolment,
        lesson=lesson,
        defaults={"opens_on": opens_on, "set_by_label": by.label, "set_at": now},
    )
    changes = {"lesson": [None, found.title], "opens_on": [None, opens_on]}
    audit(enrolment, "courses.enrolment.opening_set", by=by, changes=changes)
    publish(
        events.LessonReleased(
            enrolment_id=enrolment.pk,
            course_id=enrolment.course_id,
            user_id=enrolment.user_id,
            lesson=lesson,
            opens_on=opens_on.isoformat() if opens_on else "",
        )
    )
    return row


@transaction.atomic
def forget_opening(enrolment_id: int, lesson: str, *, by: Actor) -> None:
    """The course's own day holds for the learner again. Idempotent. Raises NotAllowed, NotFound."""
    enrolment, found = _placed(enrolment_id, lesson, by=by)
    if ReleaseOverride.objects.filter(enrolment_id=enrolment.pk, lesson=lesson).delete()[0]:
        audit(
            enrolment, "courses.enrolment.opening_forgotten", by=by, changes={"lesson": [found.title, None]}
        )


@transaction.atomic
def set_due(enrolment_id: int, *, due_on: date | None, by: Actor, now: datetime) -> Enrolment:
    """Another day to finish by, or none. Idempotent. Reminders count from the new day.

    Raises NotAllowed, DueInThePast.
    """
    enrolment = locks.lock_enrolment(enrolment_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    if due_on == enrolment.due_on:
        return enrolment
    if due_on is not None and due_on < timezone.localdate(now):
        raise DueInThePast
    changes = {"due_on": [enrolment.due_on, due_on]}
    enrolment.due_on = due_on
    enrolment.save(update_fields=["due_on"])
    audit(enrolment, "courses.enrolment.due_moved", by=by, changes=changes)
    publish(due_moved(enrolment))
    return enrolment


def due_moved(enrolment: Enrolment) -> events.DueDayMoved:
    """The fact that a learner has another day."""
    return events.DueDayMoved(
        enrolment_id=enrolment.pk,
        course_id=enrolment.course_id,
        user_id=enrolment.user_id,
        due_on=enrolment.due_on.isoformat() if enrolment.due_on else "",
    )


def _placed(enrolment_id: int, lesson: str, *, by: Actor) -> tuple[Enrolment, OutlineLesson]:
    enrolment = locks.lock_enrolment(enrolment_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    found = outline_from(enrolment.version.outline).lesson(lesson)
    if found is None:
        raise NotFound
    return enrolment, found
