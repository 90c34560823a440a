"""Files of courses: told by their first bytes, pictures drawn anew, the rest kept as it came and made smaller by workers."""

import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses import events, permissions
from courses.engine import filetypes
from courses.engine.filetypes import Told
from courses.engine.films import seconds_of_mp4
from courses.models import Course, MediaFile, QuestionMedia, Rendition
from courses.refusals import FileRefused
from courses.services import drawn
from courses.terms import BlockKind, MediaState
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.events import publish
from synthai.core.files import StoredFile
from synthai.core.media import links
from synthai.core.models import Upload

PICTURE_BYTES: Final = 20 * 1024 * 1024
FILE_BYTES: Final = 50 * 1024 * 1024
_HEAD: Final = 512
_FILMS: Final = (BlockKind.VIDEO, BlockKind.AUDIO)
Then = Callable[[MediaFile], None]
_SAYS: Final = {
    "drawing": _(
        "This is an SVG drawing. Such files can hold programs, so they are not taken: save it as PNG and upload that."
    ),
    "phone_picture": _(
        "This picture is in a format that many phones cannot show (HEIC or AVIF). Save it as JPEG and upload that."
    ),
    "program": _("This is a web page or a program. Upload a picture, a video, a sound, or a PDF."),
    "": _(
        "This kind of file cannot be used. Take PNG, JPEG or WebP for pictures, MP4 or WebM for video, MP3, M4A or Ogg for "
        "sound, and PDF, Word, Excel, PowerPoint, CSV or text for files to download. Its name must end as its kind does."
    ),
}


def most_bytes(kind: str) -> int:
    """How large a file for a block of this kind may be."""
    return {BlockKind.IMAGE: PICTURE_BYTES, BlockKind.FILE: FILE_BYTES}.get(
        BlockKind(kind), settings.MEDIA_MAX_BYTES
    )


def take(
    file: IO[bytes], *, name: str, course: Course, by: Actor, now: datetime, wanted: str = ""
) -> MediaFile:
    """Keep a file for a course. `wanted` is the kind of block it is for; another kind is refused.

    Not one transaction: the file is stored first, and removed when its row cannot be written. Needs the tenant. Raises
    NotAllowed, FileRefused, and FileTooLarge from core.files.
    """
    require(by, permissions.COURSE_CHANGE)
    told = _told(file, name, wanted)
    row = _row(told, name, course, by=by, now=now)
    if told.picture:
        return _with_pictures(file, told, row)
    row.seconds = _seconds(file, told)
    most = FILE_BYTES if told.kind == BlockKind.FILE else settings.UPLOAD_MAX_BYTES
    kept = files.save_stream(file, folder=folder_of(course), name=row.name, max_bytes=most)
    with _removed_on_failure([kept.path]):
        return _kept(row, kept)


def take_stored(
    upload: Upload, *, course: Course, by: Actor, now: datetime, wanted: str = "", then: Then
) -> MediaFile:
    """The same for an upload that is whole: it stays where it is, or is removed when pictures were drawn of it.

    `then` runs in the transaction that writes the row. What is refused is the caller's to remove. Needs the tenant. Raises
    NotAllowed, FileRefused, and what `then` raises.
    """
    require(by, permissions.COURSE_CHANGE)
    told = _judged(links.first_bytes(upload.path, _HEAD), upload.name, wanted)
    row = _row(told, upload.name, course, by=by, now=now)
    if told.picture:
        with files.open_file(upload.path) as file:
            made = _with_pictures(file, told, row, then)
        files.delete(upload.path)
        return made
    if told.kind == BlockKind.FILE and upload.size > FILE_BYTES:
        raise FileRefused(_("This file is larger than 50 MB. Make it smaller, or cut it into parts."))
    if not links.is_remote():  # at S3 a worker tells: reading its header here would fetch all of it
        with files.open_file(upload.path) as film:
            row.seconds = _seconds(film, told)
    return _kept(row, StoredFile(upload.path, upload.size, ""), then=then)


def keep(
    file: IO[bytes], row: QuestionMedia, *, name: str, by: Actor, now: datetime, wanted: Collection[str]
) -> QuestionMedia:
    """Judge a picture or sound of a question, store it and write its row, which names its organisation. `wanted`: kinds of block.

    Not one transaction: the file is removed when its row cannot be written. Raises FileRefused, and FileTooLarge from core.files.
    """
    told = _told(file, name, "")
    if told.kind not in wanted:
        raise _other_kind(told, wanted)
    row.kind, row.name, row.content_type = told.kind, files.shown_name(name), told.content_type
    row.added_by_label, row.added_at = by.label, now
    stored = _in_two_sizes(file, told, row) if told.picture else _as_it_is(file, told, row)
    with _removed_on_failure(stored), transaction.atomic():
        row.full_clean()
        row.save()
    return row


def folder_of(course: Course) -> str:
    """Where files of a course lie in storage."""
    return f"courses/{course.organisation_id}"


def _row(told: Told, name: str, course: Course, *, by: Actor, now: datetime) -> MediaFile:
    is_film = told.kind in _FILMS
    return MediaFile(
        course=course,
        organisation_id=course.organisation_id,
        kind=told.kind,
        name=files.shown_name(name),
        content_type=told.content_type,
        added_by_label=by.label,
        added_at=now,
        state=MediaState.WAITING if is_film else MediaState.READY,
        queued_at=now if is_film else None,
    )


