"""Documents of others as people handle them: upload, accept facts, remove, delete the file. Reading itself is read_working.py."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import events, locks, permissions, reading_terms
from content.models import ReadDocument, ReadState, SummaryState
from content.models.reads import WORKING
from content.services import read_live, request_keys
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.ai import calling
from synthai.core.api.kinds import IdempotencyKeyReused
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish
from synthai.core.reading.documents import REFUSALS, ReadingRefused


class ReadTooLarge(DomainError):
    """Too many bytes."""

    code = "content.read.too_large"
    title = _("The file is too large")
    status = 413
    field = "file"
    message = _("This file is larger than %(limit)s MB. Save a smaller part of it and upload that.")


class TooManyAtWork(Conflict):
    """Enough files wait already."""

    code = "content.read.too_many"
    message = _("%(most)s files are being read already. Wait until some of them are done.")


class NotRead(Conflict):
    """Only a document that was read has text."""

    code = "content.read.not_read"
    message = _("This document has not been read yet.")


class NotRetryable(Conflict):
    """It did not fail, or its file is gone."""

    code = "content.read.not_retryable"
    message = _("Only a document that could not be read, and whose file is still there, can be read again.")


class NoModelHere(Conflict):
    """No language model is set up."""

    code = "content.read.no_model"
    message = _("No language model is set up here, so the summary stays the one taken from the text.")


class FactUnknown(DomainError):
    """A fact that was not found in the document."""

    code = "content.read.fact_unknown"
    status = 422
    field = "facts"
    message = _("“%(value)s” was not found in this document. Choose from what the page shows.")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the person who uploads decides."""

    keep_days: int = reading_terms.USUAL_DAYS
    with_model: bool = False
    request_key: str = ""


def upload(file: IO[bytes], *, name: str, wish: Wish, by: Actor, now: datetime) -> ReadDocument:
    """Store a file and have a worker read it. Needs the tenant; the file is streamed.

    Not one transaction: the file is stored first, and removed again when its row cannot be written. The same `request_key` with the same
    file gives the document of the first call. Raises NotAllowed, ReadTooLarge, ReadingRefused (empty), TooManyAtWork, IdempotencyKeyReused.
    """
    require(by, permissions.READING_USE)
    stored = _stored(file, name, by)
    try:
        if not stored.size:
            raise ReadingRefused("empty")
        found = _register(stored, name=name, wish=wish, by=by, now=now)
    except BaseException:
        files.delete(stored.path)
        raise
    if found.path != stored.path:
        files.delete(stored.path)
    return found


def _stored(file: IO[bytes], name: str, by: Actor) -> files.StoredFile:
    try:
        return files.save_stream(
            file, folder=f"reads/{by.organisation_public_id}", name=name, max_bytes=reading_terms.MOST_BYTES
        )
    except files.FileTooLarge as error:
        raise ReadTooLarge(limit=reading_terms.MOST_MEGABYTES) from error


@transaction.atomic
def _register(stored: files.StoredFile, *, name: str, wish: Wish, by: Actor, now: datetime) -> ReadDocument:
    key = request_keys.fingerprint(by, wish.request_key)
    first = ReadDocument.objects.filter(request_key=key).order_by("pk").first() if key else None
    if first is not None:
        if first.sha256 != stored.sha256:
            raise IdempotencyKeyReused
        return first
    if ReadDocument.objects.filter(state__in=WORKING).count() >= reading_terms.MOST_AT_WORK:
        raise TooManyAtWork(most=reading_terms.MOST_AT_WORK)
    asks = wish.with_model and calling.is_there()
    created = ReadDocument.objects.create(
        organisation_id=by.organisation_id,
        file_name=files.shown_name(name),
        path=stored.path,
        size=stored.size,
        sha256=stored.sha256,
        request_key=key,
        summary_state=SummaryState.ASKED if asks else SummaryState.NONE,
        uploaded_by_id=by.user_id,
        uploaded_by_label=by.label,
        uploaded_at=now,
        queued_at=now,
        keep_until=timezone.localdate(now) + timedelta(days=wish.keep_days),
    )
    audit(created, "content.read.uploaded", by=by, changes={"file": [None, created.file_name]})
    publish(events.ReadUploaded(read_id=created.pk, public_id=created.public_id))
    return created


@transaction.atomic
def retry(read_id: int, *, by: Actor, now: datetime) -> ReadDocument:
    """Read a failed one again. Raises NotAllowed, NotRetryable."""
    require(by, permissions.READING_USE)
    found = locks.lock_read(read_id)
    if found.state != ReadState.FAILED or not found.path:
        raise NotRetryable
    found.state, found.queued_at, found.attempts, found.progress = ReadState.WAITING, now, 0, 0
    found.error_code, found.error, found.lease_until, found.lease_token = "", "", None, ""
    found.version += 1
    found.save()
    audit(found, "content.read.retried", by=by, changes={})
    publish(events.ReadUploaded(read_id=found.pk, public_id=found.public_id))
    return found


