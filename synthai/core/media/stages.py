"""Where the pieces of an upload lie until the file is whole: a growing file in the folder, or a multipart upload of S3."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from storages.utils import clean_name

from synthai.core.errors import Conflict, DomainError
from synthai.core.media import links
from synthai.core.models import Upload

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

PIECE: Final = 5 * 1024 * 1024  # the least that S3 takes as a part, and what a broken line loses at most
AT_ONCE: Final = 8
LINK_SECONDS: Final = 6 * 3600
_BLOCK: Final = 1 << 16


class NotWhole(Conflict):
    """Pieces are missing."""

    code = "core.upload.not_whole"
    title = _("The file is not here yet")
    message = _("Not all of the file has arrived. Go on with the upload; it continues where it stopped.")
    remedy = _("Ask how far the upload is, send what is missing, then end it.")


class OtherOffset(Conflict):
    """A piece that does not follow what is here, or two at a time."""

    code = "core.upload.other_offset"
    message = _("The upload stands at another place. Ask how far it is and go on from there.")


class TooMuch(DomainError):
    """More bytes than were announced."""

    code = "core.upload.too_much"
    status = 413
    message = _("More arrived than was announced. Begin the upload again.")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Bytes `start` to `end` (not included) of the file, to be sent with PUT to `url`."""

    url: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far an upload is, and what to send next; nothing when it is whole."""

    received: int
    pieces: list[Piece]


class Stage(Protocol):
    """One way to take a file in."""

    way: str

    def begin(self, path: str) -> str:
        """Make room for a file that will lie at a path in storage; a handle, where the way needs one."""

    def standing(self, upload: Upload) -> Standing:
        """How far it is."""

    def assemble(self, upload: Upload) -> None:
        """Make the file whole at its path. Idempotent. Raises NotWhole."""

    def drop(self, upload: Upload) -> None:
        """Forget the pieces. Idempotent."""


class FolderStage:
    """Pieces come to an address of ours and lengthen one file; its length says how far it is. Nothing else is kept."""

    way = "folder"

    def begin(self, path: str) -> str:
        """An empty file beside the one to be."""
        part = _part(path)
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
        return ""

    def standing(self, upload: Upload) -> Standing:
        """The file's length, and the next pieces from there."""
        received = self.received(upload)
        url = reverse("core-media:piece", args=[links.ticket(upload)])
        starts = range(received, upload.size, PIECE)[:AT_ONCE]
        pieces = [Piece(url=url, start=start, end=min(start + PIECE, upload.size)) for start in starts]
        return Standing(received=received, pieces=pieces)

    def received(self, upload: Upload) -> int:
        """Bytes that are here."""
        try:
            return _part(upload.path).stat().st_size
        except FileNotFoundError:
            return upload.size if default_storage.exists(upload.path) else 0

    def receive(self, upload: Upload, content: IO[bytes], *, offset: int) -> int:
        """Add a piece that begins at `offset`; what arrived before a line broke is kept. The length after it.

        Raises OtherOffset (also while another piece is being written), TooMuch.
        """
        with _opened(upload) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise OtherOffset from error
            if file.seek(0, os.SEEK_END) != offset:
                raise OtherOffset
            left = upload.size - offset
            while block := content.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise TooMuch
                file.write(block)
                file.flush()
            return file.tell()

    def assemble(self, upload: Upload) -> None:
        """Give the file its name."""
        part, whole = _part(upload.path), Path(default_storage.path(upload.path))
        if self.received(upload) != upload.size:
            raise NotWhole
        if part.exists():
            whole.parent.mkdir(parents=True, exist_ok=True)
            part.replace(whole)

    def drop(self, upload: Upload) -> None:
        """Remove the file that was not finished."""
        _part(upload.path).unlink(missing_ok=True)


