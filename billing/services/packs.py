"""Month-end packs: asked for by staff, made by a worker, kept for a month. What is in one is `packing`'s business.

A worker that is killed leaves the row as it is; a sweep hands it over again, and it begins anew. Nothing in a pack exists only there.
"""

import logging
from datetime import date, datetime, timedelta
from typing import IO, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from billing import permissions
from billing.engine.periods import local_date
from billing.models import BillingEntity, MonthEndPack, PackState
from billing.models.packs import SILENT_FOR
from billing.services import packing
from billing.services.exporting import Period
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.fan_out import operator_work

logger = logging.getLogger("synthai.billing")
LONGEST: Final = timedelta(days=366)
KEPT: Final = timedelta(days=30)
GIVEN_UP_AFTER: Final = timedelta(hours=3)
_MAKE: Final = "billing.services.packs.make"
_AT_WORK: Final = (PackState.ASKED, PackState.WORKING)


class PackPeriodWrong(DomainError):
    """Days that cannot be packed."""

    code = "billing.pack.period_wrong"
    title = _("The days cannot be packed")
    message = _("A pack is of at most a year, and ends today at the latest.")
    remedy = _("Choose other days.")
    field = "until"


class PackAtWork(Conflict):
    """The same pack is being made."""

    code = "billing.pack.at_work"
    title = _("It is being made")
    message = _("The pack of these days is being made already.")
    remedy = _("Wait until it is ready.")


class PackGone(Exception):
    """Its row was removed while it was being made."""


@transaction.atomic
def ask(entity: BillingEntity, *, since: date, until: date, by: Actor, now: datetime) -> MonthEndPack:
    """Have a pack made. One that no worker was heard of for long is given up. Raises NotAllowed, PackPeriodWrong, PackAtWork."""
    require(by, permissions.BOOKS_CLOSE)
    if not since <= until <= local_date(now) or until - since > LONGEST:
        raise PackPeriodWrong
    same = MonthEndPack.objects.filter(entity=entity, start=since, end=until, state__in=_AT_WORK)
    for row in same:
        if not row.is_silent(now=now):
            raise PackAtWork
        same.filter(pk=row.pk).update(state=PackState.FAILED, failure=_silent())
    try:
        with transaction.atomic():
            pack = MonthEndPack.objects.create(
                entity=entity, start=since, end=until, by_label=by.label[:254], asked_at=now, heard_at=now
            )
    except IntegrityError as error:  # somebody else was a moment faster
        raise PackAtWork from error
    audit(pack, "billing.pack.asked", by=by, changes={"until": [None, until.isoformat()]})
    operator_work.enqueue(call=_MAKE, pk=pack.pk)
    return pack


def make(pack_id: int, *, now: datetime) -> MonthEndPack | None:
    """Make the pack; None when nobody waits for it. Called by a worker in `all_tenants()`; not in a transaction."""
    waiting = MonthEndPack.objects.filter(pk=pack_id, state__in=_AT_WORK)
    if not waiting.update(state=PackState.WORKING, heard_at=now, done=0, failure=""):
        return None
    pack = MonthEndPack.objects.select_related("entity").get(pk=pack_id)
    period = Period(entity=pack.entity, since=pack.start, until=pack.end)
    try:
        file = packing.pack(period, tell=lambda step, done, total: _tell(pack_id, step, done, total), now=now)
        with file:
            _ready(pack, file)
    except PackGone:
        return None
    except BaseException as error:
        why = str(error) if isinstance(error, DomainError) else type(error).__qualname__
        _of(pack_id).update(state=PackState.FAILED, failure=why[:255], finished_at=timezone.now())
        raise
    pack.refresh_from_db()
    return pack


def sweep(*, now: datetime) -> int:
    """Hand over again what no worker was heard of for long; give up what nobody finished in hours. Returns how many were handed over."""
    handed_over = 0
    for pack in MonthEndPack.objects.filter(state__in=_AT_WORK, heard_at__lt=now - SILENT_FOR):
        silent = MonthEndPack.objects.filter(pk=pack.pk, state=pack.state, heard_at=pack.heard_at)
        if pack.asked_at < now - GIVEN_UP_AFTER:
            silent.update(state=PackState.FAILED, failure=_silent(), finished_at=now)
        elif silent.update(heard_at=now):
            operator_work.enqueue(call=_MAKE, pk=pack.pk)
            handed_over += 1
    return handed_over


def open_pack(public_id: str, *, by: Actor) -> tuple[MonthEndPack, IO[bytes]]:
    """The file of a pack, for reading; on record. Raises NotAllowed, NotFound."""
    require(by, permissions.BOOKS_CLOSE)
    pack = MonthEndPack.objects.filter(public_id=public_id, state=PackState.READY).first()
    if pack is None:
        raise NotFound
    file = files.open_file(pack.path)
    audit(pack, "billing.pack.downloaded", by=by)
    return pack, file


@transaction.atomic
def remove(public_id: str, *, by: Actor) -> None:
    """Forget a pack and its file; a worker that is at it stops. What was in it is kept elsewhere. Raises NotAllowed, NotFound."""
    require(by, permissions.BOOKS_CLOSE)
    pack = MonthEndPack.objects.filter(public_id=public_id).first()
    if pack is None:
        raise NotFound
    audit(pack, "billing.pack.removed", by=by, changes={"until": [pack.end.isoformat(), None]})
    _delete(pack)


def expire(*, now: datetime) -> int:
    """Remove packs that were asked for a month ago: personal data does not lie about twice. Returns how many."""
    old = list(MonthEndPack.objects.filter(asked_at__lt=now - KEPT))
    for pack in old:
        _delete(pack)
    return len(old)


def file_name(pack: MonthEndPack) -> str:
    """How the download is called."""
    prefix = "".join(letter for letter in pack.entity.number_prefix if letter.isalnum())
    return f"month-end-{prefix}-{pack.start.isoformat()}-{pack.end.isoformat()}.zip"


def _silent() -> str:
    return _t("Its worker was not heard of again.")


def _delete(pack: MonthEndPack) -> None:
    path = pack.path
    pack.delete()
    if path:
        after_commit(files.delete, path)


def _of(pack_id: int) -> QuerySet[MonthEndPack]:
    return MonthEndPack.objects.filter(pk=pack_id, state=PackState.WORKING)


def _tell(pack_id: int, step: str, done: int, total: int) -> None:
    """Say how far it is. Raises PackGone when the row was removed in the meantime."""
    said = {"step": step[:80], "done": done, "total": total, "heard_at": timezone.now()}
    if not _of(pack_id).update(**said):
        raise PackGone


def _ready(pack: MonthEndPack, file: IO[bytes]) -> None:
    stored = files.save_stream(file, folder="packs", name="pack.zip")
    kept = {"path": stored.path, "sha256": stored.sha256, "file_bytes": stored.size}
    if not _of(pack.pk).update(state=PackState.READY, step="", finished_at=timezone.now(), **kept):
        files.delete(stored.path)
        raise PackGone
