"""Pictures and sounds of questions on their way out of a bank in an archive, and into another.

Files are numbered in the order they are first named, so neither their names nor their order says what is right.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from courses.engine.quiz import inlays
from courses.engine.quiz.formats.files import Refused
from courses.models import QuestionMedia
from courses.selectors import question_media
from courses.services.quizzes import pictures
from synthai.core import archives, files
from synthai.core.access import Actor
from synthai.core.errors import DomainError

_FILE_BYTES: Final = pictures.FILE_BYTES
_DATED: Final = (1980, 1, 1, 0, 0, 0)  # nothing of when they were made


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What came of an archive's files: keys in this bank by the names in the archive, what was refused and why, and new rows."""

    keys: dict[str, str] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    made: list[QuestionMedia] = field(default_factory=list)

    def renamed(self, text: str) -> str:
        """A text of the archive as this bank says it."""
        return inlays.renamed(text, _both_kinds(self.keys))


def named(texts: Iterable[str], pattern: str) -> dict[str, tuple[str, QuestionMedia]]:
    """A name in the archive (`pattern` with a number, and the file's ending) for each file that the texts name, by its key. One query."""
    keys = dict.fromkeys(inlay.key for text in texts for inlay in inlays.inlays(text))
    rows = question_media.files_of(list(keys)) if keys else {}
    found = [rows[key] for key in keys if key in rows]
    return {
        row.public_id: (pattern % number + PurePosixPath(row.path).suffix, row)
        for number, row in enumerate(found, start=1)
    }


def renamed(text: str, names: Mapping[str, tuple[str, QuestionMedia]]) -> str:
    """A text of the bank as the archive says it."""
    return inlays.renamed(text, _both_kinds({key: name for key, (name, _row) in names.items()}))


def put_into(archive: zipfile.ZipFile, names: Mapping[str, tuple[str, QuestionMedia]]) -> None:
    """Write the files. One that storage has lost is left out."""
    for name, row in names.values():
        try:
            with files.open_file(row.path) as stored:
                archive.writestr(zipfile.ZipInfo(name, date_time=_DATED), stored.read())
        except FileNotFoundError:
            continue


def take_in(
    archive: zipfile.ZipFile,
    members: Mapping[str, zipfile.ZipInfo],
    texts: Iterable[str],
    *,
    by: Actor,
    now: datetime,
    into: Carried | None = None,
) -> Carried:
    """Keep the files that the texts name; one that the bank has already, byte by byte, is not kept twice.

    Not one transaction: who has to undo it hands in what is filled (`into`). Raises NotAllowed, archives.Damaged.
    """
    carried = into or Carried()
    for name in dict.fromkeys(inlay.key for text in texts for inlay in inlays.inlays(text)):
        member = members.get(name)
        if member is None or member.file_size > _FILE_BYTES:
            continue  # the question that names it is refused, and says so
        content = archives.read(archive, member)
        held = question_media.with_content(hashlib.sha256(content).hexdigest())
        if held is not None:
            # As if it came now: it is not cleaned up before its question is written.
            QuestionMedia.objects.filter(pk=held.pk).update(added_at=now)
            carried.keys[name] = held.public_id
            continue
        try:
            made = pictures.add(io.BytesIO(content), name=PurePosixPath(name).name, by=by, now=now)
        except DomainError as error:
            carried.refused.append(Refused(at=0, title=name, why=str(error)))
            continue
        carried.keys[name] = made.public_id
        carried.made.append(made)
    return carried


def undo(carried: Carried) -> None:
    """Nothing stays of files whose questions were not written."""
    for row in carried.made:
        QuestionMedia.objects.filter(pk=row.pk).delete()
        for path in filter(None, (row.path, row.small_path)):
            files.delete(path)


def _both_kinds(names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    return {(kind, key): name for key, name in names.items() for kind in (inlays.PICTURE, inlays.SOUND)}