@transaction.atomic
def ask_summary(read_id: int, *, by: Actor) -> ReadDocument:
    """Have a language model write the summary. Raises NotAllowed, NotRead, NoModelHere."""
    require(by, permissions.READING_USE)
    found = locks.lock_read(read_id)
    if not found.is_read:
        raise NotRead
    if not calling.is_there():
        raise NoModelHere
    if found.summary_state != SummaryState.ASKED:
        found.summary_state, found.summary_reason = SummaryState.ASKED, ""
        found.version += 1
        found.save(update_fields=["summary_state", "summary_reason", "version"])
        publish(events.ReadSummaryAsked(read_id=found.pk, public_id=found.public_id))
        read_live.hint_on_commit(found)
    return found


@transaction.atomic
def accept(read_id: int, chosen: Sequence[dict[str, str]], *, by: Actor) -> ReadDocument:
    """Take facts over into documents, in place of those taken before: [{"kind", "value", "label"}].

    What is chosen must have been found in the document. Raises NotAllowed, NotRead, FactUnknown.
    """
    require(by, permissions.READING_USE)
    found = locks.lock_read(read_id)
    if not found.is_read:
        raise NotRead
    before = len(found.accepted)
    found.accepted = _accepted(found, chosen[: reading_terms.MOST_ACCEPTED])
    found.version += 1
    found.save(update_fields=["accepted", "version"])
    audit(found, "content.read.facts_accepted", by=by, changes={"facts": [before, len(found.accepted)]})
    return found


def _accepted(found: ReadDocument, chosen: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    known = {
        (kind, each["value"]): each
        for kind, rows in found.knowledge.get("entities", {}).items()
        for each in rows
    }
    made: list[dict[str, Any]] = []
    taken: set[str] = set()
    for choice in chosen:
        entity = known.get((choice["kind"], choice["value"]))
        if entity is None or choice["kind"] == "id_number":
            raise FactUnknown(value=choice["value"][:60])
        label = " ".join(choice.get("label", "").split())[:80]
        key = _slug(label or choice["kind"], taken)
        taken.add(key)
        made.append(
            {
                "key": key,
                "label": label or entity["text"],
                "kind": choice["kind"],
                "value": entity["value"],
                "text": entity["text"],
                "page": entity["page"],
            }
        )
    return made


def _slug(label: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40]
    base = plain if plain[:1].isalpha() else f"fact_{plain}".rstrip("_")
    return next(name for name in (base, *(f"{base}_{n}" for n in range(2, 200))) if name not in taken)


@transaction.atomic
def remove(read_id: int, *, by: Actor, now: datetime) -> ReadDocument:
    """Take it out of the list; for a day it can be put back, then file and text are gone. Raises NotAllowed."""
    require(by, permissions.READING_USE)
    found = locks.lock_read(read_id)
    if found.removed_at is None:
        found.removed_at = now
        found.save(update_fields=["removed_at"])
        audit(found, "content.read.removed", by=by, changes={})
    return found


@transaction.atomic
def put_back(read_id: int, *, by: Actor) -> ReadDocument:
    """Undo `remove`. Raises NotAllowed, NotFound (it is gone for good)."""
    require(by, permissions.READING_USE)
    found = locks.lock_read(read_id)
    if found.removed_at is not None:
        found.removed_at = None
        found.save(update_fields=["removed_at"])
        audit(found, "content.read.put_back", by=by, changes={})
    return found


@transaction.atomic
def delete_file(read_id: int, *, by: Actor) -> ReadDocument:
    """Delete the file itself now and for good; what was read of it stays. Raises NotAllowed, NotRead."""
    require(by, permissions.READING_USE)
    found = locks.lock_read(read_id)
    if found.is_working:
        raise NotRead
    if found.path:
        after_commit(files.delete, found.path)
        found.path = ""
        found.version += 1
        found.save(update_fields=["path", "version"])
        audit(found, "content.read.file_deleted", by=by, changes={"file": [found.file_name, None]})
    return found


@transaction.atomic
def purge(*, now: datetime) -> int:
    """Delete for good, with file and text, what was removed or is past its day; returns how many. Needs the tenant."""
    rows = list(ReadDocument.objects.over(now=now).order_by("pk").only("pk", "path", "organisation_id")[:500])
    for row in rows:
        if row.path:
            after_commit(files.delete, row.path)
    ReadDocument.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


__all__ = [
    "REFUSALS",
    "Wish",
    "accept",
    "ask_summary",
    "delete_file",
    "purge",
    "put_back",
    "remove",
    "retry",
    "upload",
]
