"""Uploads in pieces, for every app: begun, gone on with after a broken line, ended, forgotten.

    upload = uploads.begin(Wish(purpose="courses.block", target=…, name=…, size=…), by=actor, now=now)
    uploads.standing(upload)        what to send, and where to
    uploads.taken(upload, work)     the whole file, handed to the app once

The app judges the file itself: by its first bytes when it is whole, not by its name.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from synthai.core import files
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.media.stages import FolderStage, Standing, stage, stage_of
from synthai.core.models import Upload

MOST_OPEN: Final = 20  # of one person, so that nobody fills the disk with what they never end
_TAKING: Final = timedelta(minutes=5)  # after that whoever took it over has died


class UploadBusy(Conflict):
    """Somebody (the same person, twice) is taking it over just now."""

    code = "core.upload.busy"
    message = _("This file is being looked at already. Wait a moment.")
    retry_after = 3


class UploadTooLarge(DomainError):
    """More than may be taken in."""

    code = "core.upload.too_large"
    title = _("The file is too large")
    message = _(
        "This file is larger than %(limit)s. Make it smaller (a shorter or coarser video) and send that."
    )
    remedy = _("Send a smaller file.")
    status = 413
    field = "file"


class UploadEmpty(DomainError):
    """Nothing in it."""

    code = "core.upload.empty"
    message = _("This file is empty. Save it again and upload that.")
    status = 422
    field = "file"


Done = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Named:
    """A file as the browser tells of it."""

    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A file that somebody wants to send, and the folder in storage it will lie in. `max_bytes` is the app's limit, the
    installation's when it says none."""

    purpose: str
    target: str
    folder: str
    name: str
    size: int
    max_bytes: int | None = None


def begin(wish: Wish, *, by: Actor, now: datetime) -> Upload:
    """Make room. Who has MOST_OPEN uploads already lets go of the one that nobody went on with for longest.

    Call it outside of a transaction. Needs the tenant. Raises UploadTooLarge, UploadEmpty.
    """
    most = min(wish.max_bytes or settings.MEDIA_MAX_BYTES, settings.MEDIA_MAX_BYTES)
    if wish.size > most:
        raise UploadTooLarge(limit=_in_words(most))
    if wish.size <= 0:
        raise UploadEmpty
    way = stage()
    path = f"{wish.folder}/{secrets.token_hex(16)}{files.plain_ending(wish.name)}"
    upload = Upload(
        organisation_id=by.organisation_id,
        purpose=wish.purpose,
        target=wish.target,
        owner=owner_of(by),
        name="".join(sign for sign in wish.name if sign.isprintable())[-200:] or "file",
        size=wish.size,
        way=way.way,
        path=path,
        handle=way.begin(path),
        began_at=now,
        last_at=now,
    )
    upload.full_clean()
    upload.save()
    open_ones = Upload.objects.filter(owner=upload.owner, is_done=False, taken_at__isnull=True)
    for left in open_ones.order_by("-last_at", "-pk")[MOST_OPEN:]:
        drop(left)
    return upload


def get(public_id: str, *, purpose: str, target: str, by: Actor) -> Upload:
    """One's own upload for that target. Needs the tenant. Raises NotFound."""
    rows = Upload.objects.filter(public_id=public_id, purpose=purpose, target=target, owner=owner_of(by))
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def growing(public_id: str) -> Upload | None:
    """An upload whose pieces come to us and that is not ended, for who has its ticket. Needs the tenant."""
    rows = Upload.objects.filter(public_id=public_id, is_done=False, way=FolderStage.way)
    return rows.order_by("pk").first()


def note(upload: Upload, *, now: datetime) -> None:
    """Somebody is still at it."""
    Upload.objects.filter(pk=upload.pk).update(last_at=now)


def standing(upload: Upload, *, now: datetime) -> Standing:
    """How far it is and what to send next. Whoever asks is still at it, so it is kept."""
    if upload.is_done:
        return Standing(received=upload.size, pieces=[])
    note(upload, now=now)
    return stage_of(upload).standing(upload)


def taken(upload: Upload, work: Callable[[Upload, Done], None], *, now: datetime) -> str:
    """Make the file whole and hand it to the app, once: what came of it is kept, and told again to who asks again.

    `work` gets the upload, whose file lies at `path`, and takes that file over. It looks at it, draws and stores outside of
    a transaction, and calls `done` with what it made in the one that writes it: both stand, or neither. Or it raises a
    DomainError: then the file is removed and the upload forgotten. Call it outside of a transaction. Raises NotWhole,
    UploadBusy, and what `work` raises.
    """
    if upload.is_done:
        return upload.result
    stage_of(upload).assemble(upload)
    _claim(upload, now)
    made: list[str] = []

    def done(result: str) -> None:
        mine = Upload.objects.filter(pk=upload.pk, is_done=False)
        if not mine.update(is_done=True, result=result, last_at=now):
            raise UploadBusy  # who took it over meanwhile has the file
        made.append(result)

    try:
        work(upload, done)
    except UploadBusy:
        raise
    except DomainError:
        drop(upload)
        raise
    return made[-1]


def _claim(upload: Upload, now: datetime) -> None:
    free = Q(taken_at__isnull=True) | Q(taken_at__lt=now - _TAKING)
    if not Upload.objects.filter(free, pk=upload.pk, is_done=False).update(taken_at=now):
        raise UploadBusy


def drop(upload: Upload) -> None:
    """Forget an upload and its bytes. Idempotent."""
    stage_of(upload).drop(upload)
    if not upload.is_done:
        files.delete(upload.path)
    Upload.objects.filter(pk=upload.pk).delete()


def forget_stale(*, now: datetime) -> int:
    """Drop what nobody goes on with. Needs the tenant. Idempotent."""
    rows = list(Upload.objects.stale(now=now).order_by("pk")[:500])
    for row in rows:
        drop(row)
    return len(rows)


def erase(organisation_id: int) -> None:
    """Delete the organisation's rows now, and what they hold after the commit. Needs its tenant."""
    with transaction.atomic():
        for row in Upload.objects.filter(organisation_id=organisation_id).order_by("pk"):
            after_commit(_erase_bytes, row)
        Upload.objects.filter(organisation_id=organisation_id).delete()


def _erase_bytes(row: Upload) -> None:
    stage_of(row).drop(row)
    if not row.is_done:
        files.delete(row.path)


def owner_of(by: Actor) -> str:
    """Whose upload it is."""
    return by.user_public_id or by.kind


def _in_words(size: int) -> Any:
    if size >= 1 << 30 and size % (1 << 30) == 0:
        return f"{size >> 30} GB"
    return f"{size >> 20} MB"