class PartsStage:
    """The browser puts each part into the bucket by an address that S3 checks; we see no byte of it."""

    way = "parts"

    def begin(self, path: str) -> str:
        """A multipart upload."""
        made = _client().create_multipart_upload(**_object(path))
        return str(made["UploadId"])

    def standing(self, upload: Upload) -> Standing:
        """Which parts are in the bucket, and addresses for the next that are not."""
        found = {number: size for number, size, _tag in self._parts(upload)}
        missing = [each for each in _cut(upload.size) if found.get(each[0]) != each[2] - each[1]]
        pieces = [
            Piece(url=self._address(upload, number, end - start), start=start, end=end)
            for number, start, end in missing[:AT_ONCE]
        ]
        received = upload.size - sum(end - start for _number, start, end in missing)
        return Standing(received=received, pieces=pieces)

    def assemble(self, upload: Upload) -> None:
        """Let S3 join the parts."""
        parts = self._parts(upload)
        wanted = [(number, end - start) for number, start, end in _cut(upload.size)]
        if [(number, size) for number, size, _tag in parts] != wanted:
            if not parts and self._is_there(upload):
                return
            raise NotWhole
        told = [{"PartNumber": number, "ETag": tag} for number, _size, tag in parts]
        _client().complete_multipart_upload(
            **_object(upload.path), UploadId=upload.handle, MultipartUpload={"Parts": told}
        )

    def drop(self, upload: Upload) -> None:
        """Abort, so that the parts cost nothing any more."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - it takes every process a while, and a folder needs none

        try:
            _client().abort_multipart_upload(**_object(upload.path), UploadId=upload.handle)
        except ClientError as error:
            _pass_if_gone(error)

    def _parts(self, upload: Upload) -> list[tuple[int, int, str]]:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - as above

        pages = _client().get_paginator("list_parts")
        try:
            return sorted(
                (int(part["PartNumber"]), int(part["Size"]), str(part["ETag"]))
                for page in pages.paginate(**_object(upload.path), UploadId=upload.handle)
                for part in page.get("Parts", ())
            )
        except ClientError as error:
            _pass_if_gone(error)
            return []

    def _is_there(self, upload: Upload) -> bool:
        return default_storage.exists(upload.path) and default_storage.size(upload.path) == upload.size

    def _address(self, upload: Upload, number: int, size: int) -> str:
        """Good for this part alone: its length is part of what S3 checks."""
        told = {"UploadId": upload.handle, "PartNumber": number, "ContentLength": size}
        signed = _client().generate_presigned_url(
            "upload_part", Params={**_object(upload.path), **told}, ExpiresIn=LINK_SECONDS
        )
        return str(signed)


def stage() -> Stage:
    """The way of the storage that is set."""
    return FolderStage() if isinstance(default_storage, FileSystemStorage) else PartsStage()


def stage_of(upload: Upload) -> Stage:
    """The way an upload began by."""
    return FolderStage() if upload.way == FolderStage.way else PartsStage()


def _opened(upload: Upload) -> IO[bytes]:
    """The growing file, never made anew: once it has its name (or was forgotten) nobody begins a second one in its place,
    which would take the name of what was judged. Raises OtherOffset."""
    try:
        return os.fdopen(os.open(_part(upload.path), os.O_WRONLY | os.O_APPEND), "ab")
    except FileNotFoundError as error:
        raise OtherOffset from error


def _part(path: str) -> Path:
    return Path(default_storage.path(f"{path}.part"))


def _cut(size: int) -> list[tuple[int, int, int]]:
    """Number, start and end of each part."""
    starts = enumerate(range(0, size, PIECE), start=1)
    return [(number, start, min(start + PIECE, size)) for number, start in starts]


def _client() -> Any:
    return default_storage.connection.meta.client  # type: ignore[attr-defined]


def _object(path: str) -> dict[str, str]:
    storage: Any = default_storage
    return {"Bucket": storage.bucket_name, "Key": storage._normalize_name(clean_name(path))}  # noqa: SLF001


def _pass_if_gone(error: "ClientError") -> None:
    if error.response.get("Error", {}).get("Code") not in {"NoSuchUpload", "404", "NoSuchKey"}:
        raise error
