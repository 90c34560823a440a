"""Archives that people upload as courses, judged by their directory before anything of them is read."""

import zipfile
from pathlib import PurePosixPath
from typing import IO, Final

from django.utils.translation import gettext as _

from courses.refusals import FolderRefused
from synthai.core import archives

MOST_BYTES: Final = 600 * 1024 * 1024
MOST_FILES: Final = 2_000


def judged(file: IO[bytes]) -> dict[str, zipfile.ZipInfo]:
    """Files of the archive by their path, without a folder that all of them lie in. Raises FolderRefused."""
    try:
        members = archives.directory(file)
    except archives.Damaged as error:
        raise FolderRefused(_("This is no zip archive, or a damaged one.")) from error
    if archives.is_protected(members):
        raise FolderRefused(_("This archive is protected by a password. Make it without one."))
    if archives.is_swollen(members, max_bytes=MOST_BYTES, max_members=MOST_FILES):
        raise FolderRefused(
            _(
                "This archive holds more than %(mb)s MB or %(count)s files, or unpacks to far more than it should."
            ),
            mb=MOST_BYTES >> 20,
            count=MOST_FILES,
        )
    named = {
        name: member for member in members if (name := archives.safe_name(member)) and not _is_litter(name)
    }
    tops = {PurePosixPath(name).parts[0] for name in named}
    is_wrapped = (
        len(tops) == 1 and all("/" in name for name in named) and f"{next(iter(tops))}/course.md" in named
    )
    return {name.partition("/")[2] if is_wrapped else name: member for name, member in named.items()}


def _is_litter(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
