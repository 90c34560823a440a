"""A worker's hold of a table: it checks or writes rows in batches, each in one transaction under the worker's token.

A batch's files are stored as a part of the archive; rows become "written" in the same transaction in which their part counts. So a worker's death
costs the batch it was at, and no row is written twice. At the end the parts become one ZIP (services/bulk_packing.py).
"""

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content import events, locks
from content.models import BulkPart, BulkRow, BulkRun, BulkState, RowState
from content.models.bulk import BULK_ATTEMPTS, BULK_LEASE
from content.selectors.bulk_press import Press, RowRefused
from content.services import bulk_live, bulk_packing
from synthai.core import files
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.facts import gathering, storing
from synthai.core.facts.base import Fact

CHECKED_AT_ONCE: Final = 200
WRITTEN_AT_ONCE: Final = 100
BATCH_SECONDS: Final = 15.0  # a batch of slow rows ends early, well within the lease
LONGEST: Final = 1500.0  # seconds; then another worker goes on


class Lost(Exception):
    """The run is somebody else's by now."""


class _Cancelled(Exception):
    """Somebody asked to stop."""


def work(run_id: int, *, go_on: Callable[[int], None]) -> None:
    """Check or write a run to its end, if no other worker holds it. `go_on` asks for another worker when there is no time for all."""
    run = _claim(run_id, now=timezone.now())
    if run is None:
        return
    try:
        if _Worker(run).do():
            return
    except Lost:
        return
    if _hand_on(run, now=timezone.now()):
        go_on(run.pk)


