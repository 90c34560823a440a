"""What follows from a hand-in: the lesson that asks for it is done, as soon as everything it asks for is there and it is its turn."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from courses.engine.outline import OutlineLesson, outline_from
from courses.models import Enrolment, LessonProgress, PublishedLesson, Submission
from courses.selectors.handins import task_of
from courses.services import progress
from courses.terms import BlockKind, EnrolmentState, Rule


def follow(enrolment_id: int, *, now: datetime) -> int:
    """Count what a learner handed in, in the lessons of the version they see. Returns how many lessons took it.

    A lesson with several assignments is done when each is handed in, or passed where that is asked. Idempotent. Needs the
    tenant.
    """
    enrolment = Enrolment.objects.select_related("version").filter(pk=enrolment_id).order_by("pk").first()
    if enrolment is None or enrolment.state == EnrolmentState.ENDED:
        return 0
    given = _given_by(enrolment)
    if not given:
        return 0
    done = LessonProgress.objects.filter(enrolment_id=enrolment.pk, done_at__isnull=False)
    finished = set(done.values_list("lesson", flat=True))
    asking = [
        lesson
        for lesson in outline_from(enrolment.version.outline).lessons()
        if lesson.rule == Rule.SUBMITTED and lesson.key not in finished
    ]
    if not asking:
        return 0
    asked = _asked_in(enrolment.course_id, asking)
    ready = [lesson.key for lesson in asking if asked.get(lesson.key) and asked[lesson.key] <= given]
    return sum(progress.fulfil(enrolment.pk, key, kind="submitted", now=now) == "taken" for key in ready)


def _asked_in(course_id: int, lessons: Iterable[OutlineLesson]) -> dict[str, set[tuple[str, str]]]:
    """By lesson: each of its assignments, and whether it must be handed in or passed."""
    texts = {lesson.key: lesson.text for lesson in lessons}
    rows = PublishedLesson.objects.filter(course_id=course_id, digest__in=list(texts.values()))
    return {row.key: _asks(row.blocks) for row in rows if texts.get(row.key) == row.digest}


def _asks(blocks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {
        (block["key"], task_of(block).done_when) for block in blocks if block["kind"] == BlockKind.ASSIGNMENT
    }


def _given_by(enrolment: Enrolment) -> set[tuple[str, str]]:
    rows = Submission.objects.this_time(enrolment).exclude(state="draft")
    given: set[tuple[str, str]] = set()
    for block, state, settles_at in rows.values_list("block", "state", "settles_at"):
        given.add((block, "handed_in"))
        if state == "passed" and settles_at is None:
            given.add((block, "passed"))
    return given
