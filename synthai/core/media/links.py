"""Links that carry their own permission and expire: to a stored file, and to the place where an upload goes on.

A file behind S3 gets an address that S3 checks; one in the folder an address of ours, which answers parts (`Range`) too.
Whoever has the link has the file until it expires, so it is given to who may see the file, and to nobody else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core import signing
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse

from synthai.core.models import Upload

FILE_SECONDS: Final = 6 * 3600  # a long film, paused for lunch
TICKET_SECONDS: Final = 24 * 3600
STEADY_SECONDS: Final = 12 * 3600
_FILE: Final = "synthai.media.file"
_STEADY: Final = "synthai.media.steady"
_TICKET: Final = "synthai.media.upload"


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What a link of ours leads to."""

    path: str
    content_type: str
    name: str = ""
    is_saved: bool = False


def file_link(file: Linked, *, seconds: int = FILE_SECONDS) -> str:
    """An address of the file for so long: absolute at S3, a path here in the folder."""
    if is_remote():
        return _remote(file, seconds)
    told = {"p": file.path, "t": file.content_type, "n": file.name, "s": file.is_saved, "e": seconds}
    return reverse("core-media:file", args=[signing.dumps(told, salt=_FILE, compress=True)])


def read_file_link(token: str) -> Linked | None:
    """What a token of ours leads to; None for one that expired or is none."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=_FILE)
        signing.loads(token, salt=_FILE, max_age=int(told["e"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return Linked(path=told["p"], content_type=told["t"], name=told["n"], is_saved=told["s"])


def steady_link(file: Linked, *, now: datetime) -> str:
    """An address of ours that stays the same for half a day, so that pages which hold it may be kept and compared; good for
    12 to 24 hours. For files that never change."""
    until = (int(now.timestamp()) // STEADY_SECONDS + 2) * STEADY_SECONDS
    told = {"p": file.path, "t": file.content_type, "n": file.name, "s": file.is_saved, "u": until}
    return reverse("core-media:steady", args=[signing.Signer(salt=_STEADY).sign_object(told, compress=True)])


def read_steady_link(token: str, *, now: datetime) -> Linked | None:
    """What such a link leads to; None for one that expired or is none."""
    try:
        told: dict[str, Any] = signing.Signer(salt=_STEADY).unsign_object(token)
        is_over = int(told["u"]) <= now.timestamp()
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if is_over:
        return None
    return Linked(path=told["p"], content_type=told["t"], name=told["n"], is_saved=told["s"])


def ticket(upload: Upload) -> str:
    """The right to send pieces of one upload."""
    told = [upload.organisation_id, upload.public_id]
    return signing.dumps(told, salt=_TICKET)


def read_ticket(token: str) -> tuple[int, str] | None:
    """Organisation and upload of a ticket; None for one that expired or is none."""
    try:
        organisation_id, public_id = signing.loads(token, salt=_TICKET, max_age=TICKET_SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return int(organisation_id), str(public_id)


def is_remote() -> bool:
    """Whether files lie behind S3."""
    return not isinstance(default_storage, FileSystemStorage)


def first_bytes(path: str, count: int) -> bytes:
    """How a stored file begins; behind S3 no more than that is fetched."""
    storage: Any = default_storage
    if is_remote():
        told = storage.bucket.Object(storage._normalize_name(path)).get(Range=f"bytes=0-{count - 1}")  # noqa: SLF001
        return bytes(told["Body"].read())
    with storage.open(path, "rb") as file:
        return bytes(file.read(count))


def disposition(name: str, *, is_saved: bool) -> str:
    """The Content-Disposition of a file; letters that headers do not carry become underscores."""
    plain = "".join(
        each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in name
    )
    return f'{"attachment" if is_saved else "inline"}; filename="{plain or "file"}"'


def _remote(file: Linked, seconds: int) -> str:
    told = {
        "ResponseContentType": file.content_type,
        "ResponseContentDisposition": disposition(file.name, is_saved=file.is_saved),
    }
    storage: Any = default_storage
    return str(storage.url(file.path, parameters=told, expire=seconds))
