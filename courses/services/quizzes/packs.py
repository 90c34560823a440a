"""Questions with their pictures and sounds as one zip archive: `questions.txt`, and `media/1.webp` and so on beside it.

Files are numbered in the order they are first named, so neither their names nor their order says what is right.
"""

import zipfile
from collections.abc import Iterable
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from django.utils.translation import gettext as _

from courses import permissions
from courses.engine.quiz.formats.files import Refused, write_text
from courses.engine.quiz.questions import Question as Asked
from courses.models import Question
from courses.refusals import FileRefused
from courses.services import zipped
from courses.services.quizzes import bank, carrying
from synthai.core import archives
from synthai.core.access import Actor, require

PAGE: Final = "questions.txt"
PACK_BYTES: Final = 100 * 1024 * 1024
_MOST_FILES: Final = 1000
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
    text = write_text(listed)
    names = carrying.named([text], f"{_FOLDER}%d")
    out: IO[bytes] = SpooledTemporaryFile(max_size=8 * 1024 * 1024)  # noqa: SIM115 - the answer's to close
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        carrying.put_into(archive, names)
        archive.writestr(PAGE, carrying.renamed(text, names))
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
            carried = carrying.take_in(archive, members, [text], by=by, now=now)
    except archives.Damaged as error:
        raise FileRefused(_("This archive is damaged. Make it again.")) from error
    added, unclear = bank.import_text(carried.renamed(text), by=by, now=now)
    return added, [*carried.refused, *unclear]


def _judged(file: IO[bytes]) -> dict[str, zipfile.ZipInfo]:
    members = zipped.members_of(file, max_bytes=PACK_BYTES, max_members=_MOST_FILES, refused=FileRefused)
    named = {name: member for member in members if (name := archives.safe_name(member))}
    page = named.get(PAGE)
    if page is None:
        raise FileRefused(_("There is no questions.txt in this archive. Put it at the top, not in a folder."))
    if page.file_size > bank.FILE_LIMIT:
        raise FileRefused(_("questions.txt is larger than 2 MB. Split it."))
    return named
