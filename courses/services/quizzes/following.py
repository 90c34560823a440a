"""What follows from a passed quiz: the lessons that ask for it are done, whichever came first, the quiz or the lesson's turn."""

from datetime import datetime
from typing import Any

from courses.engine.outline import outline_from
from courses.models import Attempt, Enrolment, PublishedLesson
from courses.services import progress
from courses.terms import BlockKind


def quiz_passed(user_id: int, quiz_public_id: str, *, now: datetime) -> int:
    """Count the quiz in every lesson that shows it, in the courses the person is in, as the version they see has it.

    Returns how many lessons took it. Idempotent. Needs the tenant.
    """
    asks = [{"kind": BlockKind.QUIZ.value, "data": {"ref": quiz_public_id}}]
    lessons = PublishedLesson.objects.filter(blocks__contains=asks).values_list("course_id", "key", "digest")
    found = set(lessons)
    courses = {course_id for course_id, _key, _digest in found}
    mine = (
        Enrolment.objects.current().filter(user_id=user_id, course_id__in=courses).select_related("version")
    )
    told = 0
    for enrolment in mine.order_by("pk"):
        for lesson in outline_from(enrolment.version.outline).lessons():
            if (enrolment.course_id, lesson.key, lesson.text) in found:
                told += _fulfil(enrolment, lesson.key, now=now)
    return told


def lesson_opened(enrolment_id: int, *, now: datetime) -> int:
    """Count quizzes that the learner had passed before the lessons that ask for them opened, or before they came in.

    Returns how many lessons took one. Idempotent. Needs the tenant.
    """
    enrolment = Enrolment.objects.select_related("version").filter(pk=enrolment_id).order_by("pk").first()
    if enrolment is None:
        return 0
    asking = [lesson for lesson in outline_from(enrolment.version.outline).lessons() if lesson.rule == "quiz"]
    if not asking:
        return 0
    texts = PublishedLesson.objects.filter(
        course_id=enrolment.course_id, digest__in=[lesson.text for lesson in asking]
    )
    asked = {(text.key, text.digest): _quizzes_in(text.blocks) for text in texts}
    refs = {ref for refs in asked.values() for ref in refs}
    passed = _passed_by(enrolment.user_id, refs, since=enrolment.begun_again_at)
    ready = [lesson.key for lesson in asking if asked.get((lesson.key, lesson.text), set()) & passed]
    return sum(_fulfil(enrolment, key, now=now) for key in ready)


def _passed_by(user_id: int, public_ids: set[str], *, since: datetime | None) -> set[str]:
    rows = Attempt.objects.filter(user_id=user_id, is_passed=True, quiz__public_id__in=public_ids)
    if since is not None:  # the course is taken once more, and its quizzes with it
        rows = rows.filter(started_at__gte=since)
    return set(rows.values_list("quiz__public_id", flat=True))


def _quizzes_in(blocks: list[dict[str, Any]]) -> set[str]:
    return {block["data"].get("ref", "") for block in blocks if block["kind"] == BlockKind.QUIZ} - {""}


def _fulfil(enrolment: Enrolment, key: str, *, now: datetime) -> bool:
    return progress.fulfil(enrolment.pk, key, kind="passed", now=now) == "taken"
