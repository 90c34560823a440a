"""Drafts as authors see them, and as they would be published."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.engine.outline import Outline, OutlineChapter, OutlineLesson
from courses.models import (
    Block,
    Chapter,
    Course,
    CourseVersion,
    Enrolment,
    Lesson,
    MediaFile,
    Prerequisite,
    Quiz,
)
from courses.terms import BlockKind
from synthai.core.errors import NotFound

_M = TypeVar("_M", bound=Model)
Blocks = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What would be published now: the outline, and the blocks of each lesson by its key."""

    outline: Outline
    texts: dict[str, Blocks]


def courses_to_write(*, put_away: bool = False) -> Any:
    """Courses with how many people are in them, for the authors' list."""
    inside = (
        Enrolment.objects.current().filter(course_id=OuterRef("pk")).order_by().values("course_id")
    ).annotate(people=Count("pk"))
    rows = Course.objects.filter(removed_at__isnull=not put_away).select_related("live_version")
    people = Coalesce(Subquery(inside.values("people")[:1]), 0)
    return rows.defer("live_version__outline").annotate(people=people).order_by("title", "pk")


def get_course(public_id: str) -> Course:
    """One course, put away or not, for its authors. Raises NotFound."""
    rows = Course.objects.select_related("live_version").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_chapter(course: Course, public_id: str) -> Chapter:
    """One chapter of a course, removed or not. Raises NotFound."""
    return _one(Chapter.objects.filter(course_id=course.pk, public_id=public_id))


def get_lesson(course: Course, public_id: str) -> Lesson:
    """One lesson of a course, removed or not, with its chapter. Raises NotFound."""
    return _one(Lesson.objects.select_related("chapter").filter(course_id=course.pk, public_id=public_id))


def get_block(course: Course, public_id: str) -> Block:
    """One block of a course, removed or not, with its lesson and file. Raises NotFound."""
    rows = Block.objects.select_related("lesson__course", "media")
    return _one(rows.filter(lesson__course_id=course.pk, public_id=public_id))


def get_media(public_id: str) -> MediaFile:
    """One file with its course. Raises NotFound."""
    found: MediaFile = _one(MediaFile.objects.select_related("course").filter(public_id=public_id))
    return found


def chapters_of(course: Course) -> list[Chapter]:
    """Its chapters in order, each with `lessons` in order. Two queries."""
    chapters = list(Chapter.objects.kept().filter(course_id=course.pk))
    lessons = list(Lesson.objects.kept().filter(course_id=course.pk))
    for chapter in chapters:
        chapter.lessons = [lesson for lesson in lessons if lesson.chapter_id == chapter.pk]  # type: ignore[attr-defined]
    return chapters


def blocks_of(lesson: Lesson) -> list[Block]:
    """The blocks of a lesson in order, with their files. One query."""
    return list(Block.objects.kept().filter(lesson_id=lesson.pk).select_related("media"))


def needs_of(course: Course) -> list[Course]:
    """The courses that come first."""
    keys = Prerequisite.objects.filter(course_id=course.pk).values("needs_id")
    return list(Course.objects.filter(pk__in=keys).order_by("title", "pk"))


def waiting_version(course: Course) -> CourseVersion | None:
    """The version that goes live later, if there is one."""
    return CourseVersion.objects.waiting().filter(course_id=course.pk).order_by("pk").first()


def versions_of(course: Course) -> list[CourseVersion]:
    """The newest versions without their outlines, each with `people`: how many are in progress on it."""
    going = Enrolment.objects.going().filter(version_id=OuterRef("pk")).order_by().values("version_id")
    people = Coalesce(Subquery(going.annotate(people=Count("pk")).values("people")[:1]), 0)
    rows = CourseVersion.objects.filter(course_id=course.pk).defer("outline").annotate(people=people)
    return list(rows.order_by("-number")[:20])


def draft_of(course: Course) -> Draft:
    """Everything of the draft that is not removed. Three queries, whatever its size."""
    chapters = chapters_of(course)
    blocks: dict[int, list[Block]] = {}
    rows = Block.objects.kept().filter(lesson__course_id=course.pk).select_related("media")
    for block in rows:
        blocks.setdefault(block.lesson_id, []).append(block)
    texts: dict[str, Blocks] = {}
    outlined = []
    for chapter in chapters:
        lessons = []
        for lesson in chapter.lessons:  # type: ignore[attr-defined]
            texts[lesson.public_id] = [published_block(block) for block in blocks.get(lesson.pk, [])]
            lessons.append(_outlined(lesson, texts[lesson.public_id]))
        outlined.append(_outlined_chapter(chapter, lessons))
    return Draft(outline=Outline(lock=course.lock, chapters=tuple(outlined)), texts=texts)


def published_block(block: Block) -> dict[str, Any]:
    """A block as versions keep it."""
    kept = {"key": block.public_id, "kind": block.kind, "text": block.text, "data": block.data}
    return {**kept, "media": _described(block.media)} if block.media else kept


def digest_of(blocks: Blocks) -> str:
    """What a text is known by: the same blocks have the same digest."""
    told = json.dumps(blocks, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _described(media: MediaFile) -> dict[str, Any]:
    return {
        "id": media.public_id,
        "name": media.name,
        "type": media.content_type,
        "size": media.size,
        "small_size": media.small_size,
        "width": media.width,
        "height": media.height,
        "seconds": media.seconds,
    }


def _outlined_chapter(chapter: Chapter, lessons: list[OutlineLesson]) -> OutlineChapter:
    return OutlineChapter(
        key=chapter.public_id,
        title=chapter.title,
        opens_on=chapter.opens_on.isoformat() if chapter.opens_on else "",
        opens_after=chapter.opens_after,
        lessons=tuple(lessons),
    )


def _outlined(lesson: Lesson, blocks: Blocks) -> OutlineLesson:
    return OutlineLesson(
        key=lesson.public_id,
        title=lesson.title,
        text=digest_of(blocks),
        minutes=lesson.minutes,
        rule=lesson.rule,
        rule_value=lesson.rule_value,
        is_optional=lesson.is_optional,
        is_open=lesson.is_open,
        opens_on=lesson.opens_on.isoformat() if lesson.opens_on else "",
        opens_after=lesson.opens_after,
        videos={
            block["key"]: block["media"]["seconds"]
            for block in blocks
            if block["kind"] == BlockKind.VIDEO and block.get("media", {}).get("seconds")
        },
    )


def _one(rows: "QuerySet[_M]") -> _M:
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def quiz_block(public_id: str) -> Block | None:
    """A block of a draft that asks a quiz, with its lesson."""
    rows = Block.objects.kept().filter(public_id=public_id, kind=BlockKind.QUIZ)
    found: Block | None = rows.select_related("lesson").order_by("pk").first()
    return found


def lessons_asking(quiz: Quiz) -> list[Lesson]:
    """Lessons of drafts that ask a quiz, with their courses. One query."""
    asking = Block.objects.kept().filter(kind=BlockKind.QUIZ, data__ref=quiz.public_id).values("lesson_id")
    rows = Lesson.objects.kept().filter(pk__in=asking, course__removed_at__isnull=True)
    return list(rows.select_related("course").order_by("course__title", "pk"))
