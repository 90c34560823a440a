"""A machine's draft of a translation: asked for, stopped, taken by a worker, ended. Translating itself is services/translating.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from publishing import events, locks, permissions
from publishing import translation_refusals as refused
from publishing.models import Piece, TranslationRun
from publishing.selectors import beside, machine
from publishing.selectors.translations import Source
from publishing.services import changing, revisions, translation_hints, translation_structure, translations
from publishing.terms import HEADS
from publishing.translation_terms import MOST_PARTS, DraftingState, PartState
from synthai.core import leases
from synthai.core.access import Actor, require
from synthai.core.ai import cancelling
from synthai.core.audit import audit
from synthai.core.events import publish

MAX_ATTEMPTS = 3


@transaction.atomic
def start(piece_id: int, *, by: Actor, now: datetime, keys: Sequence[str] = ()) -> TranslationRun:
    """Ask for these parts ("title", "summary", ids of blocks), else for all that nobody translated yet. The blocks of the original are
    taken over first, and the draft as it stands is kept as a revision, to which one click leads back. A worker takes it after the commit.

    Raises NotFound, NotAllowed, PiecePutAway, NoTranslation, OriginalOutOfSight, CannotDraft, AlreadyDrafting, NothingToDraft.
    """
    piece, source = translations.changeable(piece_id, by=by, now=now)
    if TranslationRun.objects.active().filter(piece_id=piece.pk).exists():
        raise refused.AlreadyDrafting
    if why := machine.why_not():
        raise refused.CannotDraft(why=why)
    if not keys:
        piece = translation_structure.follow_blocks(piece_id, by=by, now=now)
    chosen = _chosen(piece, source, keys)
    before = revisions.keep(piece, by=by, now=now, note=_("Before a machine translated it"))
    run = _made(piece, source, chosen, before=before.number, by=by, now=now)
    audit(piece, "publishing.piece.machine_draft_asked", by=by, changes={"parts": [None, len(chosen)]})
    publish(events.TranslationAsked(run_id=run.pk, public_id=run.public_id, piece=piece.public_id))
    return run


def _chosen(piece: Piece, source: Source, keys: Sequence[str]) -> list[str]:
    found = beside.beside(piece, source)
    there = {row.key: row for row in found.all if row.mine is not None and row.original and row.needs_words}
    order = [key for key in (*HEADS, *(block["id"] for block in piece.blocks)) if key in there]
    known = {row.key for row in found.all if row.status != beside.OWN}
    chosen = [key for key in order if (key in keys if keys else there[key].is_copied) and key in known]
    if not chosen:
        raise refused.NothingToDraft
    return chosen[:MOST_PARTS]


def _made(
    piece: Piece, source: Source, chosen: Sequence[str], *, before: int, by: Actor, now: datetime
) -> TranslationRun:
    parts = [{"key": key, "state": PartState.WAITING.value, "why": ""} for key in chosen]
    try:
        with transaction.atomic():
            run: TranslationRun = TranslationRun.objects.create(
                piece=piece,
                parts=parts,
                source=source.now.number,
                before=before,
                of_version=piece.version,
                requested_by_id=by.user_id,
                requested_at=now,
            )
    except IntegrityError as error:
        raise refused.AlreadyDrafting from error
    return run


def cancel(piece_id: int, *, by: Actor, now: datetime) -> TranslationRun:
    """Stop the machine after the part that it is at; what was written by then stays. Raises NotFound, NotAllowed, NotDrafting."""
    run = _cancel(piece_id, by=by, now=now)
    cancelling.cancel(run.cancel_key)
    return run


@transaction.atomic
def _cancel(piece_id: int, *, by: Actor, now: datetime) -> TranslationRun:
    piece = locks.lock_piece(piece_id)
    require(by, permissions.PIECE_WRITE if changing.is_own(piece, by) else permissions.PIECE_EDIT)
    active = TranslationRun.objects.active().filter(piece_id=piece.pk).order_by("pk").first()
    if active is None:
        raise refused.NotDrafting
    run = locks.lock_run(active.pk)
    run.cancel_requested_at = now
    if run.lease_until is None or run.lease_until < now:
        end(run, DraftingState.CANCELLED, now=now)
    else:
        run.save(update_fields=["cancel_requested_at"])
    audit(piece, "publishing.piece.machine_draft_stopped", by=by)
    return run


def claim(run_id: int, *, now: datetime) -> TranslationRun | None:
    """Take it; None when another worker holds it or it has ended. One that cost three workers their life is failed; what was written is
    kept."""
    rows = TranslationRun.objects.active().filter(pk=run_id)
    token = leases.take(rows, now=now, state=DraftingState.RUNNING, attempts=F("attempts") + 1)
    if token is None:
        return None
    run = rows.get()
    if run.attempts > MAX_ATTEMPTS:
        stopped = _("Translating stopped three times before it was done. What was written by then is kept.")
        finish(run, DraftingState.FAILED, now=now, error=stopped)
        return None
    if run.cancel_requested_at is not None:
        finish(run, DraftingState.CANCELLED, now=now)
        return None
    return run


def renew(run: TranslationRun, *, now: datetime) -> bool:
    """Renew the lease. False when somebody asked to stop, or the run is no longer this worker's."""
    mine = TranslationRun.objects.active().filter(pk=run.pk, cancel_requested_at__isnull=True)
    return leases.renew(mine, run.lease_token, now=now)


def hand_on(run: TranslationRun, *, now: datetime) -> None:
    """Let another worker go on: this one has worked long enough. It costs no attempt."""
    mine = TranslationRun.objects.active().filter(pk=run.pk, lease_token=run.lease_token)
    mine.update(lease_until=None, attempts=F("attempts") - 1, requested_at=now)


@transaction.atomic
def finish(run: TranslationRun, state: DraftingState, *, now: datetime, error: str = "") -> bool:
    """End it, if it is still this worker's. False: it is another's by now."""
    held = locks.lock_run(run.pk)
    if not held.is_active or held.lease_token != run.lease_token:
        return False
    end(held, state, now=now, error=error)
    return True


def end(run: TranslationRun, state: DraftingState, *, now: datetime, error: str = "") -> None:
    """End it. Needs its lock."""
    run.state, run.finished_at, run.error = state, now, error[:500]
    run.lease_until = None
    run.version += 1
    run.save()
    told: dict[str, Any] = {"run_id": run.pk, "public_id": run.public_id, "piece": run.piece.public_id}
    publish(events.TranslationDrafted(**told, state=state.value, written=run.written))
    translation_hints.on_commit(run)


def abandoned(*, now: datetime, limit: int = 100) -> list[int]:
    """Ids of this organisation's runs whose worker died or never came."""
    rows = TranslationRun.objects.abandoned(now=now)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
