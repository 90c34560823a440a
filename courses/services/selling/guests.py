"""Which pages guests may open: those of courses they are in, of quizzes in them, and what is their own. Every other is closed."""

from collections.abc import Mapping
from typing import Any

from accounts.services import guests
from courses.models import Attempt, Enrolment, MediaFile, PublishedLesson
from courses.terms import BlockKind


def declare() -> None:
    """Open them; called once, when the app is ready."""
    guests.open_page("courses:mine", _always, is_home=True)
    for name in ("courses:purchase-list", "courses:certificate-list", "courses:certificate-file"):
        guests.open_page(name, _always)  # one's own alone, by their selectors
    for name in (
        "api:courses-enrolments",
        "api:courses-progress",
        "api:courses-purchases",
        "api:courses-attempts",
    ):
        guests.open_page(name, _is_own_list)
    for name in ("course", "course-go-on", "course-move", "lesson", "lesson-done"):
        guests.open_page(f"courses:{name}", _in_course)
    for name in ("courses-course", "courses-lesson"):
        guests.open_page(f"api:{name}", _in_course)
    guests.open_page("courses:media", _of_ones_course)
    for name in ("courses:quiz-detail", "courses:quiz-begin", "api:courses-quiz"):
        guests.open_page(name, _in_quiz)
    for name in (
        "courses:attempt-detail",
        "courses:attempt-question",
        "courses:attempt-finish",
        "api:courses-attempt",
        "api:courses-attempt-answer",
        "api:courses-attempt-hand-in",
        "api:courses-attempt-review",
    ):
        guests.open_page(name, _own_attempt)


def _always(user_id: int, parts: Mapping[str, Any]) -> bool:
    return True


def _is_own_list(user_id: int, parts: Mapping[str, Any]) -> bool:
    """Lists of one's own; those of one quiz only where the quiz is in a course of theirs."""
    return "public_id" not in parts or _in_quiz(user_id, parts)


def _in_course(user_id: int, parts: Mapping[str, Any]) -> bool:
    rows = Enrolment.objects.current().filter(user_id=user_id, course__public_id=parts.get("course", ""))
    return rows.exists()


def _of_ones_course(user_id: int, parts: Mapping[str, Any]) -> bool:
    course = MediaFile.objects.filter(public_id=parts.get("media", "")).values("course_id")[:1]
    return bool(Enrolment.objects.current().filter(user_id=user_id, course_id__in=course).exists())


def _in_quiz(user_id: int, parts: Mapping[str, Any]) -> bool:
    asks = [{"kind": BlockKind.QUIZ.value, "data": {"ref": parts.get("public_id", "")}}]
    mine = Enrolment.objects.current().filter(user_id=user_id).values("course_id")
    return bool(PublishedLesson.objects.filter(course_id__in=mine, blocks__contains=asks).exists())


def _own_attempt(user_id: int, parts: Mapping[str, Any]) -> bool:
    return Attempt.objects.filter(user_id=user_id, public_id=parts.get("public_id", "")).exists()
