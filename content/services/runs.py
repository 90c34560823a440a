"""Writing runs: ask for one, cancel it, keep one alive while a worker writes, end it.

Writing itself is services/writing.py. A run is a row with a state and a lease; the number of its attempts is the token of the worker that
holds it. Each section is stored when it is written, so that a worker's death costs the section it was at and no other.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content import events, permissions
from content.models import Document, RunSection, SectionState, WritingRun, WritingState
from content.models.writing import MAX_ATTEMPTS
from content.selectors import confidential
from content.services import changing, documents, live_text, material, run_ending
from content.terms import MOST_SECTIONS, NOTES_LENGTH
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.ai import cancelling
from synthai.core.audit import audit
from synthai.core.documents.blueprints.texts import SectionSpec
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish
from synthai.core.leases import LEASE


class AlreadyWriting(Conflict):
    """One run at a time for a document."""

    code = "content.writing.already_active"
    title = _("It is being written already")
    message = _("This document is being written already. Wait until that is done, or cancel it.")
    remedy = _("Wait for the run, or cancel it.")


class NothingToWrite(DomainError):
    """No section that a machine may write, or all of them are a person's."""

    code = "content.writing.nothing"
    title = _("There is nothing to write")
    message = _(
        "There is no section to write: what stands in it was written by a person, or its template writes all of it. "
        "Choose a section to have it written anew."
    )
    remedy = _("Name the sections to write.")
    status = 409


class NotDrafted(DomainError):
    """A section that the template does not have, or writes itself."""

    code = "content.writing.not_drafted"
    title = _("This section is not written for you")
    message = _("“%(key)s” is no section of this document that can be written for you. Those are: %(known)s.")
    remedy = _("Name keys of sections that may be drafted.")
    field = "sections"
    status = 422


class NotesTooLong(DomainError):
    """More than a model is told."""

    code = "content.writing.notes_too_long"
    title = _("The notes are too long")
    message = _("Say in at most %(most)s letters what to keep in mind.")
    remedy = _("Shorten the notes.")
    field = "notes"
    status = 422


class NotActive(Conflict):
    """Only what goes on can be cancelled."""

    code = "content.writing.not_active"
    title = _("The run has ended")
    message = _("This run has ended already, so there is nothing to cancel.")
    remedy = _("Read the run: it says how it ended.")


@transaction.atomic
def start(
    document_id: int, *, by: Actor, now: datetime, keys: Sequence[str] = (), notes: str = ""
) -> WritingRun:
    """Ask for the sections with these keys, else for all that may be drafted and that no person wrote. A worker takes it after commit.

    Raises NotFound, NotAllowed, DocumentLocked, DocumentPutAway, NotesTooLong, NotWhole, NotDrafted, NothingToWrite, AlreadyWriting.
    """
    document = changing.changeable(document_id, by=by)
    if len(notes) > NOTES_LENGTH:
        raise NotesTooLong(most=NOTES_LENGTH)
    documents.refuse_open_questions(document)
    found = material.gathered(document)
    chosen = _chosen(found, document, list(dict.fromkeys(keys)))
    try:
        with transaction.atomic():
            run = WritingRun.objects.create(
                document=document,
                requested_by_id=by.user_id,
                requested_at=now,
                notes=notes.strip(),
                document_version=document.version,
                facts=found.rows,
            )
    except IntegrityError as error:
        raise AlreadyWriting from error
    RunSection.objects.bulk_create(
        RunSection(
            organisation_id=by.organisation_id,
            run=run,
            position=position,
            key=spec.key,
            title=spec.title[:200],
            before=document.texts.get(spec.key),
        )
        for position, spec in enumerate(chosen)
    )
    audit(document, "content.document.writing_asked", by=by, changes={"sections": [None, len(chosen)]})
    publish(events.WritingRequested(run_id=run.pk, public_id=run.public_id, document=document.public_id))
    return run


def cancel(run_id: int, *, by: Actor, now: datetime) -> WritingRun:
    """Stop a run, also while its provider is silent; what was written by then stays. Raises NotActive."""
    run = _cancel(run_id, by=by, now=now)
    cancelling.cancel(
        run.cancel_key
    )  # the worker's line is cut at once; without Valkey the next beat of its lease ends it
    return run


