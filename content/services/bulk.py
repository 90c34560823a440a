"""Many documents of one table: begun, uploaded, its columns said, started, cancelled, put away.

Work on rows is a worker's: services/bulk_working.py. What was asked for is a row with a state and a lease.
"""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Final

from django.db import transaction

from content import events, locks, permissions
from content.bulk_refusals import (
    BulkBusy,
    ColumnsMiscounted,
    ColumnTwice,
    ColumnUnknown,
    FormatsWrong,
    NothingGood,
    NotRunning,
    TemplatesWrong,
    TooManyDocuments,
    TooManyRuns,
)
from content.engine import bulk_columns
from content.models import BulkRow, BulkRun, BulkState, RowState
from content.selectors import approvals, blueprints, confidential
from content.selectors import bulk as selectors
from content.services import bulk_live
from content.terms import (
    BULK_KEPT,
    MOST_BULK_BYTES,
    MOST_BULK_DOCUMENTS,
    MOST_BULK_ROWS,
    MOST_BULK_RUNS,
    MOST_BULK_TEMPLATES,
    TITLE_LENGTH,
)
from synthai.core import files, tables
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.facts import gathering, storing
from synthai.core.tables import Table
from synthai.core.versions import check_version

FORMATS: Final = ("pdf", "docx")
_AT_ONCE: Final = 500  # rows that are stored together


@transaction.atomic
def begin(refs: Sequence[str], *, by: Actor, now: datetime) -> BulkRun:
    """Choose the templates that every row of a table gets. Raises NotAllowed, TemplatesWrong, TemplateGone, TooManyRuns."""
    require(by, permissions.DOCUMENT_WRITE)
    chosen = list(dict.fromkeys(refs))
    if not 1 <= len(chosen) <= MOST_BULK_TEMPLATES:
        raise TemplatesWrong(most=MOST_BULK_TEMPLATES)
    if BulkRun.objects.kept().count() >= MOST_BULK_RUNS:
        raise TooManyRuns(most=MOST_BULK_RUNS)
    templates = [blueprints.get(ref) for ref in chosen]
    title = ", ".join(each.title for each in templates)
    run = BulkRun.objects.create(
        title=title[:TITLE_LENGTH],
        refs=chosen,
        formats=["pdf"],
        is_confidential=any(confidential.is_born_so(each) for each in templates),
        created_by_id=by.user_id,
        created_at=now,
        asked_at=now,
        expires_at=now + BULK_KEPT,
    )
    audit(run, "content.bulk.begun", by=by, changes={"templates": ["", ", ".join(chosen)]})
    return run


def upload(run_id: int, file: IO[bytes], *, name: str, by: Actor, now: datetime) -> BulkRun:
    """Take a table in, guess its columns, and have it checked; a former one is forgotten. Not one transaction: the file is read in a child first.

    Raises NotFound, NotAllowed, BulkBusy, FileTooLarge, TableRefused.
    """
    require(by, permissions.DOCUMENT_WRITE)
    if file.seek(0, 2) > MOST_BULK_BYTES:
        raise files.FileTooLarge(limit=MOST_BULK_BYTES >> 20)
    file.seek(0)
    with tempfile.NamedTemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        with tables.read(Path(copy.name), most_rows=MOST_BULK_ROWS) as table:
            return _store(run_id, table, name=name, by=by, now=now)


@transaction.atomic
def _store(run_id: int, table: Table, *, name: str, by: Actor, now: datetime) -> BulkRun:
    run = _open(run_id, by=by)
    BulkRow.objects.filter(run=run).delete()
    rows = table.rows()
    while batch := list(islice(rows, _AT_ONCE)):
        BulkRow.objects.bulk_create(
            BulkRow(organisation_id=by.organisation_id, run=run, line=line, cells=cells)
            for line, cells in batch
        )
    run.file_name, run.columns, run.row_count = files.shown_name(name), list(table.headings), table.count
    run.mapping = bulk_columns.guess(run.columns, selectors.columns_of(run))
    audit(run, "content.bulk.uploaded", by=by, changes={"rows": ["", table.count]})
    _check_again(run, by=by, now=now)
    return run


@transaction.atomic
def map_columns(
    run_id: int, mapping: Sequence[str], *, by: Actor, now: datetime, seen: str | None = None
) -> BulkRun:
    """Say for each column which answer it holds ("" for none), and have the rows checked again. Idempotent.

    Raises NotFound, NotAllowed, PreconditionFailed, BulkBusy, ColumnsMiscounted, ColumnUnknown, ColumnTwice.
    """
    run = _open(run_id, by=by)
    check_version(run, seen)
    known = selectors.columns_of(run)
    if len(mapping) != len(run.columns):
        raise ColumnsMiscounted(count=len(run.columns))
    taken: dict[str, str] = {}
    for key, heading in zip(mapping, run.columns, strict=True):
        if key and not bulk_columns.is_key(key, known):
            raise ColumnUnknown(key=key[:80])
        if key in taken and key:
            label = bulk_columns.label_of(key, known)
            raise ColumnTwice(label=label, first=taken[key], second=heading)
        taken[key] = heading
    if list(mapping) == run.mapping and run.state == BulkState.READY:
        return run
    run.mapping = list(mapping)
    audit(run, "content.bulk.mapped", by=by)
    _check_again(run, by=by, now=now)
    return run


