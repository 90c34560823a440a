"""Imports as people handle them: upload, say what columns mean, cancel, undo. Reading is services/importing.py.

An import is a row with a state and a lease. A worker that dies loses the lease, and the import goes to another
one; everything it brings in arrives in one transaction, so there is nothing to clean up.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pricing import events, locks, permissions
from pricing.imports import undoing
from pricing.imports.answers import Options
from pricing.imports.mapping import check_mapping, questions_left
from pricing.imports.roles import Mapping
from pricing.models import Import, ImportMapping, ImportState
from pricing.selectors import found as search
from pricing.services import live
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version


class NotMappable(Conflict):
    """Only an import that waits for an answer takes one."""

    code = "pricing.import.not_mappable"
    message = _(
        "This import does not wait for an answer any more. Upload the file again to map it differently."
    )


class QuestionOpen(DomainError):
    """A question that only a person can answer was left open."""

    code = "pricing.import.question_open"
    title = _("A question about the file is open")
    status = 422
    field = "options"
    message = _("Answer what cannot be told from the file: %(questions)s.")


class NotCancellable(Conflict):
    """It has ended."""

    code = "pricing.import.not_cancellable"
    message = _("This import has ended already, so there is nothing to cancel.")


class NotUndoable(Conflict):
    """Nothing of it is in."""

    code = "pricing.import.not_undoable"
    message = _("Only a loaded import can be undone.")


class NotRetryable(Conflict):
    """It has not failed."""

    code = "pricing.import.not_retryable"
    message = _("Only a failed or cancelled import can be tried again.")


class LeaseLost(Conflict):
    """Another worker took the import over; what this one did is thrown away."""

    code = "pricing.import.lease_lost"


def check_lease(found: Import, token: str) -> None:
    """Refuse to go on with an import that another worker has taken over. Assumes the lock; raises LeaseLost."""
    if found.lease_token != token:
        raise LeaseLost


@transaction.atomic
def set_mapping(
    import_id: int,
    *,
    mapping: Mapping | None,
    answers: Options,
    by: Actor,
    now: datetime,
    version: str | None = None,
) -> Import:
    """Say what the columns mean; it is remembered for files of the same layout. A worker reads the file next.

    `mapping` None takes the proposed one. `version` is what the person saw (If-Match). Raises NotAllowed,
    NotMappable, MappingIncomplete, QuestionOpen, PreconditionFailed.
    """
    found = locks.lock_import(import_id)
    require(by, permissions.IMPORT_CREATE)
    if found.state != ImportState.MAPPING:
        raise NotMappable
    check_version(found, version)
    chosen = found.mapping if mapping is None else mapping
    tidy = check_mapping(chosen, headings=found.facts["layout"]["headings"], kind=found.kind)
    if left := questions_left(found.facts.get("asks", []), answers):
        raise QuestionOpen(questions=", ".join(left))
    found.mapping, found.options, found.kind = tidy.mapping, answers.as_json(), tidy.kind
    found.mark_queued(ImportState.WAITING, at=now)
    found.version += 1
    found.save()
    _remember(found, now=now)
    audit(found, "pricing.import.mapped", by=by, changes={"mapping": [None, found.mapping]})
    publish(events.ImportQueued(import_id=found.pk))
    live.hint_on_commit(found)
    return found


def _remember(found: Import, *, now: datetime) -> None:
    ImportMapping.objects.update_or_create(
        organisation_id=found.organisation_id,
        fingerprint=found.fingerprint,
        defaults={"mapping": found.mapping, "options": found.options, "updated_at": now},
    )


@transaction.atomic
def note_inspection(import_id: int, facts: dict[str, Any], *, token: str, now: datetime) -> Import:
    """Take over what a worker found in the file: read it next, ask, or give up. Raises LeaseLost."""
    found = locks.lock_import(import_id)
    check_lease(found, token)
    found.facts = facts
    found.fingerprint, found.preset, found.kind = facts["fingerprint"], facts["preset"], facts["kind"]
    if facts["error"]:
        fail(found, code=facts["error_code"], error=facts["error"], now=now)
        return found
    remembered = ImportMapping.objects.filter(fingerprint=found.fingerprint).order_by("pk").first()
    found.mapping = remembered.mapping if remembered else facts["mapping"]
    answers = Options.from_json(remembered.options) if remembered else Options()
    found.options = answers.as_json()
    if remembered or (found.preset and not facts["doubled"] and not questions_left(facts["asks"], answers)):
        found.kind = check_mapping(found.mapping, headings=facts["layout"]["headings"], kind=found.kind).kind
        found.mark_queued(ImportState.WAITING, at=now)
        publish(events.ImportQueued(import_id=found.pk))
    else:
        ask(found, now=now)
    found.version += 1
    found.save()
    live.hint_on_commit(found)
    return found


def ask(found: Import, *, now: datetime) -> None:
    """Hand the import to a person. Assumes the lock; the caller saves."""
    found.mark_queued(ImportState.MAPPING, at=now)
    publish(
        events.ImportNeedsAnswer(
            import_id=found.pk,
            public_id=found.public_id,
            uploaded_by_id=found.uploaded_by_id,
            file_name=found.file_name,
        )
    )


def fail(found: Import, *, code: str, error: str, now: datetime) -> None:
    """End an import with a sentence for the customer. Assumes the lock; saves."""
    found.mark_ended(ImportState.FAILED, at=now, code=code, error=error)
    found.version += 1
    found.save()
    publish(
        events.ImportFailed(
            import_id=found.pk,
            public_id=found.public_id,
            uploaded_by_id=found.uploaded_by_id,
            file_name=found.file_name,
            code=code,
            error=error,
        )
    )
    live.hint_on_commit(found)


@transaction.atomic
def cancel(import_id: int, *, by: Actor, now: datetime) -> Import:
    """Stop an import: at once, or when its worker next looks up. Raises NotAllowed, NotCancellable.

    While its rows are being written the lock is refused after three seconds: it is too late then.
    """
    found = locks.lock_import(import_id)
    require(by, permissions.IMPORT_CREATE)
    if not found.is_open:
        raise NotCancellable
    found.cancel_requested_at = now
    if found.lease_until is None or found.lease_until < now:
        found.mark_ended(ImportState.CANCELLED, at=now)
    found.version += 1
    found.save()
    audit(found, "pricing.import.cancelled", by=by)
    live.hint_on_commit(found)
    return found


@transaction.atomic
def retry(import_id: int, *, by: Actor, now: datetime) -> Import:
    """Start a failed or cancelled import again from its file. Raises NotAllowed, NotRetryable."""
    found = locks.lock_import(import_id)
    require(by, permissions.IMPORT_CREATE)
    if found.state not in {ImportState.FAILED, ImportState.CANCELLED}:
        raise NotRetryable
    found.mark_queued(ImportState.UPLOADED, at=now)
    _forget_end(found)
    found.save()
    audit(found, "pricing.import.retried", by=by)
    publish(events.ImportUploaded(import_id=found.pk))
    live.hint_on_commit(found)
    return found


@transaction.atomic
def remap(import_id: int, *, by: Actor, now: datetime) -> Import:
    """Ask again what the columns of a failed or cancelled import mean. Raises NotAllowed, NotRetryable."""
    found = locks.lock_import(import_id)
    require(by, permissions.IMPORT_CREATE)
    if found.state not in {ImportState.FAILED, ImportState.CANCELLED} or not found.facts.get("layout"):
        raise NotRetryable
    found.mark_queued(ImportState.MAPPING, at=now)
    _forget_end(found)
    found.save()
    audit(found, "pricing.import.remapped", by=by)
    return found


def _forget_end(found: Import) -> None:
    found.cancel_requested_at = found.finished_at = found.started_at = None
    found.error = found.error_code = found.report_path = ""
    found.findings = []
    found.version += 1


@transaction.atomic
def undo(import_id: int, *, by: Actor, now: datetime) -> Import:
    """Take a loaded import back: see pricing.imports.undoing for what goes and what stays.

    Raises NotAllowed, NotUndoable.
    """
    found = locks.lock_import(import_id)
    require(by, permissions.IMPORT_UNDO)
    if not found.can_be_undone:
        raise NotUndoable
    locks.lock_sales_of_organisation(found.tenant_id)
    search.many_changed(search.touched_by(found.pk))
    done = undoing.undo(found.pk, organisation_id=found.tenant_id)
    found.mark_ended(ImportState.UNDONE, at=now)
    found.undone_at = now
    found.version += 1
    found.save()
    audit(found, "pricing.import.undone", by=by, changes={"rows": [done.removed_rows, 0]})
    publish(
        events.ImportUndone(
            import_id=found.pk,
            public_id=found.public_id,
            removed_rows=done.removed_rows,
            restored_rows=done.restored_rows,
            removed_products=done.removed_products,
        )
    )
    live.hint_on_commit(found)
    live.products_on_commit(found.tenant_id)
    return found


def abandoned(*, now: datetime) -> list[tuple[int, bool]]:
    """Keys of imports that no live worker holds, and whether they still want a first look."""
    rows = Import.objects.abandoned(now=now).order_by("pk").values_list("pk", "state")
    return [(pk, state == ImportState.UPLOADED) for pk, state in rows]
