"""Rows for pages with films that every browser check visits."""

import io
from typing import Any

from django.utils import timezone

from courses.models import Block, Course, Lesson, MediaFile
from courses.services import blocks, captions, enrolments, films, media
from courses.services.blocks import Content
from courses.tests.writing import png, publish, write_course
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast
from tests.browser.courses_pages import address

WORDS = (
    "Wash your hands before you touch food.",
    "Wet them, take soap, and rub for twenty seconds.",
    "Between the fingers, under the nails, and the wrists.",
    "Rinse, and dry them on paper, never on your apron.",
    "Then close the tap with the paper.",
)


def film_course(
    cast: Cast, *, seconds: int = 40, share: int = 0, is_rendered: bool = True
) -> tuple[Course, Block]:
    """A lesson with a film of two sizes that has captions, done by watching a share of it."""
    by, now = cast.thandi.actor, timezone.now()
    course = write_course(cast.thandi, title="Clean hands", chapters=1, lessons=1)
    content = filming.film(seconds=seconds, size="640x360", rate=4)
    with tenant(cast.umoja):
        lesson = Lesson.objects.get(course=course)
        row = media.take(io.BytesIO(content), name="hands.mp4", course=course, by=by, now=now)
        told = Content(text="Our kitchen, one morning.", data={"title": "How to wash your hands"}, media=row)
        block = blocks.add(lesson, kind="video", by=by, now=now, content=told)
        _captions(row, seconds, by=by, now=now)
        picture = media.take(png(1800, 1000), name="tap.png", course=course, by=by, now=now)
        shown = Content(data={"alt": "A tap"}, media=picture)
        blocks.add(lesson, kind="image", by=by, now=now, content=shown)
        if share:
            Lesson.objects.filter(pk=lesson.pk).update(rule="video", rule_value=share)
        if is_rendered:
            films.render(row.pk)
    return course, block


def _captions(row: MediaFile, seconds: int, *, by: Any, now: Any) -> None:
    step = seconds / len(WORDS)
    cues = [
        f"00:{place * step:06.3f} --> 00:{(place + 1) * step:06.3f}\n{each}"
        for place, each in enumerate(WORDS)
    ]
    file = io.BytesIO("\n\n".join(["WEBVTT", *cues]).encode())
    captions.put(file, media=row, language="en", by=by, now=now)


def watching(cast: Cast) -> str:
    course, block = film_course(cast)
    course = publish(cast.thandi, course)
    with tenant(cast.umoja):
        enrolments.start(course.pk, by=cast.bongani.actor, now=timezone.now())
    return address("lesson", course.public_id, block.lesson.public_id)


def filming_page(cast: Cast) -> str:
    course, block = film_course(cast)
    return address("write-lesson", course.public_id, block.lesson.public_id)


FILMS = (("bongani", watching), ("thandi", filming_page))
