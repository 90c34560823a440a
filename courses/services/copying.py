"""A draft put together from parts: a copy of a course, or a folder that was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses import events
from courses.models import (
    Block,
    Caption,
    CertificateTerms,
    Chapter,
    Course,
    Lesson,
    MediaFile,
    Prerequisite,
    Rendition,
)
from courses.selectors import drafts
from courses.services import courses
from courses.services.blocks import Content, filled
from courses.services.outline import LessonSettings, settings_of, settled
from courses.terms import TITLE_LENGTH
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.media.states import MediaState
from synthai.core.models.public_id import new_public_id


@dataclass(frozen=True, kw_only=True)
class BlockPart:
    """A block to be. `media` is the key under which its file stands in the files handed along."""

    kind: str
    text: str = ""
    data: Mapping[str, Any]
    media: Any = None


@dataclass(frozen=True, kw_only=True)
class LessonPart:
    """A lesson to be."""

    settings: LessonSettings
    blocks: Sequence[BlockPart]


@dataclass(frozen=True, kw_only=True)
class ChapterPart:
    """A chapter to be."""

    title: str
    lessons: Sequence[LessonPart]
    opens_on: date | None = None
    opens_after: int | None = None


@transaction.atomic
def duplicate(course_id: int, *, by: Actor, now: datetime) -> Course:
    """A new draft like this one's: settings, chapters, lessons, blocks, rows of its own for the same files, terms of the certificate.

    Neither learners, versions, classes nor the offer come along: a copy is sold by nobody. Raises NotAllowed, CoursePutAway.
    """
    source = courses.changeable(course_id, by=by)
    title = _("%(title)s (copy)") % {"title": source.title[: TITLE_LENGTH - 10]}
    made = courses.create(title=title, summary=source.summary, by=by, now=now)
    made.entry, made.lock, made.seats = source.entry, source.lock, source.seats
    made.save(update_fields=["entry", "lock", "seats"])
    _copy_terms(source, made)
    put_in(made, parts_of(source), _files_for(source, made, now=now), now=now)
    audit(made, "courses.course.duplicated", by=by, changes={"from": [None, source.public_id]})
    return made


def _copy_terms(source: Course, made: Course) -> None:
    """Courses that come first, and what the certificate says."""
    for model in (Prerequisite, CertificateTerms):
        rows = list(model.objects.filter(course_id=source.pk).order_by("pk"))
        for row in rows:
            row.pk, row.course = None, made
        model.objects.bulk_create(rows)


def parts_of(course: Course) -> list[ChapterPart]:
    """The draft as parts; files by their rows' keys."""
    return [
        ChapterPart(
            title=chapter.title,
            opens_on=chapter.opens_on,
            opens_after=chapter.opens_after,
            lessons=[
                LessonPart(
                    settings=settings_of(lesson),
                    blocks=[
                        BlockPart(kind=block.kind, text=block.text, data=block.data, media=block.media_id)
                        for block in drafts.blocks_of(lesson)
                    ],
                )
                for lesson in chapter.lessons  # type: ignore[attr-defined]
            ],
        )
        for chapter in drafts.chapters_of(course)
    ]


def put_in(
    course: Course, parts: Sequence[ChapterPart], media: Mapping[Any, MediaFile], *, now: datetime
) -> None:
    """Write chapters, lessons and blocks into an empty draft. Part of a transaction.

    Raises ValidationError for a title or text that is too long, AddressRefused.
    """
    for place, part in enumerate(parts):
        chapter = Chapter(
            organisation_id=course.organisation_id,
            course=course,
            title=part.title,
            position=place,
            opens_on=part.opens_on,
            opens_after=part.opens_after,
        )
        chapter.full_clean(exclude=["course"])
        chapter.save()
        for number, lesson in enumerate(part.lessons):
            _put_lesson(chapter, lesson, number, media, now=now)


def _put_lesson(
    chapter: Chapter, part: LessonPart, place: int, media: Mapping[Any, MediaFile], *, now: datetime
) -> None:
    lesson = settled(
        Lesson(
            organisation_id=chapter.organisation_id, course=chapter.course, chapter=chapter, position=place
        ),
        part.settings,
    )
    lesson.full_clean(exclude=["course", "chapter"])
    lesson.save()
    rows = [
        filled(
            Block(
                organisation_id=chapter.organisation_id,
                lesson=lesson,
                kind=block.kind,
                position=number,
                updated_at=now,
            ),
            Content(text=block.text, data=dict(block.data), media=media.get(block.media)),
        )
        for number, block in enumerate(part.blocks)
    ]
    for row in rows:
        row.clean_fields(exclude=["lesson", "media"])
    Block.objects.bulk_create(rows)


def _files_for(source: Course, made: Course, *, now: datetime) -> dict[Any, MediaFile]:
    """Rows of the copy's own for the files of the source, by the source's keys, with what was made of them."""
    copies: dict[Any, MediaFile] = {}
    for row in list(MediaFile.objects.filter(course_id=source.pk).order_by("pk")):
        key = row.pk
        row.pk, row.course = None, made
        row.public_id = new_public_id()
        if row.is_in_work:
            row.state, row.queued_at, row.lease_until, row.lease_token = MediaState.WAITING, now, None, ""
        copies[key] = row
    MediaFile.objects.bulk_create(copies.values())
    for model in (Rendition, Caption):
        _copy_of_each(model, copies)
    for row in copies.values():
        if row.is_in_work:
            publish(events.MediaAdded(media_id=row.pk, course_id=made.pk, public_id=row.public_id))
    return copies


def _copy_of_each(model: Any, copies: Mapping[Any, MediaFile]) -> None:
    rows = list(model.objects.filter(media_id__in=list(copies)).order_by("pk"))
    for row in rows:
        row.pk, row.media = None, copies[row.media_id]
    model.objects.bulk_create(rows)
