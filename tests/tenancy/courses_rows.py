"""One course of an organisation with one of everything that an address can name."""

from typing import Any

from django.utils import timezone

from courses.models import Block, Caption, Chapter, MediaFile, Rendition
from courses.services import assignments, blocks, courses, enrolments, outline, publishing, uploads, watching
from courses.services.assignments import Wish
from courses.services.blocks import Content
from courses.services.outline import LessonSettings
from synthai.core.media.uploads import Named
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, stored: str) -> dict[str, str]:
    """Ids by noun. The lesson may be read by everybody; the owner is in the course."""
    by, now = owner.actor, timezone.now()
    with tenant(organisation):
        watching.choose(by=by, saves_data=True)
        course = courses.create(title=f"Course of {organisation.slug}", by=by, now=now)
        chapter: Chapter = outline.add_chapter(course.pk, title="Chapter", by=by, now=now)
        wish = LessonSettings(title="Lesson", is_open=True)
        lesson = outline.add_lesson(chapter, title="Lesson", by=by, now=now, settings=wish)
        block: Block = blocks.add(lesson, kind="text", by=by, now=now, content=Content(text="Words."))
        media = MediaFile.objects.create(
            course=course, kind="file", name="report.csv", path=stored, content_type="text/csv", size=12
        )
        film, film_block = _film(course, lesson, stored, by=by, now=now)
        publishing.publish(course.pk, by=by, now=now)
        upload = uploads.begin(film_block, Named(name="film.mp4", size=9), by=by, now=now)
        learner = enrolments.start(course.pk, by=by, now=now)
        (rule,) = assignments.assign(course.pk, Wish(audience="everybody"), by=by, now=now)
    return {
        "course": course.public_id,
        "chapter": chapter.public_id,
        "lesson": lesson.public_id,
        "block": block.public_id,
        "media": media.public_id,
        "film": film.public_id,
        "film_block": film_block.public_id,
        "upload": upload.public_id,
        "learner": learner.public_id,
        "assignment": rule.public_id,
    }


def _film(course: Any, lesson: Any, stored: str, *, by: Any, now: Any) -> tuple[MediaFile, Block]:
    """A film with one size and captions, in a block of its own."""
    told = {"path": stored, "content_type": "video/mp4", "size": 12}
    film = MediaFile.objects.create(course=course, kind="video", name="film.mp4", seconds=3, **told)
    Rendition.objects.create(media=film, label="360p", **told)
    Caption.objects.create(media=film, language="en", cues=[[0, 1, "Switch it on."]])
    return film, blocks.add(lesson, kind="video", by=by, now=now, content=Content(media=film))
