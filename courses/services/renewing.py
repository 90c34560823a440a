"""A course is taken once more, for a certificate that ends."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import events, locks, permissions
from courses.models import Course, CourseVersion, Enrolment, LessonProgress
from courses.refusals import CourseClosed
from courses.selectors import certificates
from courses.selectors.learning import person_of
from courses.services import enrolments
from courses.services.enrolments import Way
from courses.terms import EnrolmentState
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish


class NothingToRenew(Conflict):
    """No certificate of the course ends soon."""

    code = "courses.certificate.nothing_to_renew"
    message = _(
        "You hold no certificate of this course that ends within 60 days, so there is nothing to renew."
    )


@transaction.atomic
def begin_again(course_id: int, *, by: Actor, now: datetime) -> Enrolment:
    """Begin the course anew in its present version; the certificate holds meanwhile, and is renewed at the end.

    What was done before counts no more, quizzes are taken again, and attempts are counted from now. Courses that need this one stay
    open. Idempotent while it goes on. Raises NotAllowed, NothingToRenew, CourseClosed, CourseFull.
    """
    course = locks.lock_course(course_id)
    require(by, permissions.COURSE_LEARN)
    user_id, today = person_of(by), timezone.localdate(now)
    held = certificates.renewable(user_id, [course.pk], on=today).get(course.pk)
    if held is None:
        raise NothingToRenew
    if not course.is_live or course.removed_at is not None or course.live_version is None:
        raise CourseClosed
    row = _place(course, user_id, now=now)
    if row.state == EnrolmentState.ACTIVE and row.begun_again_at and row.begun_again_at > held.issued_at:
        return row
    due_on = held.last_on if held.last_on and held.last_on >= today else None
    _reset(row, course.live_version, now=now)
    row.due_on = due_on
    row.save()
    audit(row, "courses.enrolment.begun_again", by=by, changes={"course": [None, course.title]})
    publish(
        events.EnrolmentBegunAgain(
            enrolment_id=row.pk,
            course_id=course.pk,
            user_id=user_id,
            due_on=due_on.isoformat() if due_on else "",
        )
    )
    return row


def _place(course: Course, user_id: int, *, now: datetime) -> Enrolment:
    rows = Enrolment.objects.current().filter(course_id=course.pk, user_id=user_id)
    key = rows.order_by("pk").values_list("pk", flat=True).first()
    if key is None:
        (back,) = enrolments.enrol(course, [user_id], Way(), now=now)
        key = back.pk
    return locks.lock_enrolment(key)


def _reset(row: Enrolment, version: CourseVersion, *, now: datetime) -> None:
    LessonProgress.objects.filter(enrolment_id=row.pk).delete()
    row.state, row.version, row.begun_again_at = EnrolmentState.ACTIVE, version, now
    row.done_count, row.total_count = 0, version.lesson_count
    row.last_lesson, row.last_at = "", None
