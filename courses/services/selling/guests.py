"""Which pages guests may open: those of courses they bought, of what is in them, and what is their own. Every other is closed."""

from collections.abc import Mapping
from typing import Any, Final

from accounts.services import guests
from accounts.services.guests import Judge
from courses.models import Attempt, LiveClass, MediaFile, Post, PublishedLesson, Review
from courses.selectors import selling
from courses.terms import BlockKind


def declare() -> None:
    """Open them; called once, when the app is ready."""
    guests.open_page("courses:mine", _always, is_home=True)
    for judge, names in _PAGES.items():
        for name in names:
            guests.open_page(name, judge)


def _always(user_id: int, parts: Mapping[str, Any]) -> bool:
    """For pages that show nothing but one's own, by their selectors and services."""
    return True


def _is_own_list(user_id: int, parts: Mapping[str, Any]) -> bool:
    """Lists of one's own; those of one quiz only where the quiz is in a course of theirs."""
    return "public_id" not in parts or _in_quiz(user_id, parts)


def _in_course(user_id: int, parts: Mapping[str, Any]) -> bool:
    return bool(selling.bought(user_id).filter(course__public_id=parts.get("course", "")).exists())


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


def _of_post(user_id: int, parts: Mapping[str, Any]) -> bool:
    course = Post.objects.filter(public_id=parts.get("post", "")).values("course_id")[:1]
    return bool(selling.bought(user_id).filter(course_id__in=course).exists())


def _of_review(user_id: int, parts: Mapping[str, Any]) -> bool:
    course = Review.objects.filter(public_id=parts.get("review", ""), user_id=user_id).values("course_id")[:1]
    return bool(selling.bought(user_id).filter(course_id__in=course).exists())


def _of_class(user_id: int, parts: Mapping[str, Any]) -> bool:
    """Classes of a course of theirs; those that the organisation holds beside its courses are the team's."""
    course = LiveClass.objects.filter(public_id=parts.get("live_class", "")).values("course_id")[:1]
    return bool(selling.bought(user_id).filter(course_id__in=course).exists())


def _holds_quiz(user_id: int, quiz: str) -> bool:
    asks = [{"kind": BlockKind.QUIZ.value, "data": {"ref": quiz}}]
    mine = selling.bought(user_id).values("course_id")
    return bool(PublishedLesson.objects.filter(course_id__in=mine, blocks__contains=asks).exists())


_PAGES: Final[dict[Judge, tuple[str, ...]]] = {
    _always: (
        "courses:purchase-list",
        "courses:certificate-list",
        "courses:certificate-file",
        "courses:watching",
        "courses:question-media",
        "courses:submission-file",
        "courses:bookmark-remove",
        "api:courses-certificates",
        "api:courses-certificate",
        "api:courses-certificate-file",
        "api:courses-certificate-credential",
        "api:courses-watching",
        "api:courses-question-file",
        "api:courses-bookmark",
        "api:courses-submissions",
    ),
    _is_own_list: (
        "api:courses-enrolments",
        "api:courses-progress",
        "api:courses-purchases",
        "api:courses-attempts",
    ),
    _in_course: (
        "courses:course",
        "courses:course-go-on",
        "courses:course-move",
        "courses:lesson",
        "courses:lesson-done",
        "courses:assignment",
        "courses:assignment-file",
        "courses:assignment-file-remove",
        "courses:assignment-take-back",
        "courses:note-list",
        "courses:note-file",
        "courses:note-save",
        "courses:bookmark-add",
        "courses:lesson-posts",
        "courses:review-list",
        "courses:certificate-again",
        "api:courses-course",
        "api:courses-lesson",
        "api:courses-assignment",
        "api:courses-assignment-draft",
        "api:courses-assignment-files",
        "api:courses-assignment-file",
        "api:courses-assignment-hand-in",
        "api:courses-assignment-take-back",
        "api:courses-notes",
        "api:courses-note",
        "api:courses-bookmarks",
        "api:courses-lesson-posts",
        "api:courses-reviews",
        "api:courses-reviews-summary",
        "api:courses-review",
    ),
    _of_ones_course: ("courses:media", "courses:media-rendition", "courses:media-captions"),
    _in_quiz: ("courses:quiz-detail", "courses:quiz-begin", "api:courses-quiz"),
    _own_attempt: (
        "courses:attempt-detail",
        "courses:attempt-question",
        "courses:attempt-finish",
        "api:courses-attempt",
        "api:courses-attempt-answer",
        "api:courses-attempt-hand-in",
        "api:courses-attempt-review",
    ),
    _of_post: (
        "courses:post-answer",
        "courses:post-edit",
        "courses:post-remove",
        "courses:post-restore",
        "courses:post-answered",
        "api:courses-post",
        "api:courses-post-answers",
        "api:courses-post-restoration",
        "api:courses-post-answered",
    ),
    _of_review: ("courses:review-remove", "courses:review-restore"),
    _of_class: (
        "courses:class-detail",
        "courses:class-answer",
        "courses:class-join",
        "courses:class-file",
        "courses:class-check-in",
        "api:courses-class",
        "api:courses-class-answer",
        "api:courses-class-check-in",
    ),
}
