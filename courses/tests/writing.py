"""Writes courses for tests, by the services authors use."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from PIL import Image

from courses.models import Block, Chapter, Course, Enrolment, Lesson
from courses.services import blocks, courses, enrolments, outline, publishing
from courses.services.blocks import Content
from courses.services.outline import LessonSettings
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def write_course(
    by: Person, *, title: str = "Till basics", chapters: int = 2, lessons: int = 2, **settings: Any
) -> Course:
    """A draft with text in every lesson. Titles: "Chapter 1", "Lesson 1.2"."""
    now = timezone.now()
    with tenant(by.organisation):
        course = courses.create(title=title, by=by.actor, now=now)
        fill_course(
            course,
            {
                f"Chapter {number}": [_read(f"Lesson {number}.{place}") for place in range(1, lessons + 1)]
                for number in range(1, chapters + 1)
            },
            now=now,
        )
        if settings:
            wish = courses.Settings(title=title, **settings)
            courses.change(course.pk, wish, by=by.actor, now=now)
        course.refresh_from_db()
    return course


def fill_course(
    course: Course, parts: Mapping[str, Sequence[tuple[LessonSettings, str, Content]]], *, now: datetime
) -> None:
    """Chapters by their titles, each with its lessons and the one block of each. Needs the tenant.

    All is filled as the services fill it, and written in three statements: the lock, the checks and the trail of each
    part by itself are the business of tests that write.
    """
    chapters = Chapter.objects.bulk_create(
        Chapter(course=course, title=title, position=place) for place, title in enumerate(parts)
    )
    written = [
        (Lesson(course=course, chapter=chapter, position=place), *part)
        for chapter in chapters
        for place, part in enumerate(parts[chapter.title])
    ]
    Lesson.objects.bulk_create(outline.settled(lesson, wish) for lesson, wish, _kind, _content in written)
    Block.objects.bulk_create(
        blocks.filled(Block(lesson=lesson, kind=kind, updated_at=now), content)
        for lesson, _wish, kind, content in written
    )


def _read(title: str) -> tuple[LessonSettings, str, Content]:
    return LessonSettings(title=title), "text", Content(text=_text_of(title))


def _text_of(title: str) -> str:
    return f"What **{title}** says."


def write_lesson(by: Person, chapter: Chapter, *, title: str, text: str = "", **settings: Any) -> Lesson:
    """A lesson with one text."""
    now = timezone.now()
    with tenant(by.organisation):
        wish = LessonSettings(title=title, **settings)
        lesson = outline.add_lesson(chapter, title=title, by=by.actor, now=now, settings=wish)
        content = Content(text=text or _text_of(title))
        blocks.add(lesson, kind="text", by=by.actor, now=now, content=content)
    return lesson


def publish(by: Person, course: Course, **options: Any) -> Course:
    """Let the draft go live now."""
    with tenant(by.organisation):
        publishing.publish(course.pk, by=by.actor, now=timezone.now(), **options)
        return Course.objects.select_related("live_version").get(pk=course.pk)


def published_course(by: Person, **options: Any) -> Course:
    """A course that can be started."""
    return publish(by, write_course(by, **options))


def enrol(person: Person, course: Course) -> Enrolment:
    """The person starts the course."""
    with tenant(person.organisation):
        return enrolments.start(course.pk, by=person.actor, now=timezone.now())


def keys_of(course: Course) -> list[str]:
    """Keys of the lessons of the version that is live, in order."""
    version = course.live_version
    assert version is not None
    return [lesson["key"] for chapter in version.outline["chapters"] for lesson in chapter["lessons"]]


def png(width: int = 40, height: int = 30) -> io.BytesIO:
    """A small picture as a file."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (10, 120, 90)).save(file, "PNG")
    file.seek(0)
    file.name = "till slip.png"
    return file
