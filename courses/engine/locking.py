"""Which lessons are still closed to a learner, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from courses.engine.drip import Opening
from courses.engine.outline import Outline


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Why a lesson is closed: what comes first, or its day. `kind`: lesson, chapter, course, day.

    Of a day: `on`, `days` after the start where that decides, and whether it was set for this learner.
    """

    kind: str
    title: str = ""
    on: date | None = None
    days: int | None = None
    is_own: bool = False


def closed_lessons(
    outline: Outline,
    done: Collection[str],
    *,
    missing_courses: Collection[str] = (),
    later: Mapping[str, Opening] | None = None,
) -> Mapping[str, Closed]:
    """Lessons that may not be opened yet, each with what stands before it.

    `done` are keys of done lessons, `missing_courses` titles of courses that are to be done first, `later` the lessons whose
    day is to come. A lesson that was done stays open, and one that does not count keeps nobody waiting. Of two reasons the
    day is told: nothing the learner does brings it nearer.
    """
    if missing_courses:
        first = Closed(kind="course", title=next(iter(missing_courses)))
        return {
            lesson.key: first for lesson in outline.lessons() if lesson.key not in done and not lesson.is_open
        }
    closed: dict[str, Closed] = {}
    if outline.lock == "lesson":
        closed = _by_lesson(outline, done)
    elif outline.lock == "chapter":
        closed = _by_chapter(outline, done)
    return {**closed, **_by_day(outline, done, later)} if later else closed


def _by_day(outline: Outline, done: Collection[str], later: Mapping[str, Opening]) -> dict[str, Closed]:
    return {
        lesson.key: Closed(kind="day", on=opening.on, days=opening.days, is_own=opening.is_own)
        for lesson in outline.lessons()
        if (opening := later.get(lesson.key)) and lesson.key not in done and not lesson.is_open
    }


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