def abandoned(*, now: datetime, limit: int = 100) -> list[int]:
    """Ids of this organisation's runs whose worker died or never came."""
    return list(BulkRun.objects.abandoned(now=now).order_by("pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _claim(run_id: int, *, now: datetime) -> BulkRun | None:
    run = locks.lock_bulk(run_id)
    if not run.is_active or run.is_held(now=now):
        return None
    if run.attempts >= BULK_ATTEMPTS:
        stopped = _(
            "The work stopped three times before it was done. What was written by then is kept; start it again to go on."
        )
        _end(run, BulkState.FAILED, now=now, error=stopped)
        return None
    run.mark_taken(at=now)
    run.save()
    return run


def _hand_on(run: BulkRun, *, now: datetime) -> bool:
    """It costs no attempt."""
    held = BulkRun.objects.filter(pk=run.pk, attempts=run.attempts, lease_until__isnull=False)
    return held.update(lease_until=None, attempts=run.attempts - 1, asked_at=now) == 1


def _end(run: BulkRun, state: BulkState, *, now: datetime, error: str = "") -> None:
    """Needs the run's lock."""
    was_writing = run.state == BulkState.WRITING
    run.mark_ended(state, at=now, error=error)
    run.save()
    if state == BulkState.FAILED:
        publish(events.BulkFailed(run_id=run.pk, public_id=run.public_id, error=error))
    elif state == BulkState.FINISHED and was_writing:
        publish(
            events.BulkFinished(
                run_id=run.pk,
                public_id=run.public_id,
                templates=run.refs,
                written=run.done_count,
                failed=run.failed_count,
                bad=run.bad_count,
            )
        )
    bulk_live.hint_on_commit(run)


class _Worker:
    """One worker's hold of one run."""

    def __init__(self, run: BulkRun) -> None:
        self.run = run
        self.until = time.monotonic() + LONGEST
        self.known = storing.load(run.facts)
        self.day = _day(self.known, run.asked_at)

    def do(self) -> bool:
        """Every row that waits, and the end. False when there was no time for all. Raises Lost."""
        is_check = self.run.state == BulkState.CHECKING
        batch = self._check_batch if is_check else self._write_batch
        try:
            with Press(self.run, self.known, day=self.day) as ready:
                while batch(ready):
                    if time.monotonic() > self.until:
                        return False
        except _Cancelled:
            self._finish(BulkState.CANCELLED, is_check=is_check)
        except DomainError as refused:  # a template is gone, or cannot be used any more
            self._finish(BulkState.FAILED, is_check=is_check, error=str(refused))
        else:
            self._finish(BulkState.READY if is_check else BulkState.FINISHED, is_check=is_check)
        return True

    def _check_batch(self, ready: Press) -> bool:
        rows = self._waiting(RowState.NEW, CHECKED_AT_ONCE)
        begun = time.monotonic()
        checked = []
        for row in rows:
            if time.monotonic() - begun > BATCH_SECONDS:
                break
            _check(row, ready)
            checked.append(row)
        with transaction.atomic():
            run = self._held()
            BulkRow.objects.bulk_update(checked, ["state", "name", "errors"])
            run.good_count += sum(row.state == RowState.GOOD for row in checked)
            run.bad_count += sum(row.state == RowState.BAD for row in checked)
            self._move(run)
        return bool(rows)

    def _write_batch(self, ready: Press) -> bool:
        rows = self._waiting(RowState.GOOD, WRITTEN_AT_ONCE)
        if not rows:
            return False
        part = self._begin_part()
        written = bulk_packing.write_part(
            self.run, part.path, rows, ready, at=self.run.created_at, seconds=BATCH_SECONDS
        )
        with transaction.atomic():
            run = self._held()
            if run.makes_documents:
                bulk_packing.make_documents(run, written, self.known, now=timezone.now())
            BulkRow.objects.bulk_update(
                [each.row for each in written], ["state", "name", "errors", "files", "document"]
            )
            BulkPart.objects.filter(pk=part.pk).update(is_done=True)
            done = sum(each.row.state == RowState.DONE for each in written)
            run.done_count += done
            run.failed_count += len(written) - done
            run.good_count -= len(written)
            self._move(run)
        return True

    def _waiting(self, state: RowState, count: int) -> list[BulkRow]:
        rows = BulkRow.objects.filter(run_id=self.run.pk, state=state)
        return list(rows.order_by("line")[:count])

    @transaction.atomic
    def _begin_part(self) -> BulkPart:
        self._held()
        path = files.new_path(bulk_packing.FOLDER, "part.zip")
        part: BulkPart = BulkPart.objects.create(run=self.run, path=path)
        return part

    def _finish(self, state: BulkState, *, is_check: bool, error: str = "") -> None:
        """Pack what there is, then the end. A cancelled check leaves the table as it was uploaded."""
        if not is_check:
            self._renew()
            bulk_packing.pack(self.run, beat=self._renew)
        with transaction.atomic():
            run = self._held(is_end=True)
            _end(run, state, now=timezone.now(), error=error)
        if state == BulkState.FINISHED:
            bulk_packing.forget_parts(run)

    def _renew(self) -> None:
        """Raises Lost."""
        held = BulkRun.objects.filter(pk=self.run.pk, state=self.run.state, attempts=self.run.attempts)
        if not held.update(lease_until=timezone.now() + BULK_LEASE):
            raise Lost

    def _held(self, *, is_end: bool = False) -> BulkRun:
        """The run, locked. Raises Lost, and at work _Cancelled."""
        run = locks.lock_bulk(self.run.pk)
        if run.state != self.run.state or run.attempts != self.run.attempts:
            raise Lost
        if run.cancel_requested_at is not None and not is_end:
            raise _Cancelled
        return run

    def _move(self, run: BulkRun) -> None:
        run.lease_until = timezone.now() + BULK_LEASE
        run.version += 1
        run.save(
            update_fields=["good_count", "bad_count", "done_count", "failed_count", "lease_until", "version"]
        )
        bulk_live.hint_on_commit(run)


def _check(row: BulkRow, ready: Press) -> None:
    try:
        sheets = ready.sheets(row.cells)
    except RowRefused as refused:
        row.state, row.errors, row.name = RowState.BAD, refused.errors, ""
    else:
        row.state, row.errors = RowState.GOOD, []
        row.name = sheets[0].name[:200]


def _day(known: list[Fact], asked_at: datetime) -> date:
    """The day on which what is known was gathered."""
    today = next((fact.value for fact in known if fact.key == gathering.TODAY), None)
    return today if isinstance(today, date) else timezone.localdate(asked_at)
