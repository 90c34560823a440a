"""Writes courses for tests, by the services authors use."""

import io
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from PIL import Image

from courses.models import Chapter, Course, Enrolment, Lesson
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
        for number in range(1, chapters + 1):
            chapter = outline.add_chapter(course.pk, title=f"Chapter {number}", by=by.actor, now=now)
            for place in range(1, lessons + 1):
                write_lesson(by, chapter, title=f"Lesson {number}.{place}")
        if settings:
            wish = courses.Settings(title=title, **settings)
            courses.change(course.pk, wish, by=by.actor, now=now)
        course.refresh_from_db()
    return course


def write_lesson(by: Person, chapter: Chapter, *, title: str, text: str = "", **settings: Any) -> Lesson:
    """A lesson with one text."""
    now = timezone.now()
    with tenant(by.organisation):
        wish = LessonSettings(title=title, **settings)
        lesson = outline.add_lesson(chapter, title=title, by=by.actor, now=now, settings=wish)
        content = Content(text=text or f"What **{title}** says.")
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
