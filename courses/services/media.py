"""Files of courses: told by their first bytes, pictures drawn anew, the rest kept as it came. Names count nothing."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses import permissions
from courses.engine.films import seconds_of_mp4
from courses.models import Course, MediaFile, QuestionMedia
from courses.refusals import FileRefused
from courses.terms import BlockKind
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.limits import LimitExceeded, run_limited

Row = TypeVar("Row", MediaFile, QuestionMedia)
PICTURE_BYTES: Final = 20 * 1024 * 1024
FILE_BYTES: Final = 50 * 1024 * 1024
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_FILES: Final = {  # by ending: first bytes (none for text) and type
    ".pdf": (b"%PDF-", "application/pdf"),
    ".docx": (b"PK\x03\x04", f"{_OFFICE}wordprocessingml.document"),
    ".xlsx": (b"PK\x03\x04", f"{_OFFICE}spreadsheetml.sheet"),
    ".pptx": (b"PK\x03\x04", f"{_OFFICE}presentationml.presentation"),
    ".csv": (b"", "text/csv"),
    ".txt": (b"", "text/plain"),
}


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What the first bytes say: the kind of block, the type, and Pillow's name of a picture."""

    kind: str
    content_type: str
    picture: str = ""


def take(
    file: IO[bytes], *, name: str, course: Course, by: Actor, now: datetime, wanted: str = ""
) -> MediaFile:
    """Keep a file for a course. `wanted` is the kind of block it is for; another kind is refused.

    Not one transaction: the file is stored first, and removed when its row cannot be written. Needs the tenant. Raises
    NotAllowed, FileRefused, and FileTooLarge from core.files.
    """
    require(by, permissions.COURSE_CHANGE)
    row = MediaFile(course=course, organisation_id=course.organisation_id)
    return keep(file, row, name=name, by=by, now=now, wanted=(wanted,) if wanted else ())


def keep(
    file: IO[bytes], row: Row, *, name: str, by: Actor, now: datetime, wanted: Collection[str] = ()
) -> Row:
    """Judge a file by its first bytes, store it and write its row, which names its organisation. `wanted`: kinds of block.

    Not one transaction: the file is removed when its row cannot be written. Raises FileRefused, and FileTooLarge from core.files.
    """
    told = _told(file, name)
    if wanted and told.kind not in wanted:
        raise FileRefused(
            _("This is a file of the kind “%(found)s”, and “%(wanted)s” is asked for here."),
            found=BlockKind(told.kind).label,
            wanted=", ".join(str(BlockKind(kind).label) for kind in wanted),
        )
    row.kind, row.name, row.content_type = told.kind, _shown_name(name), told.content_type
    row.added_by_label, row.added_at = by.label, now
    stored = _pictures(file, told, row) if told.picture else _as_it_is(file, told, row)
    try:
        with transaction.atomic():
            row.full_clean()
            row.save()
    except BaseException:
        for path in stored:
            files.delete(path)
        raise
    return row


def _told(file: IO[bytes], name: str) -> _Told:
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    if not head:
        raise FileRefused(_("This file is empty. Save it again and upload that."))
    found = _picture(head) or _film(head) or _document(head, PurePosixPath(name).suffix.lower())
    if found is None:
        raise FileRefused(_refusal_of(head))
    return found


def _picture(head: bytes) -> _Told | None:
    kind = ""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        kind = "PNG"
    elif head.startswith(b"\xff\xd8\xff"):
        kind = "JPEG"
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        kind = "WEBP"
    return _Told(kind=BlockKind.IMAGE, content_type="image/webp", picture=kind) if kind else None


def _film(head: bytes) -> _Told | None:
    if head[4:8] == b"ftyp":
        is_sound = head[8:11] in {b"M4A", b"M4B"}
        kind = BlockKind.AUDIO if is_sound else BlockKind.VIDEO
        return _Told(kind=kind, content_type="audio/mp4" if is_sound else "video/mp4")
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        return _Told(kind=BlockKind.VIDEO, content_type="video/webm")
    if head.startswith(b"ID3") or (head[0] == 0xFF and head[1:2] in {b"\xfb", b"\xf3", b"\xf2"}):
        return _Told(kind=BlockKind.AUDIO, content_type="audio/mpeg")
    if head.startswith(b"OggS"):
        return _Told(kind=BlockKind.AUDIO, content_type="audio/ogg")
    return None


def _document(head: bytes, ending: str) -> _Told | None:
    known = _FILES.get(ending)
    if known is None:
        return None
    first, content_type = known
    is_so = head.startswith(first) if first else not (b"\0" in head or head.lstrip().startswith(b"<"))
    return _Told(kind=BlockKind.FILE, content_type=content_type) if is_so else None


def _refusal_of(head: bytes) -> Any:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml")) and b"svg" in head.lower():
        return _(
            "This is an SVG drawing. Such files can hold programs, so they are not taken: save it as PNG and upload that."
        )
    if start.startswith((b"<", b"mz", b"\x7felf", b"#!")):
        return _("This is a web page or a program. Upload a picture, a video, a sound, or a PDF.")
    return _(
        "This kind of file cannot be used. Take PNG, JPEG or WebP for pictures, MP4 or WebM for video, MP3, M4A or Ogg for "
        "sound, and PDF, Word, Excel, PowerPoint, CSV or text for files to download. Its name must end as its kind does."
    )


def _pictures(file: IO[bytes], told: _Told, row: MediaFile | QuestionMedia) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "upload"
        content = file.read(PICTURE_BYTES + 1)
        if len(content) > PICTURE_BYTES:
            raise FileRefused(_("This picture is larger than 20 MB. Save it smaller and upload that."))
        source.write_bytes(content)
        drawn = _draw(str(source), told.picture, folder)
        row.width, row.height = drawn["width"], drawn["height"]
        with (Path(folder) / "large").open("rb") as large, (Path(folder) / "small").open("rb") as small:
            kept = files.save_stream(large, folder=_folder(row), name="picture.webp")
            less = files.save_stream(small, folder=_folder(row), name="picture.webp")
    row.path, row.size, row.sha256 = kept.path, kept.size, kept.sha256
    row.small_path, row.small_size = less.path, less.size
    return [kept.path, less.path]


def _draw(source: str, kind: str, folder: str) -> dict[str, Any]:
    try:
        drawn: dict[str, Any] = run_limited(
            "courses.pictures.make", (source, kind, folder), memory_mb=1400, seconds=30
        )
    except LimitExceeded as error:
        raise FileRefused(_("This picture takes too much work. Save it smaller and upload that.")) from error
    if drawn.get("refusal") == "too_many_pixels":
        raise FileRefused(_("This picture has more than 60 million pixels. Save it smaller and upload that."))
    if drawn.get("refusal"):
        raise FileRefused(_("This picture is damaged. Open it, save it again, and upload that."))
    return drawn


def _as_it_is(file: IO[bytes], told: _Told, row: MediaFile | QuestionMedia) -> list[str]:
    if told.content_type in {"video/mp4", "audio/mp4"}:
        row.seconds = seconds_of_mp4(file)
    most = FILE_BYTES if told.kind == BlockKind.FILE else settings.UPLOAD_MAX_BYTES
    kept = files.save_stream(file, folder=_folder(row), name=row.name, max_bytes=most)
    row.path, row.size, row.sha256 = kept.path, kept.size, kept.sha256
    return [kept.path]


def _folder(row: MediaFile | QuestionMedia) -> str:
    return f"courses/{row.organisation_id}"


def _shown_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:200] or "file"
