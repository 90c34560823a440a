"""How a writing run ends: what was written goes into the document, in one transaction with the run's end."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext

from content import events, locks, permissions
from content.models import RunSection, SectionState, WritingRun, WritingState
from content.services import sections as sections_of
from content.services.sections import Written
from synthai.core.access import Actor
from synthai.core.errors import DomainError, NotFound
from synthai.core.events import publish
from synthai.core.facts.base import Use


def lock(run_id: int) -> WritingRun:
    """The run with its document, both locked, the document first. Raises NotFound."""
    document_id = (
        WritingRun.objects.filter(pk=run_id).order_by("pk").values_list("document_id", flat=True).first()
    )
    if document_id is None:
        raise NotFound
    document = locks.lock_document(document_id)
    run = locks.lock_writing_run(run_id)
    run.document = document
    return run


def end(run: WritingRun, state: WritingState, *, now: datetime, error: str = "") -> None:
    """End it; whatever was written goes into the document, whichever way it ended. Needs the locks of `lock`, and the tenant.

    A document that was sent in the meantime takes nothing: then the run has failed, and says so.
    """
    sections = list(RunSection.objects.of_run(run).in_order())
    written = [section for section in sections if section.state == SectionState.WRITTEN]
    left = [SectionState.WAITING, SectionState.WRITING]
    RunSection.objects.of_run(run).filter(state__in=left).update(state=SectionState.LEFT)
    if written:
        try:
            texts = {section.key: as_written(section) for section in written}
            sections_of.apply_run(
                run.document_id, texts, by=actor_of(run), now=now, since=run.document_version
            )
        except DomainError as refused:
            state, error = WritingState.FAILED, str(refused)
    run.mark_ended(state, at=now, error=error)
    run.totals, run.facts = _totals(run, sections), run.facts if state == WritingState.FAILED else []
    run.save()
    _tell(run)


def actor_of(run: WritingRun) -> Actor:
    """The machine, for who asked: what it changes is that person's own work, where an approval asks for somebody else's eyes."""
    return Actor(
        kind="ai",
        label=gettext("Machine writing"),
        user_id=run.requested_by_id,
        organisation_id=run.organisation_id,
        capabilities=frozenset({permissions.DOCUMENT_WRITE}),
    )


def as_written(section: RunSection) -> Written:
    """A section as the document takes it."""
    uses = tuple(Use(use["start"], use["end"], use["key"]) for use in section.uses)
    return Written(body=section.text, by=section.by, because=section.because, uses=uses, model=section.model)


def _totals(run: WritingRun, sections: list[RunSection]) -> dict[str, Any]:
    by = Counter(section.by for section in sections if section.state == SectionState.WRITTEN)
    sums = RunSection.objects.of_run(run).aggregate(
        calls=Sum("calls"),
        tokens=Sum("tokens"),
        credits=Sum("credits"),
        cost=Sum("cost"),
        unpriced=Sum("unpriced"),
    )
    return {
        **{name: value or 0 for name, value in sums.items()},
        "cost": f"{sums['cost'] or 0:f}",
        "machine": by["machine"],
        "template": by["template"],
        "failed": sum(section.state == SectionState.FAILED for section in sections),
        "sections": len(sections),
    }


def _tell(run: WritingRun) -> None:
    named: dict[str, Any] = {"run_id": run.pk, "public_id": run.public_id, "document": run.document.public_id}
    counts = {name: run.totals[name] for name in ("machine", "template")}
    if run.state == WritingState.FAILED:
        publish(events.WritingFailed(**named, requested_by_id=run.requested_by_id, error=run.error))
    elif run.state == WritingState.CANCELLED:
        publish(events.WritingCancelled(**named, **counts))
    else:
        publish(
            events.WritingFinished(
                **named, **counts, requested_by_id=run.requested_by_id, failed=run.totals["failed"]
            )
        )
