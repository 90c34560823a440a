"""A course out of SynthAI, as a zip archive of Markdown and media. What the files look like: courses.engine.folder."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.text import slugify

from courses import permissions
from courses.engine.folder import Page, Piece, written
from courses.models import Caption, Course, MediaFile
from courses.selectors import drafts
from courses.terms import BlockKind
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.media import captions as writing


def export(course: Course, *, by: Actor) -> IO[bytes]:
    """The draft as a zip archive in a file without a name, read from its start. Needs the tenant. Raises NotAllowed."""
    require(by, permissions.COURSE_CHANGE)
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    stored: dict[int, tuple[str, MediaFile]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("course.md", written(Page(settings=_course_settings(course))))
        for place, chapter in enumerate(drafts.chapters_of(course), start=1):
            folder = f"{place:02d}-{slugify(chapter.title) or 'chapter'}"
            archive.writestr(f"{folder}/chapter.md", written(Page(settings={"title": chapter.title})))
            for number, lesson in enumerate(chapter.lessons, start=1):  # type: ignore[attr-defined]
                name = f"{folder}/{number:02d}-{slugify(lesson.title) or 'lesson'}.md"
                archive.writestr(name, written(_page_of(lesson, stored)))
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
    }


def _page_of(lesson: Any, stored: dict[int, tuple[str, MediaFile]]) -> Page:
    settings = {"title": lesson.title, "minutes": str(lesson.minutes), "done_when": lesson.rule}
    if lesson.rule_value:
        settings["how_much"] = str(lesson.rule_value)
    settings |= {"counts": "no"} if lesson.is_optional else {}
    settings |= {"open": "yes"} if lesson.is_open else {}
    pieces = []
    for block in drafts.blocks_of(lesson):
        src = ""
        if block.media is not None:
            src, _row = stored.setdefault(block.media.pk, (_place_for(block.media, len(stored)), block.media))
        if block.text.strip() or block.kind != BlockKind.TEXT:
            pieces.append(Piece(kind=block.kind, text=block.text, src=src, data=block.data))
    return Page(settings=settings, pieces=tuple(pieces))


def _captions_of(stored: dict[int, tuple[str, MediaFile]]) -> Iterator[tuple[str, Any]]:
    """Beside each film and sound: film.mp4, film.en.vtt."""
    for caption in Caption.objects.filter(media_id__in=list(stored)).order_by("pk"):
        name, _row = stored[caption.media_id]
        yield f"{name.rpartition('.')[0]}.{caption.language}.vtt", caption.cues


def _place_for(row: MediaFile, number: int) -> str:
    path = PurePosixPath(row.name)
    ending = PurePosixPath(row.path).suffix or path.suffix
    return f"media/{number + 1:02d}-{slugify(path.stem) or row.kind}{ending}"
