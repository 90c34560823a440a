"""Translating by machine: a worker takes a run and translates its parts one after the other, while somebody may watch.

No transaction is open while a model writes. Each part goes into the draft as soon as it is whole, with its mark that nobody has read it, in
one transaction with the run's count, under the worker's token: who was thought dead and comes back stores nothing, and who goes on does
not ask again for what is written. Where a person wrote since the machine was asked, the person's words stay.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing import locks, permissions
from publishing.engine import wordings
from publishing.engine.blocks import Block
from publishing.models import Piece, Revision, TranslationRun
from publishing.selectors import machine
from publishing.services import (
    changing,
    translation_asking,
    translation_hints,
    translation_rules,
    translation_runs,
)
from publishing.services.translation_asking import Asked, NotTranslated
from publishing.terms import HEADS, LANGUAGES
from publishing.translation_terms import ENGLISH, DraftingState, PartState
from synthai.core import leases
from synthai.core.access import Actor
from synthai.core.ai import cancelling
from synthai.core.errors import DomainError

LONGEST: Final = timedelta(minutes=7)  # then another worker goes on: the queue's tasks end after ten
logger = logging.getLogger("synthai.publishing.translations")


class _Lost(Exception):  # noqa: N818 - no error: the run is another worker's, or over
    """The run is no longer ours."""


class _Stopped(Exception):  # noqa: N818 - somebody asked
    """The run is to end here."""


def work(run_id: int, *, go_on: Callable[[int], None]) -> None:
    """Translate one run to its end, whatever that is. Does nothing when another worker holds it. `go_on` sends the task once more."""
    run = translation_runs.claim(run_id, now=timezone.now())
    if run is None:
        return
    worker = _Worker(run)
    try:
        with leases.pulse(worker.renewed, organisation_id=run.organisation_id or 0, lost=worker.stop):
            is_done = worker.all_parts()
    except _Lost:
        logger.info("a translation went to another worker, or its piece is gone")
        return
    if not is_done:
        translation_runs.hand_on(run, now=timezone.now())
        go_on(run_id)


class _Worker:
    """One worker's hold of one run."""

    def __init__(self, run: TranslationRun) -> None:
        self.run = run
        self.until = time.monotonic() + LONGEST.total_seconds()
        self._told = Event()
        self._watch = cancelling.watching(run.cancel_key)

    def renewed(self) -> bool:
        """Whether the run is still this worker's, and wanted; from a thread of its own."""
        return translation_runs.renew(self.run, now=timezone.now())

    def stop(self) -> None:
        """Stop as soon as that can be: from the same thread."""
        self._told.set()

    def is_cancelled(self) -> bool:
        """Whether to stop. Asked ten times a second while a provider is silent."""
        return self._told.is_set() or self._watch()

    def all_parts(self) -> bool:
        """Every part that waits, and the end. False when there was no time for all. Raises _Lost."""
        piece = Piece.objects.select_related("original").get(pk=self.run.piece_id)
        source = Revision.objects.filter(piece_id=piece.original_id or 0, number=self.run.source)
        theirs = _parts_of(source.order_by("pk").get())
        try:
            for part in [each for each in self.run.parts if each["state"] == PartState.WAITING]:
                if self.is_cancelled():
                    raise _Stopped
                if time.monotonic() > self.until:
                    return False
                self._translate(part["key"], theirs, piece)
        except _Stopped:
            self._end(DraftingState.CANCELLED)
        except DomainError as refusal:  # nothing more can be translated: no model, no credits, switched off
            self._end(DraftingState.FAILED, machine.told(refusal))
        else:
            self._end(DraftingState.FINISHED)
        return True

    def _translate(self, key: str, theirs: Mapping[str, Block], piece: Piece) -> None:
        original = piece.original
        if key not in theirs or original is None:
            self._keep(key, PartState.KEPT)
            return
        names = {code: name if code != ENGLISH else "South African English" for code, name in LANGUAGES}
        asked = Asked(
            block=theirs[key],
            languages=(original.language, piece.language),
            names=(names[original.language], names[piece.language]),
            article=f"{theirs['title']['text']}\n\n{theirs['summary']['text']}",
            most=HEADS.get(key, 0),
            piece=piece.public_id,
        )
        try:
            made = translation_asking.translated(asked, is_cancelled=self.is_cancelled)
        except NotTranslated as refusal:
            self._keep(key, PartState.FAILED, why=str(refusal))
        except translation_asking.Stopped as stopped:
            raise _Stopped from stopped
        else:
            self._keep(key, PartState.WRITTEN, made=made)

    def _keep(self, key: str, state: PartState, *, why: str = "", made: Block | None = None) -> None:
        """Store what became of a part. Raises _Lost, and _Stopped when somebody asked to stop meanwhile."""
        if self._store(key, state, why=why, made=made):
            raise _Stopped

    @transaction.atomic
    def _store(self, key: str, state: PartState, *, why: str, made: Block | None) -> bool:
        """Under the worker's token; whether it is to stop. Raises _Lost."""
        piece = locks.lock_piece(self.run.piece_id)
        held = locks.lock_run(self.run.pk)
        if not held.is_active or held.lease_token != self.run.lease_token or piece.removed_at is not None:
            raise _Lost
        if made is not None and not _written(piece, key, made, held):
            state = PartState.KEPT
        told = {"key": key, "state": state.value, "why": why[:300]}
        held.parts = [told if part["key"] == key else part for part in held.parts]
        held.version += 1
        held.save(update_fields=["parts", "version"])
        self.run.parts = held.parts
        translation_hints.on_commit(held)
        return held.cancel_requested_at is not None

    def _end(self, state: DraftingState, error: str = "") -> None:
        is_ours = translation_runs.finish(self.run, state, now=timezone.now(), error=error)
        if not is_ours:
            raise _Lost


def _parts_of(row: Revision) -> dict[str, Block]:
    heads = {name: Block(id=name, kind="text", text=getattr(row, name), data={}) for name in HEADS}
    return {**heads, **wordings.by_id(row.blocks)}


def _written(piece: Piece, key: str, made: Block, run: TranslationRun) -> bool:
    """Put it into the draft, unread. False when it is a person's by now, or gone. Needs the locks of both."""
    part = key if key in HEADS else changing.block(key)
    ids = [block["id"] for block in piece.blocks]
    if piece.was_touched_after(part, run.of_version) or (key not in HEADS and key not in ids):
        return False
    if key in HEADS:
        before = getattr(piece, key)
        setattr(piece, key, made["text"])
        if key == "title":
            translation_rules.address_follows(piece, before)
    else:
        mine: dict[str, Any] = piece.blocks[ids.index(key)]
        framed = wordings.with_words(mine, wordings.words_of(made))
        piece.blocks = [framed if block["id"] == key else block for block in piece.blocks]
    piece.unread = list(dict.fromkeys([*piece.unread, part]))
    piece.is_machine_draft = True
    changing.changed(piece, [part], by=actor_of(run), now=timezone.now())
    return True


def actor_of(run: TranslationRun) -> Actor:
    """The machine, for who asked."""
    return Actor(
        kind="ai",
        label=_("Machine translation"),
        user_id=run.requested_by_id,
        organisation_id=run.organisation_id,
        capabilities=frozenset({permissions.PIECE_WRITE}),
    )
