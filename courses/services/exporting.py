"""A course out of SynthAI, as a zip archive of Markdown and media. What the files look like: courses.engine.folder."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.text import slugify

from courses import permissions
from courses.engine.folder import Page, Piece, written
from courses.engine.quiz.formats import sheets as formats
from courses.models import Block, Caption, CertificateTerms, Course, MediaFile, Quiz
from courses.selectors import drafts
from courses.services.quizzes import carrying, sheets
from courses.terms import BlockKind
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.media import captions as writing


def export(course: Course, *, by: Actor) -> IO[bytes]:
    """The draft as a zip archive in a file without a name, read from its start, with the quizzes its lessons hold.

    Needs the tenant. Raises NotAllowed, also for who may change courses and not quizzes, which come with their keys.
    """
    require(by, permissions.COURSE_CHANGE)
    quizzes = _quizzes_of(course, by=by)
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    stored: dict[int, tuple[str, MediaFile]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("course.md", written(Page(settings=_course_settings(course))))
        for place, chapter in enumerate(drafts.chapters_of(course), start=1):
            folder = f"{place:02d}-{slugify(chapter.title) or 'chapter'}"
            archive.writestr(
                f"{folder}/chapter.md", written(Page(settings={"title": chapter.title, **_opening(chapter)}))
            )
            for number, lesson in enumerate(chapter.lessons, start=1):  # type: ignore[attr-defined]
                name = f"{folder}/{number:02d}-{slugify(lesson.title) or 'lesson'}.md"
                archive.writestr(name, written(_page_of(lesson, stored, quizzes)))
        shown = carrying.named((text for _src, text in quizzes.values()), "media/question-%02d")
        for src, text in quizzes.values():
            archive.writestr(src, carrying.renamed(text, shown))
        carrying.put_into(archive, shown)
        for name, row in stored.values():
            kept = zipfile.ZipInfo(name, date_time=row.added_at.timetuple()[:6])
            with files.open_file(row.path) as content, archive.open(kept, "w", force_zip64=True) as out:
                shutil.copyfileobj(content, out, 1 << 20)
        for name, cues in _captions_of(stored):
            archive.writestr(name, writing.written(cues))
    audit(course, "courses.course.exported", by=by)
    file.seek(0)
    return file


def _course_settings(course: Course) -> dict[str, str]:
    return {
        "title": course.title,
        "summary": course.summary,
        "entry": course.entry,
        "lessons_open": course.lock,
        **({"places": str(course.seats)} if course.seats else {}),
        **_certificate_settings(course),
    }


def _certificate_settings(course: Course) -> dict[str, str]:
    terms = CertificateTerms.objects.filter(course_id=course.pk, is_on=True).order_by("pk").first()
    if terms is None:
        return {}
    told = {
        "certificate": "yes",
        "certificate_months": str(terms.months or ""),
        "certificate_says": terms.text,
        "certificate_signed_by": terms.signed_by,
        "certificate_look": terms.look,
        "certificate_colour": terms.colour,
    }
    return {name: value for name, value in told.items() if value}


def _quizzes_of(course: Course, *, by: Actor) -> dict[str, tuple[str, str]]:
    """The quizzes of the draft's lessons: path in the archive and text, by public id. Each once, as lessons name them."""
    rows = Block.objects.kept().filter(
        lesson__course_id=course.pk,
        lesson__removed_at__isnull=True,
        lesson__chapter__removed_at__isnull=True,
        kind=BlockKind.QUIZ,
    )
    order = (
        "lesson__chapter__position",
        "lesson__chapter_id",
        "lesson__position",
        "lesson_id",
        "position",
        "pk",
    )
    named = list(dict.fromkeys(row.data.get("ref", "") for row in rows.order_by(*order)))
    kept = Quiz.objects.kept().filter(public_id__in=[ref for ref in named if ref])
    found = {quiz.public_id: quiz for quiz in kept}
    return {
        ref: (
            f"quizzes/{number:02d}-{slugify(found[ref].title) or 'quiz'}.txt",
            formats.write(sheets.sheet_of(found[ref], by=by)),
        )
        for number, ref in enumerate((ref for ref in named if ref in found), start=1)
    }


def _page_of(
    lesson: Any, stored: dict[int, tuple[str, MediaFile]], quizzes: dict[str, tuple[str, str]]
) -> Page:
    settings = {"title": lesson.title, "minutes": str(lesson.minutes), "done_when": lesson.rule}
    if lesson.rule_value:
        settings["how_much"] = str(lesson.rule_value)
    settings |= {"counts": "no"} if lesson.is_optional else {}
    settings |= {"open": "yes"} if lesson.is_open else {}
    settings |= _opening(lesson)
    pieces = []
    for block in drafts.blocks_of(lesson):
        src, data = "", block.data
        if block.kind == BlockKind.QUIZ:
            if block.data.get("ref") not in quizzes:
                continue  # put away, or never chosen: there is nothing to take along
            (src, _text), data = quizzes[block.data["ref"]], {}
        if block.media is not None:
            src, _row = stored.setdefault(block.media.pk, (_place_for(block.media, len(stored)), block.media))
        if block.text.strip() or block.kind != BlockKind.TEXT:
            pieces.append(Piece(kind=block.kind, text=block.text, src=src, data=_told(data)))
    return Page(settings=settings, pieces=tuple(pieces))


def _opening(part: Any) -> dict[str, str]:
    """The day on which a chapter or a lesson opens, as the folder says it."""
    told = {"opens_on": part.opens_on.isoformat()} if part.opens_on else {}
    return told | ({"opens_after_days": str(part.opens_after)} if part.opens_after is not None else {})


def _told(data: dict[str, Any]) -> dict[str, str]:
    """What a block keeps beside its text, as words: the rules of an assignment as JSON."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in data.items()}


def _captions_of(stored: dict[int, tuple[str, MediaFile]]) -> Iterator[tuple[str, Any]]:
    """Beside each film and sound: film.mp4, film.en.vtt."""
    for caption in Caption.objects.filter(media_id__in=list(stored)).order_by("pk"):
        name, _row = stored[caption.media_id]
        yield f"{name.rpartition('.')[0]}.{caption.language}.vtt", caption.cues


def _place_for(row: MediaFile, number: int) -> str:
    path = PurePosixPath(row.name)
    ending = PurePosixPath(row.path).suffix or path.suffix
    return f"media/{number + 1:02d}-{slugify(path.stem) or row.kind}{ending}"
