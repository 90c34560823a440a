"""What the pages of a run show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from content import permissions
from content.forms.writing import WriteForm
from content.models import Document, RunSection, SectionState, WritingRun
from content.selectors import compositions, papers, run_texts
from content.selectors import writing as selectors
from content.services import ai_credits, live_text
from content.services.ai_credits import Standing
from content.writing_words import because
from synthai.core import richtext
from synthai.core.access import TenantRequest
from synthai.core.ai import calling
from synthai.core.documents.blueprints import composing


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A stretch of a text and the fact that it is from."""

    said: str
    fact: papers.Figure


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One section of a run as the page shows it."""

    section: RunSection
    html: SafeString
    live: str
    because: str
    figures: Sequence[Figure]

    @property
    def is_by_machine(self) -> bool:
        """Whether a language model wrote it."""
        return self.section.by == "machine"


def write_form(request: TenantRequest, document: Document, *, now: datetime) -> WriteForm:
    """The form that asks for sections; what no person wrote is ticked. Notes are asked for where a machine would read them."""
    have = compositions.known(document)
    specs = [spec for spec in composing.sections(have.blueprint, have.facts) if spec.draft]
    theirs = {key for key, text in document.texts.items() if text.get("by") == "person"}
    wanted = request.GET.getlist("section") or [spec.key for spec in specs if spec.key not in theirs]
    choices = [(spec.key, spec.title or spec.topic or spec.key) for spec in specs]
    data = request.POST if request.method == "POST" else None
    form = WriteForm(data, choices=choices, initial={"sections": wanted})
    if standing(request, now=now) != Standing.READY:
        form.fields.pop("notes")
    return form


def write(request: TenantRequest, document: Document, form: WriteForm, *, now: datetime) -> dict[str, Any]:
    """The page that asks what is to be written."""
    return {
        "document": document,
        "document_url": _document_url(request, document),
        "form": form,
        "missing": compositions.missing(document),
        "standing": standing(request, now=now),
    }


def standing(request: TenantRequest, *, now: datetime) -> str:
    """Whether a machine may write here: "ready", or why not."""
    if not calling.is_there():
        return "no_model"
    return ai_credits.standing(request.actor.organisation_id or 0, now=now).value


def run(request: TenantRequest, run: WritingRun, *, now: datetime) -> dict[str, Any]:
    """One run, as far as it is."""
    sections = selectors.sections_of(run)
    done = sum(each.state not in {SectionState.WAITING, SectionState.WRITING} for each in sections)
    writing = (
        [each.position for each in sections if each.state == SectionState.WRITING] if run.is_active else []
    )
    have = run_texts.known(run)
    live = live_text.so_far(run.public_id, writing)
    shown = [_shown(run, each, have, live) for each in sections]
    return {
        "run": run,
        "document": run.document,
        "document_url": _document_url(request, run.document),
        "sections": shown,
        "done": done,
        "percent": round(100 * done / len(sections)) if sections else 100,
        "is_without_machine": bool(sections)
        and not any(each.calls for each in sections)
        and not run.is_active,
        "used_up": any(each.because in {"capped", "not_in_plan"} for each in sections),
        "cost": Decimal(run.totals.get("cost", "0")),
        "topic": live_text.topic_for(request.actor, run),
        "can_write": request.actor.can(permissions.DOCUMENT_WRITE),
        "takes_notes": not run.is_active and standing(request, now=now) == Standing.READY,
        "can_see_ai": request.actor.can(permissions.AI_VIEW),
        "may_change": not run.document.is_locked and run.document.removed_at is None,
        "now": now,
    }


def _document_url(request: TenantRequest, document: Document) -> str:
    return reverse("content:document", args=[request.organisation.slug, document.public_id])


def _shown(run: WritingRun, section: RunSection, have: compositions.Known, live: Mapping[int, str]) -> Shown:
    return Shown(
        section=section,
        html=richtext.html_of(compositions.as_seen(run.document, section.text, have)),
        live=live.get(section.position, ""),
        because=because(section.because, section.findings),
        figures=_figures(run, section, have),
    )


def part(request: TenantRequest, document: Document, *, drafted: bool) -> dict[str, Any]:
    """What the page of a document shows of its writing: the run that goes on, else a way to one. Two queries."""
    newest = selectors.runs_of(document).first()
    active = newest if newest is not None and newest.is_active else None
    return {
        "active": active,
        "newest": newest,
        "percent": selectors.percent(active) if active else 0,
        "topic": live_text.topic_for(request.actor, active) if active else "",
        "can_draft": drafted,
        "is_written": any(text.get("by") in {"machine", "template"} for text in document.texts.values()),
    }


def banner(request: TenantRequest, run: WritingRun) -> dict[str, Any]:
    """The same while a run lasts, and the word that it has ended."""
    found = {"active": run, "percent": selectors.percent(run)}
    return {
        "document": run.document,
        "writing": found | {"topic": live_text.topic_for(request.actor, run)},
    }


def _figures(run: WritingRun, section: RunSection, have: compositions.Known) -> list[Figure]:
    """Each fact once, in the order of the text."""
    found: dict[tuple[str, str], Figure] = {}
    for use in section.uses:
        fact = have.facts.get(use["key"])
        said = compositions.as_seen(run.document, section.text[use["start"] : use["end"]], have)
        if fact is not None and said and (said, use["key"]) not in found:
            found[said, use["key"]] = Figure(said=said, fact=papers.figure_of(fact, have))
    return list(found.values())
