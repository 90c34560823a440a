"""Which lessons are still closed to a learner, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from courses.engine.outline import Outline


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Why a lesson is closed: the lesson, chapter or course that comes first. `kind`: lesson, chapter, course."""

    kind: str
    title: str


def closed_lessons(
    outline: Outline, done: Collection[str], *, missing_courses: Collection[str] = ()
) -> Mapping[str, Closed]:
    """Lessons that may not be opened yet, each with what stands before it.

    `done` are keys of done lessons, `missing_courses` titles of courses that are to be done first. A lesson that was done
    stays open, and one that does not count keeps nobody waiting.
    """
    if missing_courses:
        first = Closed(kind="course", title=next(iter(missing_courses)))
        return {
            lesson.key: first for lesson in outline.lessons() if lesson.key not in done and not lesson.is_open
        }
    if outline.lock == "lesson":
        return _by_lesson(outline, done)
    if outline.lock == "chapter":
        return _by_chapter(outline, done)
    return {}


def _by_lesson(outline: Outline, done: Collection[str]) -> dict[str, Closed]:
    closed: dict[str, Closed] = {}
    waits_for: Closed | None = None
    for lesson in outline.lessons():
        if waits_for is not None and lesson.key not in done and not lesson.is_open:
            closed[lesson.key] = waits_for
        if waits_for is None and lesson.key not in done and not lesson.is_optional:
            waits_for = Closed(kind="lesson", title=lesson.title)
    return closed


def _by_chapter(outline: Outline, done: Collection[str]) -> dict[str, Closed]:
    closed: dict[str, Closed] = {}
    waits_for: Closed | None = None
    for chapter in outline.chapters:
        for lesson in chapter.lessons:
            if waits_for is not None and lesson.key not in done and not lesson.is_open:
                closed[lesson.key] = waits_for
        is_done = all(lesson.key in done or lesson.is_optional for lesson in chapter.lessons)
        if waits_for is None and not is_done:
            waits_for = Closed(kind="chapter", title=chapter.title)
    return closed
