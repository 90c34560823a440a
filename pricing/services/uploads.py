"""Files coming in: stored, registered as imports, and handed to a worker for a first look."""

import hashlib
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pricing import events, locks, permissions
from pricing.models import Import
from pricing.models.imports import WORKING
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.api.kinds import IdempotencyKeyReused
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish


class FileEmpty(DomainError):
    """There is nothing in the file."""

    code = "pricing.import.empty"
    status = 422
    field = "file"
    message = _("The file is empty. Export it again from your till or spreadsheet and upload that.")


class AlreadyImporting(Conflict):
    """The very same file is on its way already."""

    code = "pricing.import.already_running"
    message = _("This very file is being imported already. Wait until that is done.")


def upload(
    file: IO[bytes], *, name: str, by: Actor, now: datetime, is_sample: bool = False, request_key: str = ""
) -> Import:
    """Store a file and have a worker look at it. Needs the tenant; the file is streamed, never held in memory.

    Not one transaction: the file is stored first, and removed again when its row cannot be written. The same
    `request_key` with the same file gives the import of the first call, with another file IdempotencyKeyReused.
    Raises NotAllowed, FileEmpty, AlreadyImporting, and FileTooLarge from core.files.
    """
    require(by, permissions.IMPORT_CREATE)
    stored = files.save_stream(
        file, folder=f"imports/{by.organisation_public_id}", name=name, max_bytes=settings.UPLOAD_MAX_BYTES
    )
    try:
        if not stored.size:
            raise FileEmpty
        found = _register(
            stored, name=name, by=by, now=now, is_sample=is_sample, key=_key_of(by, request_key)
        )
    except BaseException:
        files.delete(stored.path)
        raise
    if found.path != stored.path:
        files.delete(stored.path)
    return found


def _key_of(by: Actor, request_key: str) -> str:
    """One person's key is not another's: hashed with the person, it also fits the column."""
    if not request_key:
        return ""
    return hashlib.sha256(f"{by.kind}:{by.user_public_id}:{request_key}".encode()).hexdigest()


@transaction.atomic
def _register(
    stored: files.StoredFile, *, name: str, by: Actor, now: datetime, is_sample: bool, key: str
) -> Import:
    locks.lock_uploads_of_organisation(by.organisation_id)
    first = Import.objects.filter(request_key=key).order_by("pk").first() if key else None
    if first is not None:
        if first.sha256 != stored.sha256:
            raise IdempotencyKeyReused
        return first
    same = Import.objects.filter(sha256=stored.sha256, state__in=WORKING)
    if same.exists():
        raise AlreadyImporting
    created = Import.objects.create(
        organisation_id=by.organisation_id,
        file_name=files.shown_name(name),
        path=stored.path,
        size=stored.size,
        sha256=stored.sha256,
        is_sample=is_sample,
        request_key=key,
        uploaded_by_id=by.user_id,
        uploaded_by_label=by.label,
        uploaded_at=now,
        queued_at=now,
    )
    audit(created, "pricing.import.uploaded", by=by, changes={"file": [None, created.file_name]})
    publish(events.ImportUploaded(import_id=created.pk))
    return created
