"""Files of hand-ins: told by their first bytes and their name together, pictures drawn anew, archives judged before they are kept.

`keep` takes any readable file: a form's, or one that came in parts.
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.engine.handins.kinds import Refused, Told, told
from courses.engine.handins.task import Task
from courses.handin_refusals import AlreadyHandedIn, NotTaken, TooManyFiles, WorkFileRefused
from courses.handin_terms import FileKind
from courses.models import SubmissionFile
from courses.selectors.handins import Bench, Place
from courses.services import zipped
from courses.services.handins import working
from synthai.core import files
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.errors import NotFound
from synthai.core.media import drawing

UNPACKED_BYTES: Final = 500 * 1024 * 1024
UNPACKED_FILES: Final = 2_000
_PROGRAMS: Final = (
    ".exe",
    ".dll",
    ".scr",
    ".bat",
    ".cmd",
    ".com",
    ".msi",
    ".ps1",
    ".vbs",
    ".js",
    ".jar",
    ".lnk",
    ".apk",
)
_SAYS: Final = {
    "empty": _("This file is empty. Save it again and upload that."),
    "drawing": _(
        "This is an SVG drawing. Such files can hold programs, so they are not taken: save it as PNG and upload that."
    ),
    "phone_picture": _(
        "This picture is in a format that many phones cannot show (HEIC or AVIF). Save it as JPEG and upload that."
    ),
    "program": _("This is a web page or a program. Save your work as a PDF or a picture and upload that."),
    "renamed": _(
        "The end of this file's name does not fit what is in it. Save it again in the program that made it and upload that."
    ),
    "unknown": _("Files of this kind are not taken. Save your work as a PDF or a picture and upload that."),
}


def keep(
    place: Place,
    file: IO[bytes],
    *,
    name: str,
    by: Actor,
    now: datetime,
    then: Callable[[SubmissionFile], None] | None = None,
) -> SubmissionFile:
    """Add a file to the draft. The same file again is one. `then` runs in the transaction that writes the row.

    Not one transaction: the file is stored first, and removed when its row cannot be written. Needs the tenant. Raises as
    working.save, and NotTaken, TooManyFiles, WorkFileRefused, and FileTooLarge from core.files.
    """
    bench = refuse_full(place, by=by, now=now)
    row = SubmissionFile(
        organisation_id=bench.enrolment.organisation_id, name=files.shown_name(name), added_at=now
    )
    stored = _stored(file, _fitting(file, row.name, bench.task), row, bench.task)
    try:
        with transaction.atomic():
            kept = _written(place, row, by=by, now=now)
            if then is not None:
                then(kept)
    except BaseException:
        _forget(stored)
        raise
    if kept.pk != row.pk:
        _forget(stored)
    return kept


@transaction.atomic
def remove(place: Place, public_id: str, *, by: Actor, now: datetime) -> None:
    """Take a file out of the draft, and out of storage after the commit. Raises NotFound, AlreadyHandedIn."""
    bench = working.lock_bench(place, by=by)
    found = next((row for rows in bench.files.values() for row in rows if row.public_id == public_id), None)
    if found is None:
        raise NotFound
    if bench.draft is None or found.submission_id != bench.draft.pk:
        raise AlreadyHandedIn
    found.delete()
    for path in filter(None, (found.path, found.small_path)):
        after_commit(files.delete, path)
    bench.draft.version += 1
    bench.draft.saved_at = now
    bench.draft.save(update_fields=["version", "saved_at"])


@transaction.atomic
def refuse_full(place: Place, *, by: Actor, now: datetime) -> Bench:
    """The assignment, where its draft takes one more file. Raises as working.save, and NotTaken, TooManyFiles."""
    bench = working.lock_bench(place, by=by)
    _refuse_full(bench, now=now)
    return bench


def _written(place: Place, row: SubmissionFile, *, by: Actor, now: datetime) -> SubmissionFile:
    bench = working.lock_bench(place, by=by)
    draft = working.draft_for(bench, now=now)
    same = next((each for each in bench.files.get(draft.pk, ()) if each.sha256 == row.sha256), None)
    if same is not None:
        return same
    _refuse_full(bench, now=now)
    row.submission = draft
    row.full_clean(exclude=["submission"])
    row.save()
    draft.version += 1
    draft.saved_at = now
    draft.save(update_fields=["version", "saved_at"])
    return row


def _refuse_full(bench: Bench, *, now: datetime) -> None:
    working.refuse_unwritable(bench, now=now)
    if "files" not in bench.task.takes:
        raise NotTaken(takes=working.takes_in_words(bench.task.takes))
    if bench.draft is not None and len(bench.files.get(bench.draft.pk, ())) >= bench.task.most_files:
        raise TooManyFiles(most=bench.task.most_files)


def _fitting(file: IO[bytes], name: str, task: Task) -> Told:
    file.seek(0)
    found = told(file.read(512), name)
    file.seek(0)
    if isinstance(found, Refused):
        raise WorkFileRefused(_SAYS[found.why])
    if found.kind not in task.kinds:
        wanted = ", ".join(str(FileKind(each).label) for each in task.kinds)
        raise WorkFileRefused(
            _("This assignment does not take files of the kind “%(kind)s”. It takes: %(wanted)s."),
            kind=FileKind(found.kind).label,
            wanted=wanted,
        )
    if found.is_packed:
        _refuse_archive(file)
    return found


def _refuse_archive(file: IO[bytes]) -> None:
    """Judged by its directory; nothing is unpacked."""
    members = zipped.members_of(
        file, max_bytes=UNPACKED_BYTES, max_members=UNPACKED_FILES, refused=WorkFileRefused
    )
    names = [member.filename.lower() for member in members]
    if any(name.endswith((*_PROGRAMS, "vbaproject.bin")) for name in names):
        raise WorkFileRefused(
            _("There is a program or a macro in this file. Take it out and upload it again.")
        )


def _stored(file: IO[bytes], told_: Told, row: SubmissionFile, task: Task) -> list[str]:
    row.kind, row.content_type = told_.kind, told_.content_type
    folder = f"courses/{row.organisation_id}/handins"
    if told_.picture:
        return _pictures(file, told_.picture, row, folder, task)
    try:
        kept = files.save_stream(file, folder=folder, name=row.name, max_bytes=task.most_bytes)
    except files.FileTooLarge as error:
        raise _too_large(task) from error
    row.path, row.size, row.sha256 = kept.path, kept.size, kept.sha256
    return [kept.path]


def _too_large(task: Task) -> WorkFileRefused:
    return WorkFileRefused(
        _(
            "This file is larger than %(mb)s MB, the most this assignment takes. Save it smaller and upload that."
        ),
        mb=task.most_mb,
    )


def _pictures(file: IO[bytes], kind: str, row: SubmissionFile, folder: str, task: Task) -> list[str]:
    file.seek(0, os.SEEK_END)
    if file.tell() > task.most_bytes:
        raise _too_large(task)
    made = drawing.in_two_sizes(file, kind, folder=folder, refused=WorkFileRefused)
    row.content_type, row.name = "image/webp", f"{Path(row.name).stem[:190]}.webp"
    row.path, row.size, row.sha256 = made.large.path, made.large.size, made.large.sha256
    row.small_path, row.small_size = made.small.path, made.small.size
    return made.paths


def _forget(paths: list[str]) -> None:
    for path in paths:
        files.delete(path)
