"""Questions with their pictures and sounds as one zip archive: `questions.txt`, and `media/1.webp` and so on beside it.

Files are numbered in the order they are first named, so neither their names nor their order says what is right.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from django.utils.translation import gettext as _

from courses import permissions
from courses.engine.quiz import inlays
from courses.engine.quiz.formats.files import Refused, write_text
from courses.engine.quiz.questions import Question as Asked
from courses.models import Question
from courses.refusals import FileRefused
from courses.selectors import question_media
from courses.services.quizzes import bank, pictures
from synthai.core import archives, files
from synthai.core.access import Actor, require
from synthai.core.errors import DomainError

PAGE: Final = "questions.txt"
PACK_BYTES: Final = 100 * 1024 * 1024
_MOST_FILES: Final = 1000
_FILE_BYTES: Final = 20 * 1024 * 1024
_FOLDER: Final = "media/"


def is_pack(file: IO[bytes]) -> bool:
    """Whether a file is a zip archive, by its first bytes."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    return head == b"PK\x03\x04"


def pack(questions: Iterable[tuple[Asked, list[str]]]) -> IO[bytes]:
    """The archive, open at its beginning. A file that storage has lost is left out. Needs the tenant."""
    listed = list(questions)
    found = [inlay for asked, _tags in listed for inlay in inlays.of_question(asked)]
    rows = question_media.files_of({inlay.key for inlay in found})
    names: dict[str, str] = {}
    out: IO[bytes] = SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115 - the answer's to close
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for inlay in found:
            row = rows.get(inlay.key)
            if row is None or inlay.key in names:
                continue
            names[inlay.key] = f"{_FOLDER}{len(names) + 1}{PurePosixPath(row.path).suffix}"
            _put(archive, names[inlay.key], row.path)
        text = inlays.renamed(write_text(listed), _both_kinds(names))
        archive.writestr(PAGE, text)
    out.seek(0)
    return out


def unpack(file: IO[bytes], *, by: Actor, now: datetime) -> tuple[list[Question], list[Refused]]:
    """Add the questions of an archive with their files; what cannot be used is refused one by one.

    Not one transaction: files are stored first. Raises NotAllowed, FileRefused.
    """
    require(by, permissions.QUIZ_CHANGE)
    try:
        members = _judged(file)
        with zipfile.ZipFile(file) as archive:
            text = bank.decoded(archives.read(archive, members[PAGE]))
            keys, refused = _stored(archive, members, text, by=by, now=now)
    except archives.Damaged as error:
        raise FileRefused(_("This archive is damaged. Make it again.")) from error
    added, unclear = bank.import_text(inlays.renamed(text, _both_kinds(keys)), by=by, now=now)
    return added, [*refused, *unclear]


def _judged(file: IO[bytes]) -> dict[str, zipfile.ZipInfo]:
    members = archives.directory(file)
    if archives.is_protected(members):
        raise FileRefused(_("This archive is protected by a password. Make it without one."))
    if archives.is_swollen(members, max_bytes=PACK_BYTES, max_members=_MOST_FILES):
        raise FileRefused(_("This archive is too large: at most 100 MB and 1 000 files."))
    named = {name: member for member in members if (name := archives.safe_name(member))}
    page = named.get(PAGE)
    if page is None:
        raise FileRefused(_("There is no questions.txt in this archive. Put it at the top, not in a folder."))
    if page.file_size > bank.FILE_LIMIT:
        raise FileRefused(_("questions.txt is larger than 2 MB. Split it."))
    return named


def _stored(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], text: str, *, by: Actor, now: datetime
) -> tuple[dict[str, str], list[Refused]]:
    """New keys by the names in the archive, for the files that the text names; and what was wrong with others."""
    keys: dict[str, str] = {}
    refused: list[Refused] = []
    for name in dict.fromkeys(inlay.key for inlay in inlays.inlays(text)):
        member = members.get(name)
        if member is None or member.file_size > _FILE_BYTES:
            continue  # the question that names it is refused, and says so
        try:
            content = io.BytesIO(archives.read(archive, member))
            keys[name] = pictures.add(content, name=PurePosixPath(name).name, by=by, now=now).public_id
        except DomainError as error:
            refused.append(Refused(at=0, title=name, why=str(error)))
    return keys, refused


def _put(archive: zipfile.ZipFile, name: str, path: str) -> None:
    try:
        with files.open_file(path) as stored:
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), stored.read())
    except FileNotFoundError:
        return


def _both_kinds(names: dict[str, str]) -> dict[tuple[str, str], str]:
    return {(kind, key): name for key, name in names.items() for kind in (inlays.PICTURE, inlays.SOUND)}
