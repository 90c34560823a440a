"""Imports as workers carry them out: look at the file, read it in a limited child process, load it.

Reading happens outside any transaction, with progress and the lease renewed about once a second; loading is one
transaction that first checks that the lease is still ours. So a worker killed at any point leaves nothing
behind but a lease that runs out, and two workers can never both load the same import.
"""

import json
import logging
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from pricing import locks
from pricing.imports.reading import PROGRESS, REPORT
from pricing.models import Import, ImportState
from pricing.models.imports import LEASE, MAX_ATTEMPTS
from pricing.services import import_loading, imports, live
from synthai.core import files, limits
from synthai.core.errors import Conflict, DomainError

logger = logging.getLogger("synthai.pricing.imports")

MEMORY_MB: Final = 1_500
READ_SECONDS: Final = 900
INSPECT_SECONDS: Final = 120
_BEAT: Final = 1.0
_READ_SHARE: Final = 70  # per cent of the bar that reading takes


class ImportBusy(Conflict):
    """Another worker holds it. The task comes back; by then that worker has finished, or its lease has run out."""

    code = "pricing.import.busy"
    retry_after = int(LEASE.total_seconds())


class Stopped(Exception):  # noqa: N818 - a request, not an error
    """Somebody cancelled, or another worker took over."""


def claim(import_id: int, states: tuple[ImportState, ...], *, now: datetime) -> str | None:
    """Take an import for work: the lease token, or None when it is past these states.

    Raises ImportBusy while another worker's lease lasts. An import that cost MAX_ATTEMPTS workers their life is
    failed here instead.
    """
    token = uuid.uuid4().hex
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    taken = Import.objects.filter(free, pk=import_id, state__in=states).update(
        lease_token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        started_at=Coalesce(F("started_at"), now),
        version=F("version") + 1,
    )
    if not taken:
        if Import.objects.filter(pk=import_id, state__in=states).exists():
            raise ImportBusy
        return None
    return token if _is_worth_it(import_id, token, now=now) else None


@transaction.atomic
def _is_worth_it(import_id: int, token: str, *, now: datetime) -> bool:
    found = locks.lock_import(import_id)
    imports.check_lease(found, token)
    if found.cancel_requested_at is not None:
        found.mark_ended(ImportState.CANCELLED, at=now)
        found.save()
        return False
    if found.attempts > MAX_ATTEMPTS:
        message = _(
            "Reading this file stopped the server's worker several times, so it was given up. Split the file or save "
            "it as CSV, and upload that."
        )
        imports.fail(found, code="pricing.import.gave_up", error=message, now=now)
        return False
    return True


def inspect(import_id: int) -> None:
    """Look at an uploaded file, then read it, ask, or give up. Does nothing when that was done already."""
    token = claim(import_id, (ImportState.UPLOADED,), now=timezone.now())
    if token is None:
        return
    found = Import.objects.order_by("pk").get(pk=import_id)
    with files.local_copy(found.path) as path, _sentences(found, token):
        reply = limits.run_limited(
            "pricing.imports.inspection.inspect", (str(path),), memory_mb=MEMORY_MB, seconds=INSPECT_SECONDS
        )
        imports.note_inspection(import_id, json.loads(reply), token=token, now=timezone.now())


def run(import_id: int) -> None:
    """Read and load an import to its end, whatever that is. Does nothing when that was done already."""
    token = claim(import_id, (ImportState.WAITING, ImportState.READING), now=timezone.now())
    if token is None:
        return
    Import.objects.filter(pk=import_id, lease_token=token).update(state=ImportState.READING)
    found = Import.objects.select_related("organisation").order_by("pk").get(pk=import_id)
    live.hint(found)
    with tempfile.TemporaryDirectory(prefix="synthai-import-") as folder, _sentences(found, token):
        with files.local_copy(found.path) as path:
            plan = import_loading.plan_of(found, path)
            reply = limits.run_limited(
                "pricing.imports.reading.read",
                (json.dumps(plan.as_json()), folder),
                memory_mb=MEMORY_MB,
                seconds=READ_SECONDS,
                tick=_reporter(found, token, Path(folder)),
            )
        _conclude(found, json.loads(reply), Path(folder), token)