@transaction.atomic
def _cancel(run_id: int, *, by: Actor, now: datetime) -> WritingRun:
    run = run_ending.lock(run_id)
    confidential.refuse_hidden(run.document, by)
    require(by, permissions.DOCUMENT_WRITE)
    if not run.is_active:
        raise NotActive
    run.cancel_requested_at = now
    if not run.is_held(now=now):
        run_ending.end(run, WritingState.CANCELLED, now=now)
    else:
        run.version += 1
        run.save()
    audit(run.document, "content.document.writing_cancelled", by=by)
    hint_on_commit(run)
    return run


@transaction.atomic
def claim(run_id: int, *, now: datetime) -> WritingRun | None:
    """Take a run to write it; None when another worker holds it or it has ended.

    One that already cost MAX_ATTEMPTS workers their life is failed here; what was written of it is kept.
    """
    run = run_ending.lock(run_id)
    if not run.is_active or run.is_held(now=now):
        return None
    if run.cancel_requested_at is not None:
        run_ending.end(run, WritingState.CANCELLED, now=now)
    elif run.attempts >= MAX_ATTEMPTS:
        stopped = gettext("Writing stopped three times before it was done. What was written by then is kept.")
        run_ending.end(run, WritingState.FAILED, now=now, error=stopped)
    else:
        run.mark_started(at=now)
        run.save()
    hint_on_commit(run)
    return run if run.state == WritingState.RUNNING else None


def renew(run: WritingRun, *, now: datetime) -> bool:
    """Renew the lease. False when somebody asked to cancel, or the run is no longer this worker's."""
    held = WritingRun.objects.filter(pk=run.pk, state=WritingState.RUNNING, attempts=run.attempts)
    return held.filter(cancel_requested_at__isnull=True).update(lease_until=now + LEASE) == 1


def hand_on(run: WritingRun, *, now: datetime) -> None:
    """Let another worker go on: this one has written long enough. It costs no attempt."""
    held = WritingRun.objects.filter(pk=run.pk, state=WritingState.RUNNING, attempts=run.attempts)
    held.update(lease_until=None, attempts=run.attempts - 1, requested_at=now)


@transaction.atomic
def try_again(run_id: int, *, by: Actor, now: datetime) -> WritingRun:
    """Write what is missing of a failed or cancelled run, for staff. Raises NotFound, NotAllowed, AlreadyWriting, DocumentLocked, DocumentPutAway."""
    run = run_ending.lock(run_id)
    require(by, permissions.DOCUMENT_WRITE)
    if run.is_active or run.state == WritingState.FINISHED:
        raise AlreadyWriting
    document = changing.changeable(run.document_id, by=by)
    run.mark_waiting_again(at=now)
    run.facts = run.facts or material.gathered(document).rows
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError as error:
        raise AlreadyWriting from error
    unwritten = RunSection.objects.of_run(run).exclude(state=SectionState.WRITTEN)
    unwritten.update(state=SectionState.WAITING, error="", started_at=None, finished_at=None)
    audit(run.document, "content.document.writing_asked", by=by)
    publish(events.WritingRequested(run_id=run.pk, public_id=run.public_id, document=run.document.public_id))
    return run


def abandoned(*, now: datetime, limit: int = 100) -> list[int]:
    """Ids of this organisation's runs whose worker died or never came."""
    return list(WritingRun.objects.abandoned(now=now).order_by("pk").values_list("pk", flat=True)[:limit])


def hint_on_commit(run: WritingRun) -> None:
    """Tell open pages, once the running transaction has committed."""
    topic = live_text.topic_of(run)
    after_commit(live_text.hint, topic, run.public_id, run.version)


def _chosen(found: material.Material, document: Document, keys: list[str]) -> list[SectionSpec]:
    drafted = {spec.key: spec for spec in found.sections if spec.draft}
    for key in keys:
        if key not in drafted:
            raise NotDrafted(key=key[:80], known=", ".join(drafted) or "–")
    own = {key for key, text in document.texts.items() if text.get("by") == "person"}
    chosen = [drafted[key] for key in keys] if keys else [s for k, s in drafted.items() if k not in own]
    if not chosen:
        raise NothingToWrite
    return chosen[:MOST_SECTIONS]
