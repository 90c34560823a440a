"""Where a quiz stands in the courses that a person takes: the way back to the lesson, and what the quiz does for it."""

from dataclasses import dataclass

from courses.engine.outline import outline_from
from courses.models import Enrolment, LessonProgress, PublishedLesson, Quiz
from courses.terms import BlockKind, Rule


@dataclass(frozen=True, kw_only=True)
class QuizPlace:
    """A lesson that shows the quiz. `counts`: passing it makes the lesson done; `next_key` is the lesson after, if any."""

    course: str
    course_title: str
    lesson: str
    title: str
    counts: bool
    is_done: bool
    next_key: str


def place_of(quiz: Quiz, user_id: int | None) -> QuizPlace | None:
    """The lesson with this quiz in the course that the person was in last. None outside courses. At most three queries."""
    shows = [{"kind": BlockKind.QUIZ.value, "data": {"ref": quiz.public_id}}]
    texts = PublishedLesson.objects.filter(blocks__contains=shows).values_list("course_id", "key", "digest")
    found = set(texts)
    if not found:
        return None
    mine = Enrolment.objects.current().filter(user_id=user_id or 0, course_id__in={each[0] for each in found})
    for enrolment in mine.select_related("version", "course").order_by("-last_at", "-pk"):
        outline = outline_from(enrolment.version.outline)
        for lesson in outline.lessons():
            if (enrolment.course_id, lesson.key, lesson.text) in found:
                after = outline.neighbours(lesson.key)[1]
                rows = LessonProgress.objects.filter(enrolment_id=enrolment.pk, lesson=lesson.key)
                return QuizPlace(
                    course=enrolment.course.public_id,
                    course_title=enrolment.version.title,
                    lesson=lesson.key,
                    title=lesson.title,
                    counts=lesson.rule == Rule.QUIZ,
                    is_done=rows.filter(done_at__isnull=False).exists(),
                    next_key=after.key if after else "",
                )
    return None
