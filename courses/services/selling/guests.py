"""Which pages guests may open: those of courses they bought, of quizzes and classes in them, and what is their own. Every other is closed."""

from collections.abc import Mapping
from typing import Any, Final

from accounts.services import guests
from courses.models import Attempt, Booking, LiveClass, MediaFile, Post, PublishedLesson, Review
from courses.selectors import selling
from courses.terms import BlockKind

# One's own alone, by the selectors and services of these pages.
_OWN: Final = (
    "courses:purchase-list",
    "courses:certificate-list",
    "courses:certificate-file",
    "courses:question-media",
    "courses:submission-file",
    "courses:bookmark-remove",
    "courses:class-list",
    "courses:calendar",
    "courses:calendar-close",
    "courses:watching",
    "api:courses-question-file",
    "api:courses-submissions",
    "api:courses-bookmark",
    "api:courses-certificates",
    "api:courses-certificate",
    "api:courses-certificate-file",
    "api:courses-certificate-credential",
    "api:courses-classes",
    "api:courses-watching",
)
_OWN_LISTS: Final = (
    "api:courses-enrolments",
    "api:courses-progress",
    "api:courses-purchases",
    "api:courses-attempts",
)
_OF_A_COURSE: Final = (
    "courses:course",
    "courses:course-go-on",
    "courses:course-move",
    "courses:lesson",
    "courses:lesson-done",
    "courses:certificate-again",
    "courses:assignment",
    "courses:assignment-file",
    "courses:assignment-file-remove",
    "courses:assignment-take-back",
    "courses:assignment-upload-begin",
    "courses:assignment-upload-state",
    "courses:assignment-upload-end",
    "courses:note-list",
    "courses:note-file",
    "courses:note-save",
    "courses:bookmark-add",
    "courses:lesson-posts",
    "courses:review-list",
    "api:courses-course",
    "api:courses-lesson",
    "api:courses-assignment",
    "api:courses-assignment-draft",
    "api:courses-assignment-files",
    "api:courses-assignment-file",
    "api:courses-assignment-hand-in",
    "api:courses-assignment-take-back",
    "api:courses-note",
    "api:courses-notes",
    "api:courses-bookmarks",
    "api:courses-lesson-posts",
    "api:courses-reviews",
    "api:courses-reviews-summary",
    "api:courses-review",
)
_OF_A_REVIEW: Final = ("courses:review-remove", "courses:review-restore")
_OF_A_POST: Final = (
    "courses:post-answer",
    "courses:post-edit",
    "courses:post-remove",
    "courses:post-restore",
    "courses:post-answered",
    "api:courses-post",
    "api:courses-post-answers",
    "api:courses-post-restoration",
    "api:courses-post-answered",
)
_OF_A_CLASS: Final = (
    "courses:class-detail",
    "courses:class-answer",
    "courses:class-join",
    "courses:class-file",
    "courses:class-check-in",
    "api:courses-class",
    "api:courses-class-answer",
    "api:courses-class-check-in",
)
_OF_A_QUIZ: Final = ("courses:quiz-detail", "courses:quiz-begin", "api:courses-quiz")
_OF_AN_ATTEMPT: Final = (
    "courses:attempt-detail",
    "courses:attempt-question",
    "courses:attempt-finish",
    "api:courses-attempt",
    "api:courses-attempt-answer",
    "api:courses-attempt-hand-in",
    "api:courses-attempt-review",
)
_OF_A_FILE: Final = ("courses:media", "courses:media-rendition", "courses:media-captions")


def declare() -> None:
    """Open them; called once, when the app is ready."""
    guests.open_page("courses:mine", _always, is_home=True)
    for names, judge in (
        (_OWN, _always),
        (_OWN_LISTS, _is_own_list),
        (_OF_A_COURSE, _in_course),
        (_OF_A_REVIEW, _own_review),
        (_OF_A_POST, _in_talk),
        (_OF_A_CLASS, _in_class),
        (_OF_A_QUIZ, _in_quiz),
        (_OF_AN_ATTEMPT, _own_attempt),
        (_OF_A_FILE, _of_ones_course),
    ):
        for name in names:
            guests.open_page(name, judge)


def _always(user_id: int, parts: Mapping[str, Any]) -> bool:
    return True


def _is_own_list(user_id: int, parts: Mapping[str, Any]) -> bool:
    """Lists of one's own; those of one quiz only where the quiz is in a course of theirs."""
    return "public_id" not in parts or _in_quiz(user_id, parts)


def _courses_of(user_id: int) -> Any:
    """What they bought and did not get paid back: not what they did when they were in the team."""
    return selling.bought(user_id).values("course_id")


def _in_course(user_id: int, parts: Mapping[str, Any]) -> bool:
    return bool(selling.bought(user_id).filter(course__public_id=parts.get("course", "")).exists())


def _own_review(user_id: int, parts: Mapping[str, Any]) -> bool:
    rows = Review.objects.filter(public_id=parts.get("review", ""), user_id=user_id)
    return bool(rows.filter(course_id__in=_courses_of(user_id)).exists())


def _in_talk(user_id: int, parts: Mapping[str, Any]) -> bool:
    rows = Post.objects.filter(public_id=parts.get("post", ""), course_id__in=_courses_of(user_id))
    return bool(rows.exists())


def _in_class(user_id: int, parts: Mapping[str, Any]) -> bool:
    """Classes of their courses, and those that somebody asked them to."""
    held = LiveClass.objects.filter(public_id=parts.get("live_class", ""))
    asked = Booking.objects.present().filter(user_id=user_id, live_class__in=held)
    return bool(held.filter(course_id__in=_courses_of(user_id)).exists() or asked.exists())


def _of_ones_course(user_id: int, parts: Mapping[str, Any]) -> bool:
    course = MediaFile.objects.filter(public_id=parts.get("media", "")).values("course_id")[:1]
    return bool(selling.bought(user_id).filter(course_id__in=course).exists())


def _in_quiz(user_id: int, parts: Mapping[str, Any]) -> bool:
    return _holds_quiz(user_id, parts.get("public_id", ""))


def _own_attempt(user_id: int, parts: Mapping[str, Any]) -> bool:
    """One's own, while the quiz is in a course of theirs: a course that was paid back shows its questions no more."""
    mine = Attempt.objects.filter(user_id=user_id, public_id=parts.get("public_id", ""))
    quiz = mine.order_by("pk").values_list("quiz__public_id", flat=True).first()
    return quiz is not None and _holds_quiz(user_id, quiz)


def _holds_quiz(user_id: int, quiz: str) -> bool:
    asks = [{"kind": BlockKind.QUIZ.value, "data": {"ref": quiz}}]
    rows = PublishedLesson.objects.filter(course_id__in=_courses_of(user_id), blocks__contains=asks)
    return bool(rows.exists())
