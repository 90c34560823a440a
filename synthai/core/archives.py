"""Zip archives of strangers, judged by their directory before anything is unpacked.

The directory says how large the contents will be; reading it costs nothing, while 300 kB can hold gigabytes.
"""

import io
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Final

MAX_RATIO: Final = 250
_BLOCK: Final = 1 << 20
_SMALL: Final = 1024 * 1024  # a ratio says nothing about tiny members


class Damaged(Exception):
    """The file is no zip archive, or one that cannot be read."""


def directory(file: Path | IO[bytes]) -> list[zipfile.ZipInfo]:
    """What an archive says it holds; nothing is unpacked. Raises Damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Damaged from error


def is_swollen(
    members: Sequence[zipfile.ZipInfo], *, max_bytes: int, max_members: int, max_ratio: int = MAX_RATIO
) -> bool:
    """Whether it unpacks to more than it may, or far more than its size lets one expect."""
    total = sum(member.file_size for member in members)
    grown = any(
        member.file_size > _SMALL and member.file_size > max_ratio * max(member.compress_size, 1)
        for member in members
    )
    return total > max_bytes or len(members) > max_members or grown


def is_protected(members: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a password stands before any of it."""
    return any(member.flag_bits & 1 for member in members)


def safe_name(member: zipfile.ZipInfo) -> str | None:
    """The path of a file inside the archive; None for folders, links, and names that lead out of it."""
    name = member.filename.replace("\\", "/")
    path = PurePosixPath(name)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if member.is_dir() or is_link or path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        return None
    return path.as_posix()


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, out: IO[bytes]) -> None:
    """One file's content into `out`, a block at a time, and never more than the directory promised. Raises Damaged."""
    left = member.file_size
    try:
        with archive.open(member) as opened:
            while block := opened.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise Damaged
                out.write(block)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Damaged from error


def read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One small file's content. Raises Damaged."""
    content = io.BytesIO()
    unpack(archive, member, content)
    return content.getvalue()
