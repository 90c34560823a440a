"""Questions of a document as its screens ask them: what stands in each input already, and where that is from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from content.engine import typed
from content.models import Document, RememberedAnswer
from content.selectors import blueprints, compositions, veils
from content.selectors.blueprints import Choice
from synthai.core.access import Actor
from synthai.core.documents.blueprints import answering, asking
from synthai.core.documents.blueprints.asking import Step
from synthai.core.documents.blueprints.shapes import CATEGORIES
from synthai.core.facts import gathering
from synthai.core.facts.base import FactBase

_SLOW = ("sales",)  # adding up a year of sales takes too long for a page that only counts questions


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One step of the questions: its number from 1 of how many, what is filled in and from where, and its neighbours."""

    step: Step
    number: int
    steps: tuple[Step, ...]
    values: Mapping[str, Any]
    sources: Mapping[str, str]

    @property
    def percent(self) -> int:
        """How far one has come."""
        done = sum(step.is_done for step in self.steps)
        return round(100 * done / len(self.steps))


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A template in the gallery, and how many questions are left at most, given what is known."""

    choice: Choice
    questions: int

    @property
    def translations(self) -> list[tuple[str, str]]:
        """The other languages it is there in, each as it calls itself."""
        return [(code, own_name(code)) for code in self.choice.languages[1:]]


def own_name(code: str) -> str:
    """What a language calls itself."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def steps(document: Document) -> list[Step]:
    """All screens there are by what is known, answered or not."""
    have = compositions.known(document)
    return asking.steps(have.blueprint, have.facts)


def first_open(document: Document, found: list[Step]) -> int:
    """The number of the first screen with something that nobody answered or left open on purpose; 0 when there is none."""
    open_keys = {field.key for field in compositions.still_asked(document)}
    for number, step in enumerate(found, start=1):
        if any(asked.field.key in open_keys for asked in step.fields):
            return number
    return 0


def screen(document: Document, number: int) -> Screen:
    """The screen with this number; the last one for a number beyond it. One query."""
    found = steps(document)
    place = min(max(number, 1), len(found))
    step = found[place - 1]
    values, sources = _prefilled(document, step)
    return Screen(step=step, number=place, steps=tuple(found), values=values, sources=sources)


def given(document: Document, step: Step) -> dict[str, Any]:
    """What was gathered for the questions of a step, as it would be typed: an answer that says the same is none."""
    known = {fact.key: fact for fact in compositions.gathered(document)}
    keys = [asked.field.key for asked in step.fields]
    return {key: typed.raw_of(known[key].value) for key in keys if key in known}


def gallery(organisation_id: int, *, by: Actor, now: datetime, words: str = "") -> list[Offer]:
    """Templates that hold the words, in the order of their categories, with the questions that each would ask. Some queries, however many."""
    facts = gathering.gather(organisation_id, language="en", now=now, by=by, without=_SLOW)
    base = FactBase(facts)
    wanted = words.strip().lower()
    found = [
        Offer(choice=choice, questions=len(asking.missing(choice.blueprint, base, skipped=())))
        for choice in blueprints.choices()
        if wanted in f"{choice.title} {choice.blueprint.summary}".lower()
    ]
    return sorted(found, key=lambda offer: CATEGORIES.index(offer.choice.blueprint.category))


def _prefilled(document: Document, step: Step) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    known = {fact.key: fact for fact in compositions.gathered(document)}
    remembered = _remembered(document, step)
    answers = veils.answers(document, blueprints.of(document))
    for asked in step.fields:
        key = asked.field.key
        if key in answers:
            values[key] = answers[key]
        elif key in known:
            values[key] = typed.raw_of(known[key].value)
            sources[key] = _("From: %(source)s") % {"source": str(known[key].source.words)}
        elif key in remembered:
            values[key] = remembered[key]
            sources[key] = _("As you answered it last time")
    return values, sources


def _remembered(document: Document, step: Step) -> dict[str, Any]:
    """What was answered before to the same questions, where it can still be read."""
    wanted = {asked.field.key: asked.field for asked in step.fields if asked.field.remember}
    if not wanted:
        return {}
    rows = RememberedAnswer.objects.filter(key__in=wanted)
    blueprint, day = blueprints.of(document), compositions.day_of(document)
    found = {row.key: row.value for row in rows if wanted[row.key].kind == row.kind}
    refused = answering.read(blueprint, found, on=day).refused
    return {key: raw for key, raw in found.items() if not any(each.startswith(key) for each in refused)}
