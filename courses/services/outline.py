"""Chapters and lessons of a draft: added, named, moved, removed, brought back. Each holds the course's lock."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from courses.models import Chapter, Course, Lesson
from courses.services import courses, editing
from courses.services.ordering import Step, numbered, placed, stepped
from courses.terms import BlockKind, Rule
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.versions import check_version

# What a lesson that holds one of these is for, unless its author says otherwise.
RULE_OF_BLOCK: Final = {BlockKind.QUIZ: Rule.QUIZ, BlockKind.ASSIGNMENT: Rule.SUBMITTED}


@dataclass(frozen=True, kw_only=True)
class LessonSettings:
    """What a lesson is called, when it is done and when it opens. `rule_value`: seconds for a time, per cent for video.

    `opens_after` is days after the learner's start.
    """

    title: str
    minutes: int = 5
    rule: str = Rule.VIEWED
    rule_value: int = 0
    is_optional: bool = False
    is_open: bool = False
    opens_on: date | None = None
    opens_after: int | None = None


@transaction.atomic
def add_chapter(course_id: int, *, title: str, by: Actor, now: datetime) -> Chapter:
    """A chapter at the end. Raises NotAllowed, CoursePutAway, ValidationError."""
    course = courses.changeable(course_id, by=by)
    chapter = Chapter(
        organisation_id=course.organisation_id,
        course=course,
        title=title.strip(),
        position=Chapter.objects.kept().filter(course_id=course.pk).count(),
    )
    chapter.full_clean(exclude=["course"])
    chapter.save()
    editing.noted(course, by=by, now=now)
    courses.touch(course, now=now)
    return chapter


@transaction.atomic
def rename_chapter(chapter: Chapter, *, title: str, by: Actor, now: datetime) -> Chapter:
    """Another title. Raises NotAllowed, ValidationError."""
    course = courses.changeable(chapter.course_id, by=by)
    chapter.title = title.strip()
    chapter.full_clean(exclude=["course"])
    chapter.save(update_fields=["title"])
    editing.noted(course, by=by, now=now)
    courses.touch(course, now=now)
    return chapter


@transaction.atomic
def set_chapter_opening(
    chapter: Chapter, *, opens_on: date | None, opens_after: int | None, by: Actor, now: datetime
) -> Chapter:
    """Let a chapter's lessons open on a day, or so many days after the start; of both, the later. Counts when published.

    Raises NotAllowed, ValidationError.
    """
    course = courses.changeable(chapter.course_id, by=by)
    chapter.opens_on, chapter.opens_after = opens_on, opens_after
    chapter.full_clean(exclude=["course"])
    chapter.save(update_fields=["opens_on", "opens_after"])
    editing.noted(course, by=by, now=now)
    courses.touch(course, now=now)
    return chapter


@transaction.atomic
def move_chapter(
    chapter: Chapter, *, by: Actor, now: datetime, step: Step | None = None, before: str = ""
) -> None:
    """One step, or before another chapter ("" for the end)."""
    course = courses.changeable(chapter.course_id, by=by)
    rows = list(Chapter.objects.kept().filter(course_id=course.pk))
    _renumber(Chapter, stepped(rows, chapter, step) if step else placed(rows, chapter, before))
    editing.noted(course, by=by, now=now)
    courses.touch(course, now=now)


@transaction.atomic
def add_lesson(
    chapter: Chapter, *, title: str, by: Actor, now: datetime, settings: LessonSettings | None = None
) -> Lesson:
    """A lesson at the end of a chapter. Raises NotAllowed, CoursePutAway, ValidationError."""
    course = courses.changeable(chapter.course_id, by=by)
    lesson = Lesson(
        organisation_id=course.organisation_id,
        course=course,
        chapter=chapter,
        position=Lesson.objects.kept().filter(chapter_id=chapter.pk).count(),
    )
    settled(lesson, settings or LessonSettings(title=title))
    lesson.title = title.strip()
    lesson.full_clean(exclude=["course", "chapter"])
    lesson.save()
    editing.noted(course, by=by, now=now)
    courses.touch(course, now=now)
    return lesson


@transaction.atomic
def change_lesson(
    lesson_id: int, settings: LessonSettings, *, by: Actor, now: datetime, version: str | None = None
) -> Lesson:
    """Name and rule of a lesson. Raises NotAllowed, PreconditionFailed, ValidationError."""
    lesson = _lesson(lesson_id)
    course = courses.changeable(lesson.course_id, by=by)
    lesson.refresh_from_db()
    check_version(lesson, version)
    settled(lesson, settings)
    lesson.version += 1
    lesson.full_clean(exclude=["course", "chapter"])
    lesson.save()
    editing.noted(course, lesson, by=by, now=now)
    courses.touch(course, now=now)
    return lesson


@transaction.atomic
def count_block(lesson_id: int, kind: str, *, by: Actor, now: datetime) -> Lesson | None:
    """A lesson that was done when read is done when the quiz or assignment now in it is; None where nothing changed.

    Else everybody could press "Done" past the very thing that the course asks. Raises NotAllowed.
    """
    rule = RULE_OF_BLOCK.get(BlockKind(kind))
    lesson = _lesson(lesson_id)
    if rule is None or lesson.rule != Rule.VIEWED:
        return None
    return change_lesson(lesson_id, replace(settings_of(lesson), rule=rule), by=by, now=now)


@transaction.atomic
def move_lesson(
    lesson: Lesson,
    *,
    by: Actor,
    now: datetime,
    step: Step | None = None,
    chapter: Chapter | None = None,
    before: str = "",
) -> None:
    """One step (over the end of a chapter into the next), or into a chapter before a lesson ("" for its end)."""
    course = courses.changeable(lesson.course_id, by=by)
    lesson.refresh_from_db()
    rows = list(Lesson.objects.kept().filter(chapter_id=lesson.chapter_id))
    if step is None:
        _into(lesson, chapter or lesson.chapter, before)
    elif rows and lesson.pk == (rows[0] if step == "up" else rows[-1]).pk:
        _over_the_edge(course, lesson, step)
    else:
        _renumber(Lesson, stepped(rows, lesson, step))
    editing.noted(course, by=by, now=now)
    courses.touch(course, now=now)


@transaction.atomic
def remove(row: "Chapter | Lesson", *, by: Actor, now: datetime) -> None:
    """Take a chapter (with its lessons) or a lesson out of the draft; `restore` undoes it. Progress is kept. Idempotent."""
    course = courses.changeable(row.course_id, by=by)
    if row.removed_at is None:
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        courses.touch(course, now=now)
        audit(course, f"courses.course.{_noun(row)}_removed", by=by, changes={_noun(row): [row.title, None]})


@transaction.atomic
def restore(row: "Chapter | Lesson", *, by: Actor, now: datetime) -> None:
    """Undo `remove`. Idempotent."""
    course = courses.changeable(row.course_id, by=by)
    if row.removed_at is not None:
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        courses.touch(course, now=now)
        audit(course, f"courses.course.{_noun(row)}_restored", by=by, changes={_noun(row): [None, row.title]})


def _noun(row: "Chapter | Lesson") -> str:
    return "chapter" if isinstance(row, Chapter) else "lesson"


def _lesson(lesson_id: int) -> Lesson:
    found = Lesson.objects.filter(pk=lesson_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def settings_of(lesson: Lesson) -> LessonSettings:
    """What a lesson is set to."""
    return LessonSettings(**{each.name: getattr(lesson, each.name) for each in fields(LessonSettings)})


def settled(lesson: Lesson, settings: LessonSettings) -> Lesson:
    """Put the settings on a lesson. Not saved."""
    for each in fields(settings):
        setattr(lesson, each.name, getattr(settings, each.name))
    lesson.title = settings.title.strip()
    return lesson


def _into(lesson: Lesson, chapter: Chapter, before: str) -> None:
    if chapter.course_id != lesson.course_id:
        raise NotFound
    rows = list(Lesson.objects.kept().filter(chapter_id=chapter.pk))
    if lesson.chapter_id != chapter.pk:
        lesson.chapter = chapter
        lesson.save(update_fields=["chapter"])
    _renumber(Lesson, placed(rows, lesson, before))


def _over_the_edge(course: Course, lesson: Lesson, step: Step) -> None:
    """From the first place of a chapter to the end of the one before, or from the last to the start of the next."""
    chapters = list(Chapter.objects.kept().filter(course_id=course.pk))
    here = next(place for place, chapter in enumerate(chapters) if chapter.pk == lesson.chapter_id)
    there = here + (-1 if step == "up" else 1)
    if not 0 <= there < len(chapters):
        return
    first = Lesson.objects.kept().filter(chapter_id=chapters[there].pk).first()
    _into(lesson, chapters[there], first.public_id if step == "down" and first else "")


def _renumber(model: Any, rows: list[Any]) -> None:
    model.objects.bulk_update(numbered(rows), ["position"])
