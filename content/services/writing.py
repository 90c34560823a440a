"""Writing: a worker takes a run and writes its sections one after the other, while somebody may watch.

No transaction is open while a model writes. Each section is stored in one of its own as soon as it is whole, under the worker's token: a
worker that was thought dead and comes back stores nothing. What the run came to goes into the document when it ends.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

from django.db import transaction
from django.utils import timezone

from content import locks
from content.models import RunSection, SectionState, WritingRun, WritingState
from content.services import ai_credits, live_text, material, run_ending, runs
from content.services.ai_credits import Standing
from content.services.live_text import LiveText
from synthai.core import leases
from synthai.core.ai import cancelling
from synthai.core.ai.calling import Piece, Restarted, Stopped
from synthai.core.errors import DomainError
from synthai.core.facts import drafting, writer
from synthai.core.facts.drafting import Drafted, Finished

LONGEST = timedelta(minutes=7)  # then another worker goes on: the queue's tasks end after ten
PURPOSE = "content.section"
logger = logging.getLogger("synthai.content")


class Lost(Exception):  # noqa: N818 - no error: the run is another worker's, or over
    """The run is no longer ours."""


class _Stopped(Exception):  # noqa: N818 - somebody asked
    """The run is to end here."""


def write(run_id: int, *, go_on: Callable[[int], None]) -> None:
    """Write one run to its end, whatever that is. Does nothing when another worker holds it. `go_on` sends the task once more."""
    run = runs.claim(run_id, now=timezone.now())
    if run is None:
        return
    worker = _Worker(run)
    try:
        with leases.pulse(worker.renewed, organisation_id=run.organisation_id or 0, lost=worker.stop):
            is_done = worker.write_all()
    except Lost:
        logger.info("a writing run went to another worker")
        return
    if not is_done:
        runs.hand_on(run, now=timezone.now())
        go_on(run_id)


class _Worker:
    """One worker's hold of one run."""

    def __init__(self, run: WritingRun) -> None:
        self.run = run
        self.topic = live_text.topic_of(run)
        self.until = time.monotonic() + LONGEST.total_seconds()
        self._told = Event()  # to stop: cancelled, or the lease is lost
        self._watch = cancelling.watching(run.cancel_key)

    def is_cancelled(self) -> bool:
        """Whether to stop. Asked ten times a second while a provider is silent."""
        return self._told.is_set() or self._watch()

    def renewed(self) -> bool:
        """Whether the run is still this worker's, and wanted; from a thread of its own."""
        return runs.renew(self.run, now=timezone.now())

    def stop(self) -> None:
        """Stop as soon as that can be: from the same thread."""
        self._told.set()

    def write_all(self) -> bool:
        """Every section that is not written yet, and the end. False when there was no time for all. Raises Lost."""
        found = material.kept(self.run.document, self.run.facts)
        waiting = RunSection.objects.of_run(self.run).filter(
            state__in=[SectionState.WAITING, SectionState.WRITING]
        )
        try:
            for section in waiting.in_order():
                if self.is_cancelled():
                    raise _Stopped
                if time.monotonic() > self.until:
                    return False
                self._write(section, found)
        except _Stopped:
            self._end(WritingState.CANCELLED)
        else:
            self._end(WritingState.FINISHED)
        return True

    def _write(self, section: RunSection, found: "material.Material") -> None:
        self._store(section, {"state": SectionState.WRITING, "started_at": timezone.now()})
        live = LiveText(self.topic, self.run.public_id, section.position)
        live.void()  # of a worker that died
        try:
            drafted, standing = self._drafted(section, found, live)
        except DomainError as error:  # a fact is missing, or the template was refused
            self._store(
                section,
                {"state": SectionState.FAILED, "error": str(error)[:500], "finished_at": timezone.now()},
            )
        else:
            self._store(section, {"state": SectionState.WRITTEN, **_values(drafted, standing)})
        finally:
            live.forget()

    def _drafted(
        self, section: RunSection, found: "material.Material", live: LiveText
    ) -> tuple[Drafted, Standing]:
        spec = found.section(section.key, notes=self.run.notes)
        standing = ai_credits.standing(self.run.organisation_id or 0, now=timezone.now())
        if standing is not Standing.READY:
            own = writer.write(spec.template, found.facts, spec.wording)
            return Drafted(text=own.text, by=drafting.By.TEMPLATE, uses=own.uses), standing
        stream = drafting.stream(
            spec,
            found.facts,
            now=timezone.now(),
            purpose=PURPOSE,
            is_cancelled=self.is_cancelled,
            details={"section": str(section.pk)},
        )
        for event in stream:
            if isinstance(event, Piece):
                live.add(event.text)
            elif isinstance(event, Restarted):
                live.void()
            elif isinstance(event, Finished):
                return event.drafted, standing
            elif isinstance(event, Stopped):
                live.void()
                raise _Stopped
        raise _Stopped

    @transaction.atomic
    def _store(self, section: RunSection, values: dict[str, Any]) -> None:
        """Under the worker's token. Counters of calls stay the keeper's. Raises Lost."""
        held = self._held()
        held.version += 1
        held.save(update_fields=["version"])
        for name, value in values.items():
            setattr(section, name, value)
        section.save(update_fields=list(values))
        runs.hint_on_commit(held)

    @transaction.atomic
    def _end(self, state: WritingState) -> None:
        held = run_ending.lock(self.run.pk)
        self._check(held)
        if state == WritingState.CANCELLED and held.cancel_requested_at is None:
            raise Lost
        run_ending.end(held, state, now=timezone.now())
        runs.hint_on_commit(held)

    def _held(self) -> WritingRun:
        held = locks.lock_writing_run(self.run.pk)
        self._check(held)
        return held

    def _check(self, held: WritingRun) -> None:
        if held.state != WritingState.RUNNING or held.attempts != self.run.attempts:
            raise Lost


def _values(drafted: Drafted, standing: Standing) -> dict[str, Any]:
    """A drafted text as a section keeps it."""
    because = drafted.because.value if drafted.because else ""
    if standing is not Standing.READY:
        because = standing.value
    last = drafted.replies[-1] if drafted.replies else None
    return {
        "text": drafted.text.replace("\x00", ""),
        "by": drafted.by.value,
        "because": because,
        "uses": [{"start": use.start, "end": use.end, "key": use.key} for use in drafted.uses],
        "findings": [found.text[:200] for found in drafted.findings[:20]],
        "provider": last.provider if last else "",
        "model": last.model if last else "",
        "prompt_version": drafted.prompt_version,
        "finished_at": timezone.now(),
        "error": "",
    }
