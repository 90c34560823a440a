"""Files of courses: told by their first bytes, pictures drawn anew, the rest kept as it came and made smaller by workers."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import IO, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses import events, permissions
from courses.models import Course, MediaFile, QuestionMedia, Rendition
from courses.refusals import FileRefused
from courses.terms import BlockKind
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.events import publish
from synthai.core.files import StoredFile
from synthai.core.media import drawing, judging, links
from synthai.core.media.drawing import removed_on_failure
from synthai.core.media.filetypes import Told
from synthai.core.media.judging import FILE_BYTES, HEAD, PICTURE_BYTES
from synthai.core.media.mp4 import seconds_of_mp4
from synthai.core.media.states import MediaState
from synthai.core.models import Upload

_FILMS: Final = (BlockKind.VIDEO, BlockKind.AUDIO)
Then = Callable[[MediaFile], None]


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
    told = judging.told(file, name, refused=FileRefused, wanted=_only(wanted))
    row = _row(told, name, course, by=by, now=now)
    if told.picture:
        return _with_pictures(file, told, row)
    row.seconds = _seconds(file, told)
    most = FILE_BYTES if told.kind == BlockKind.FILE else settings.UPLOAD_MAX_BYTES
    kept = files.save_stream(file, folder=folder_of(course), name=row.name, max_bytes=most)
    with removed_on_failure([kept.path]):
        return _kept(row, kept)


def take_stored(
    upload: Upload, *, course: Course, by: Actor, now: datetime, wanted: str = "", then: Then
) -> MediaFile:
    """The same for an upload that is whole: it stays where it is, or is removed when pictures were drawn of it.

    `then` runs in the transaction that writes the row. What is refused is the caller's to remove. Needs the tenant. Raises
    NotAllowed, FileRefused, and what `then` raises.
    """
    require(by, permissions.COURSE_CHANGE)
    head = links.first_bytes(upload.path, HEAD)
    told = judging.judged(head, upload.name, refused=FileRefused, wanted=_only(wanted))
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
    told = judging.told(file, name, refused=FileRefused, wanted=wanted)
    row.kind, row.name, row.content_type = told.kind, files.shown_name(name), told.content_type
    row.added_by_label, row.added_at = by.label, now
    stored = _in_two_sizes(file, told, row) if told.picture else _as_it_is(file, told, row)
    with removed_on_failure(stored), transaction.atomic():
        row.full_clean()
        row.save()
    return row


def folder_of(course: Course) -> str:
    """Where files of a course lie in storage."""
    return f"courses/{course.organisation_id}"


def _only(wanted: str) -> Collection[str]:
    return (wanted,) if wanted else ()


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


def _seconds(file: IO[bytes], told: Told) -> int:
    """By its header, until a worker has measured it."""
    return seconds_of_mp4(file) if told.content_type in {"video/mp4", "audio/mp4"} else 0


def _with_pictures(file: IO[bytes], told: Told, row: MediaFile, then: Then | None = None) -> MediaFile:
    """The picture in every size; the largest and a small one, as WebP, are the row's own."""
    sizes = drawing.in_all_sizes(file, told.picture, folder=folder_of(row.course), refused=FileRefused)
    webp = [each for each in sizes if each.content_type == "image/webp"]
    large = webp[-1]
    small = next((each for each in webp if max(each.width, each.height) >= 640), large)
    row.width, row.height = large.width, large.height
    row.small_path, row.small_size = small.stored.path, small.stored.size
    made = [
        Rendition(
            organisation_id=row.organisation_id,
            media=row,
            label=each.label,
            content_type=each.content_type,
            path=each.stored.path,
            size=each.stored.size,
            width=each.width,
            height=each.height,
        )
        for each in sizes
    ]
    with removed_on_failure([each.stored.path for each in sizes]):
        return _kept(row, large.stored, made=made, then=then)


def _in_two_sizes(file: IO[bytes], told: Told, row: QuestionMedia) -> list[str]:
    drawing.refuse_large(file, refused=FileRefused)
    made = drawing.in_two_sizes(file, told.picture, folder=_folder(row), refused=FileRefused)
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
