"""Files in storage: a local folder, or S3 by setting. Names in storage are random; people's names are kept in rows."""

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError

_BLOCK: Final = 1 << 20
_MARK: Final = "upload_was_too_large"


class FileTooLarge(DomainError):
    """The upload is larger than allowed."""

    code = "core.file_too_large"
    title = _("The file is too large")
    remedy = _("Send a smaller file, or split it.")
    status = 413
    field = "file"
    message = _("The file is larger than %(limit)s MB. Split it, or leave out columns that are not needed.")


@dataclass(frozen=True)
class StoredFile:
    """Where a file lies in storage, its size in bytes, and its SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


def save_stream(file: IO[bytes], *, folder: str, name: str, max_bytes: int | None = None) -> StoredFile:
    """Store a readable, seekable file under a random name in a folder; only one block is in memory at a time.

    `name` gives the ending, if it is a plain one. Call it outside of a transaction. Raises FileTooLarge.
    """
    size, digest = _measure(file, max_bytes)
    path = f"{folder}/{secrets.token_hex(16)}{plain_ending(name)}"
    file.seek(0)
    content = file if isinstance(file, File) else File(file)
    return StoredFile(default_storage.save(path, content), size, digest)


def new_path(folder: str, name: str) -> str:
    """A random place in a folder, for a row that names a file before the file is there."""
    return f"{folder}/{secrets.token_hex(16)}{plain_ending(name)}"


def save_at(path: str, file: IO[bytes]) -> int:
    """Store a readable, seekable file at a place that `new_path` gave; returns its size. Call it outside of a transaction."""
    size = file.seek(0, 2)
    file.seek(0)
    stored = default_storage.save(path, file if isinstance(file, File) else File(file))
    if stored != path:  # somebody else's file lies there
        default_storage.delete(stored)
        raise FileExistsError(path)
    return size


def _measure(file: IO[bytes], max_bytes: int | None) -> tuple[int, str]:
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while block := file.read(_BLOCK):
        size += len(block)
        if max_bytes is not None and size > max_bytes:
            raise too_large()
        digest.update(block)
    return size, digest.hexdigest()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file on this machine, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def plain_ending(name: str) -> str:
    """ ".mp4" of "Film.MP4"; nothing for an ending that is long, or has other signs than letters and digits."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6 else ""


def shown_name(name: str) -> str:
    """The name of an upload without folders and control characters, at most 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:200] or "file"


def too_large() -> FileTooLarge:
    """The error that names the limit."""
    return FileTooLarge(limit=settings.UPLOAD_MAX_BYTES >> 20)


def delete(path: str) -> None:
    """Remove a file; one that is gone already is fine."""
    default_storage.delete(path)


def open_file(path: str) -> "File[Any]":
    """Open a stored file for reading. Raises FileNotFoundError."""
    return default_storage.open(path, "rb")


@contextmanager
def local_copy(path: str) -> Iterator[Path]:
    """The stored file as a path on this machine: itself where storage is a folder, else a copy for the block's time."""
    try:
        local = Path(default_storage.path(path))
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=PurePosixPath(path).suffix) as copy:
            with default_storage.open(path, "rb") as stored:
                shutil.copyfileobj(stored, copy, _BLOCK)
            copy.flush()
            yield Path(copy.name)
    else:
        yield local


class LimitedUploadHandler(FileUploadHandler):
    """Stops taking an upload in when it passes UPLOAD_MAX_BYTES, so that nobody can fill the disk.

    The first of FILE_UPLOAD_HANDLERS. The request then has no file; `refuse_if_too_large` tells why.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and pass on to the next handler."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            setattr(self.request, _MARK, True)
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler makes the file."""


def refuse_if_too_large(request: HttpRequest) -> None:
    """Raise FileTooLarge when the upload of this request was stopped. Call it before looking for the file."""
    if getattr(request, _MARK, False):
        raise too_large()
