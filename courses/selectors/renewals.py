"""Since when a learner's attempts at a quiz count: from the start, or from when they took its course once more."""

from datetime import datetime
from typing import Any

from courses.models import Attempt, Enrolment, PublishedLesson, Quiz
from courses.terms import BlockKind


def attempts_that_count(quiz: Quiz, user_id: int) -> Any:
    """A person's attempts at a quiz, without those of an earlier time through its course."""
    mine = Attempt.objects.filter(quiz_id=quiz.pk, user_id=user_id)
    since = begun_again_at(quiz.public_id, user_id)
    return mine if since is None else mine.filter(started_at__gte=since)


def begun_again_at(quiz_public_id: str, user_id: int) -> datetime | None:
    """When the person last began a course that shows the quiz once more; None for most people, with one query."""
    rows = Enrolment.objects.current().filter(user_id=user_id, begun_again_at__isnull=False)
    again = {course: at for course, at in rows.values_list("course_id", "begun_again_at") if at is not None}
    if not again:
        return None
    shows = [{"kind": BlockKind.QUIZ.value, "data": {"ref": quiz_public_id}}]
    lessons = PublishedLesson.objects.filter(course_id__in=again, blocks__contains=shows)
    courses = set(lessons.values_list("course_id", flat=True))
    return max((again[course] for course in courses), default=None)