@transaction.atomic
def _kept(
    row: MediaFile, stored: StoredFile, *, made: Collection[Rendition] = (), then: Then | None = None
) -> MediaFile:
    row.path, row.size, row.sha256 = stored.path, stored.size, stored.sha256
    row.full_clean()
    row.save()
    Rendition.objects.bulk_create(made)
    if row.is_in_work:
        publish(events.MediaAdded(media_id=row.pk, course_id=row.course_id, public_id=row.public_id))
    if then is not None:
        then(row)
    return row


@contextmanager
def _removed_on_failure(paths: list[str]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        for path in paths:
            files.delete(path)
        raise


def _seconds(file: IO[bytes], told: Told) -> int:
    """By its header, until a worker has measured it."""
    return seconds_of_mp4(file) if told.content_type in {"video/mp4", "audio/mp4"} else 0


def _told(file: IO[bytes], name: str, wanted: str) -> Told:
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return _judged(head, name, wanted)


def _judged(head: bytes, name: str, wanted: str) -> Told:
    if not head:
        raise FileRefused(_("This file is empty. Save it again and upload that."))
    found = filetypes.told(head, name)
    if found is None:
        raise FileRefused(_SAYS[filetypes.why_not(head)])
    if wanted and found.kind != wanted:
        raise _other_kind(found, (wanted,))
    if filetypes.is_named_otherwise(found, name):
        raise FileRefused(
            _(
                "The name of this file ends in “%(ending)s”, but what is in it ends in “%(right)s”. Give it the right ending "
                "and upload it again; if you expected something else in it, ask where it came from."
            ),
            ending=filetypes.ending_of(name),
            right=found.endings[0],
        )
    return found


def _other_kind(found: Told, wanted: Collection[str]) -> FileRefused:
    return FileRefused(
        _("This is a file of the kind “%(found)s”, and “%(wanted)s” is asked for here."),
        found=BlockKind(found.kind).label,
        wanted=", ".join(str(BlockKind(kind).label) for kind in wanted),
    )


def _with_pictures(file: IO[bytes], told: Told, row: MediaFile, then: Then | None = None) -> MediaFile:
    """The picture in every size; the largest and a small one, as WebP, are the row's own."""
    _refuse_large(file)
    with tempfile.TemporaryDirectory() as folder:
        sizes = drawn.draw("make", file, told.picture, folder, refused=FileRefused)["drawn"]
        stored: list[str] = []
        with _removed_on_failure(stored):
            made = [_stored(Path(folder), place, size, row, stored) for place, size in enumerate(sizes)]
            webp = [each for pair in made for each in pair if each.content_type == "image/webp"]
            large, small = (
                webp[-1],
                next((each for each in webp if max(each.width, each.height) >= 640), webp[-1]),
            )
            row.width, row.height = large.width, large.height
            row.small_path, row.small_size = small.path, small.size
            sha256 = files.sha256_of(Path(folder) / f"{len(sizes) - 1}.webp")
            largest = StoredFile(large.path, large.size, sha256)
            return _kept(row, largest, made=[each for pair in made for each in pair], then=then)


def _stored(
    folder: Path, place: int, size: list[int], row: MediaFile, stored: list[str]
) -> tuple[Rendition, Rendition]:
    """Both formats of one size, in storage; not saved yet."""

    def one(ending: str) -> Rendition:
        with (folder / f"{place}.{ending}").open("rb") as content:
            kept = files.save_stream(content, folder=folder_of(row.course), name=f"picture.{ending}")
        stored.append(kept.path)
        return Rendition(
            organisation_id=row.organisation_id,
            media=row,
            label=f"w{size[0]}",
            content_type=f"image/{ending}",
            path=kept.path,
            size=kept.size,
            width=size[0],
            height=size[1],
        )

    return one("webp"), one("avif")


def _in_two_sizes(file: IO[bytes], told: Told, row: QuestionMedia) -> list[str]:
    _refuse_large(file)
    made = drawn.in_two_sizes(file, told.picture, folder=_folder(row), refused=FileRefused)
    row.width, row.height = made.width, made.height
    row.path, row.size, row.sha256 = made.large.path, made.large.size, made.large.sha256
    row.small_path, row.small_size = made.small.path, made.small.size
    return made.paths


def _as_it_is(file: IO[bytes], told: Told, row: QuestionMedia) -> list[str]:
    row.seconds = _seconds(file, told)
    kept = files.save_stream(file, folder=_folder(row), name=row.name, max_bytes=settings.UPLOAD_MAX_BYTES)
    row.path, row.size, row.sha256 = kept.path, kept.size, kept.sha256
    return [kept.path]


def _folder(row: QuestionMedia) -> str:
    return f"courses/{row.organisation_id}"


def _refuse_large(file: IO[bytes]) -> None:
    file.seek(0, os.SEEK_END)
    if file.tell() > PICTURE_BYTES:
        raise FileRefused(_("This picture is larger than 20 MB. Save it smaller and upload that."))