def _reporter(found: Import, token: str, folder: Path) -> Callable[[], None]:
    """Called while the child reads: renews the lease and passes progress on, or raises Stopped."""
    last = time.monotonic()

    def report() -> None:
        nonlocal last
        if time.monotonic() - last < _BEAT:
            return
        last = time.monotonic()
        share = _share(folder)
        _hold(found, token, progress=int(share * _READ_SHARE), stage=_("Reading the rows"))

    return report


def _share(folder: Path) -> float:
    try:
        return min(1.0, float((folder / PROGRESS).read_text()))
    except (OSError, ValueError):
        return 0.0


def _hold(found: Import, token: str, *, progress: int, stage: str) -> None:
    held = Import.objects.filter(pk=found.pk, lease_token=token, cancel_requested_at__isnull=True)
    now = timezone.now()
    if not held.update(progress=progress, stage=stage, lease_until=now + LEASE, version=F("version") + 1):
        raise Stopped
    live.hint(found)


@contextmanager
def _sentences(found: Import, token: str) -> Iterator[None]:
    """What ends an import with a sentence, instead of a task that is tried again."""
    try:
        yield
    except Stopped:
        _end_stopped(found.pk, token)
    except imports.LeaseLost:
        logger.info("import %s went on in another worker", found.public_id)
    except limits.LimitExceeded:
        _fail(found.pk, token, "pricing.import.too_heavy", _too_heavy())
    except ImportBusy:
        raise
    except DomainError as refusal:
        if refusal.retry_after is not None:
            raise
        _fail(found.pk, token, refusal.code, str(refusal))


def _too_heavy() -> str:
    return _(
        "Reading this file took more memory or time than one import may use. Save it as CSV, or split it, and "
        "upload that."
    )


@transaction.atomic
def _fail(import_id: int, token: str, code: str, error: str) -> None:
    found = locks.lock_import(import_id)
    if found.lease_token == token:
        imports.fail(found, code=code, error=error, now=timezone.now())


@transaction.atomic
def _end_stopped(import_id: int, token: str) -> None:
    found = locks.lock_import(import_id)
    if found.lease_token == token and found.cancel_requested_at is not None:
        found.mark_ended(ImportState.CANCELLED, at=timezone.now())
        found.version += 1
        found.save()
        live.hint_on_commit(found)


def _conclude(found: Import, reply: dict[str, Any], folder: Path, token: str) -> None:
    """Load what was read, ask what could not be told, or refuse."""
    if reply["status"] == "question":
        _ask(found.pk, reply, token)
        return
    report = _keep_report(found, folder) if reply["facts"].get("listed") else ""
    if reply["status"] == "refused":
        _refuse(found.pk, reply, report, token)
        return
    _hold(found, token, progress=_READ_SHARE, stage=_("Storing the rows"))
    import_loading.load(found.pk, reply["facts"], folder, report=report, token=token)


def _keep_report(found: Import, folder: Path) -> str:
    with (folder / REPORT).open("rb") as file:
        stored = files.save_stream(file, folder=f"reports/{found.organisation.public_id}", name="report.csv")
    return stored.path


@transaction.atomic
def _ask(import_id: int, reply: dict[str, Any], token: str) -> None:
    found = locks.lock_import(import_id)
    imports.check_lease(found, token)
    asks = {*found.facts.get("asks", []), reply["question"]}
    found.facts = {**found.facts, "asks": sorted(asks), "examples": reply["examples"]}
    imports.ask(found, now=timezone.now())
    found.version += 1
    found.save()
    live.hint_on_commit(found)


@transaction.atomic
def _refuse(import_id: int, reply: dict[str, Any], report: str, token: str) -> None:
    found = locks.lock_import(import_id)
    imports.check_lease(found, token)
    import_loading.note_counts(found, reply["facts"], report)
    imports.fail(found, code=reply["code"], error=reply["message"], now=timezone.now())