@transaction.atomic
def start(
    run_id: int, *, formats: Iterable[str], by: Actor, now: datetime, makes_documents: bool = False
) -> BulkRun:
    """Have the good rows written by their templates, from what is known now; no machine is asked. One that was cancelled goes on with what is left.

    Raises NotFound, NotAllowed, BulkBusy, NothingGood, FormatsWrong, TooManyDocuments.
    """
    run = _locked(run_id, by=by)
    if run.is_active or run.state == BulkState.FINISHED:
        raise BulkBusy
    if not run.can_start:
        raise NothingGood
    chosen = [each for each in FORMATS if each in set(formats)]
    if not chosen or set(formats) - set(FORMATS):
        raise FormatsWrong
    count = run.good_count * len(run.refs)
    if makes_documents and count > MOST_BULK_DOCUMENTS:
        raise TooManyDocuments(count=count, most=MOST_BULK_DOCUMENTS)
    if not run.done_count:  # what goes on stays as it was begun: the same files, the same figures
        run.formats, run.makes_documents = chosen, makes_documents
        run.is_draft = approvals.settings_of().needs_approval and not by.can(permissions.DOCUMENT_APPROVE)
        run.facts = _gather(run, by=by, now=now)
    run.expires_at = now + BULK_KEPT
    audit(run, "content.bulk.started", by=by, changes={"rows": ["", run.good_count]})
    _ask(run, BulkState.WRITING, now=now)
    return run


@transaction.atomic
def cancel(run_id: int, *, by: Actor, now: datetime) -> BulkRun:
    """Stop checking or writing; what was written by then is packed. Raises NotFound, NotAllowed, NotRunning."""
    run = _locked(run_id, by=by)
    if not run.is_active:
        raise NotRunning
    run.cancel_requested_at = run.cancel_requested_at or now
    run.version += 1
    run.save()
    audit(run, "content.bulk.cancelled", by=by)
    if not run.is_held(now=now):
        publish(events.BulkAsked(run_id=run.pk, public_id=run.public_id))
    bulk_live.hint_on_commit(run)
    return run


@transaction.atomic
def put_away(run_id: int, *, by: Actor) -> BulkRun:
    """Take it out of the list; it goes for good when its days are over. `bring_back` undoes it. Idempotent. Raises NotFound, NotAllowed, BulkBusy."""
    run = _locked(run_id, by=by)
    if run.is_active:
        raise BulkBusy
    if run.removed_at is None:
        run.removed_at = run.finished_at or run.asked_at
        run.save(update_fields=["removed_at"])
        audit(run, "content.bulk.put_away", by=by)
    return run


@transaction.atomic
def bring_back(run_id: int, *, by: Actor) -> BulkRun:
    """Undo `put_away`. Idempotent. Raises NotFound, NotAllowed."""
    run = _locked(run_id, by=by)
    if run.removed_at is not None:
        run.removed_at = None
        run.save(update_fields=["removed_at"])
        audit(run, "content.bulk.brought_back", by=by)
    return run


def _locked(run_id: int, *, by: Actor) -> BulkRun:
    run = locks.lock_bulk(run_id)
    confidential.refuse_hidden(run, by)
    require(by, permissions.DOCUMENT_WRITE)
    return run


def _open(run_id: int, *, by: Actor) -> BulkRun:
    run = _locked(run_id, by=by)
    if not run.is_open:
        raise BulkBusy
    return run


def _check_again(run: BulkRun, *, by: Actor, now: datetime) -> None:
    BulkRow.objects.filter(run=run).update(state=RowState.NEW, name="", errors=[])
    run.good_count = run.bad_count = run.failed_count = 0
    run.facts = _gather(run, by=by, now=now)
    run.expires_at = now + BULK_KEPT
    _ask(run, BulkState.CHECKING, now=now)


def _ask(run: BulkRun, state: BulkState, *, now: datetime) -> None:
    run.mark_asked(state, at=now)
    run.save()
    publish(events.BulkAsked(run_id=run.pk, public_id=run.public_id))
    bulk_live.hint_on_commit(run)


def _gather(run: BulkRun, *, by: Actor, now: datetime) -> list[storing.Row]:
    """What is known, once for all rows, as who asks may see it."""
    language = blueprints.get(run.refs[0]).language
    return storing.dump(gathering.gather(by.organisation_id or 0, language=language, now=now, by=by))
