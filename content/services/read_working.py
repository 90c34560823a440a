"""Reading as workers carry it out: claim, read in a limited child process, store in one transaction.

A worker killed at any point leaves nothing but a lease that runs out; another takes over, and what the first one brings is thrown away.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.services import checking_answers
from content import events, locks
from content.engine import slips
from content.models import ReadDocument, ReadPage, ReadState, SummaryState
from content.models.reads import MOST_ATTEMPTS, WORKING
from content.services import read_live
from synthai.core import files, leases
from synthai.core.errors import Conflict
from synthai.core.events import publish
from synthai.core.leases import LEASE
from synthai.core.limits import LimitedWorkFailed
from synthai.core.reading import documents
from synthai.core.reading.documents import ReadingRefused
from synthai.core.reading.shapes import Reading

_BEAT: Final = 1.0


class ReadBusy(Conflict):
    """Another worker holds it. The task comes back; by then it is done, or its lease has run out."""

    code = "content.read.busy"
    retry_after = int(LEASE.total_seconds())


class LeaseLost(Conflict):
    """Another worker took it over."""

    code = "content.read.lease_lost"


def run(read_id: int) -> None:
    """Read a document to its end, whatever that is. Does nothing when that was done already. Raises ReadBusy, LeaseLost."""
    token = claim(read_id, now=timezone.now())
    if token is None:
        return
    found = ReadDocument.objects.select_related("organisation").order_by("pk").get(pk=read_id)
    read_live.hint(found)
    try:
        with files.local_copy(found.path) as path:
            reading = documents.read(path, tick=_holder(found, token))
    except ReadingRefused as error:
        fail(read_id, token, code=f"{error.code}.{error.reason}", error=str(error), now=timezone.now())
    except FileNotFoundError:
        fail(
            read_id,
            token,
            code="content.read.gone",
            error=_("The file is not there any more."),
            now=timezone.now(),
        )
    except LimitedWorkFailed:
        fail(read_id, token, code="content.read.fault", error=_fault(), now=timezone.now())
        raise
    else:
        keep(read_id, token, reading, now=timezone.now())


def _fault() -> str:
    return _(
        "This file could not be read because of a fault of ours. It was written down; try again later, or save the file as PDF and upload that."
    )


def _gave_up() -> str:
    return _(
        "Reading this file stopped the server's worker several times, so it was given up. Save it as PDF, or a part of it, and upload that."
    )


def claim(read_id: int, *, now: datetime) -> str | None:
    """Take it for work: the lease token, or None when it is done or not worth another try. Raises ReadBusy."""
    waiting = ReadDocument.objects.filter(pk=read_id, state__in=WORKING)
    token = leases.take(
        waiting, now=now, state=ReadState.READING, attempts=F("attempts") + 1, version=F("version") + 1
    )
    if token is None:
        if waiting.exists():
            raise ReadBusy
        return None
    if ReadDocument.objects.filter(pk=read_id, attempts__gt=MOST_ATTEMPTS).exists():
        fail(read_id, token, code="content.read.gave_up", error=_gave_up(), now=now)
        return None
    return token


def _holder(found: ReadDocument, token: str) -> Callable[[int], None]:
    """Called while the child reads: renews the lease about once a second, or raises LeaseLost."""
    last = time.monotonic() - _BEAT

    def hold(share: int) -> None:
        nonlocal last
        if time.monotonic() - last < _BEAT:
            return
        last = time.monotonic()
        row = ReadDocument.objects.filter(pk=found.pk)
        if not leases.renew(row, token, now=timezone.now(), progress=share, version=F("version") + 1):
            raise LeaseLost
        found.version += 1
        read_live.hint(found)

    return hold


@transaction.atomic
def keep(read_id: int, token: str, reading: Reading, *, now: datetime) -> ReadDocument:
    """Store what was read. Raises LeaseLost."""
    found = _held(read_id, token)
    found.kind, found.title, found.author = reading.kind, reading.title[:200], reading.author[:200]
    found.pages, found.pages_read, found.has_pages = reading.pages, reading.pages_read, reading.has_pages
    found.empty_pages, found.cut, found.knowledge = reading.empty_pages, reading.cut, reading.knowledge
    found.language = reading.knowledge["language"]["code"]
    found.summary = reading.knowledge.pop("summary")
    us = checking_answers.known(found.tenant_id)
    found.slip = slips.of(reading.blocks, own_vat_number=us.vat_number, own_names=us.names)
    found.state, found.read_at, found.progress = ReadState.READ, now, 100
    found.lease_until, found.lease_token = None, ""
    found.version += 1
    found.save()
    _keep_pages(found, reading)
    publish(events.ReadFinished(read_id=found.pk, public_id=found.public_id, pages=found.pages_read))
    if found.summary_state == SummaryState.ASKED:
        publish(events.ReadSummaryAsked(read_id=found.pk, public_id=found.public_id))
    read_live.hint_on_commit(found)
    return found


def _keep_pages(found: ReadDocument, reading: Reading) -> None:
    ReadPage.objects.filter(document=found).delete()
    by_page: dict[int, list[dict[str, object]]] = {}
    words: dict[int, list[str]] = {}
    for block in reading.blocks:
        row = {"kind": block.kind, "text": block.text, "level": block.level, "rows": block.rows}
        by_page.setdefault(block.page, []).append(row)
        words.setdefault(block.page, []).append(block.words)
    ReadPage.objects.bulk_create(
        [
            ReadPage(
                organisation_id=found.organisation_id,
                document=found,
                number=number,
                blocks=_storable(blocks),
                text="\n".join(words[number]).replace("\0", ""),
            )
            for number, blocks in by_page.items()
        ],
        batch_size=100,
    )


def _storable(blocks: list[dict[str, object]]) -> list[dict[str, object]]:
    """Without the zero letter, which PostgreSQL does not hold."""
    return [
        {
            **each,
            "text": str(each["text"]).replace("\0", ""),
            "rows": [[str(cell).replace("\0", "") for cell in row] for row in each["rows"]],  # type: ignore[attr-defined]
        }
        for each in blocks
    ]


@transaction.atomic
def fail(read_id: int, token: str, *, code: str, error: str, now: datetime) -> ReadDocument:
    """It cannot be read, and why. Raises LeaseLost."""
    found = _held(read_id, token)
    found.state, found.error_code, found.error, found.read_at = ReadState.FAILED, code[:80], error, now
    found.lease_until, found.lease_token, found.summary_state = None, "", SummaryState.NONE
    found.version += 1
    found.save()
    publish(events.ReadFailed(read_id=found.pk, public_id=found.public_id, error=error))
    read_live.hint_on_commit(found)
    return found


def _held(read_id: int, token: str) -> ReadDocument:
    found = locks.lock_read(read_id)
    if found.lease_token != token:
        raise LeaseLost
    return found


def abandoned(*, now: datetime) -> list[int]:
    """Keys of those whose worker died or never came. Needs the tenant."""
    return list(
        ReadDocument.objects.abandoned(now=now).order_by("queued_at").values_list("pk", flat=True)[:50]
    )
