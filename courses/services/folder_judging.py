"""Archives that people upload as courses, judged by their directory before anything of them is read."""

import zipfile
from pathlib import PurePosixPath
from typing import IO, Final

from courses.refusals import FolderRefused
from courses.services import zipped
from synthai.core import archives

MOST_BYTES: Final = 600 * 1024 * 1024
MOST_FILES: Final = 2_000


def judged(file: IO[bytes]) -> dict[str, zipfile.ZipInfo]:
    """Files of the archive by their path, without a folder that all of them lie in. Raises FolderRefused."""
    members = zipped.members_of(file, max_bytes=MOST_BYTES, max_members=MOST_FILES, refused=FolderRefused)
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
