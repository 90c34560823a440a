"""What tests of writing share: a template, a document of it, and how it is asked for and written."""

from typing import Any, Final

from django.utils import timezone

from content.models import Document, RunSection, WritingRun
from content.selectors import blueprints
from content.services import documents, runs, writing
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

REF: Final = "test:funding:1"
PLAN: Final = """
slug = "funding"
version = 1
dated = 2026-11-29
language = "en"
title = "Funding request"
summary = "Asks for money."
category = "company"
layout = "report"
disclaimer = ""
reckon = ""
name = "Funding request"

[[field]]
key = "funding.amount"
kind = "money"
label = "How much do you ask for?"
help = ""
required = true
example = "R 350 000"

[[field]]
key = "funding.term"
kind = "quantity"
unit = "months"
label = "For how long?"
help = ""
required = true
example = "36"

[[field]]
key = "owner.name"
kind = "name"
label = "Who leads the firm?"
help = ""
required = true
example = "Thandi Mokoena"

[[field]]
key = "owner.id"
kind = "id_number"
label = "What is the ID number of who leads it?"
help = ""
required = false
private = true
example = "8001015009087"

[[block]]
kind = "text"
key = "funding"
title = "Funding request"
template = "{{ owner.name }} asks for {{ funding.amount }} over {{ funding.term }}."
draft = true
topic = "How much money is asked for"
most_words = 120

[[block]]
kind = "text"
key = "team"
title = "Team"
template = "{{ owner.name }} leads us."
draft = true
topic = "Who leads the firm"
most_words = 120

[[block]]
kind = "text"
key = "terms"
title = "Terms"
template = "As agreed."
draft = false
topic = ""
most_words = 120
"""
ANSWERS: Final = {"funding.amount": "350000", "funding.term": "36", "owner.name": "Thandi Mokoena"}
OWN: Final = "Thandi Mokoena asks for R\u00a0350\u00a0000.00 over 36\u00a0months."
GOOD: Final = {
    "funding": "To grow, Thandi asks for R350 000, to be paid back over 36 months.",
    "team": "Thandi Mokoena leads the firm.",
}
WRONG: Final = "To grow, Thandi asks for R450 000 from Nedbank."


def _of_test(slug: str, version: int) -> Blueprint | None:
    return reading.from_toml(PLAN) if (slug, version) == ("funding", 1) else None


def offer_template() -> None:
    """Let `test:` templates be found, in a worker too: it imports this module."""
    blueprints.SOURCES["test"] = blueprints.Source(get=_of_test, choices=list)


def make_document(cast: Cast, **answers: str) -> Document:
    """A funding request of Umoja Foods', answered."""
    offer_template()
    with tenant(cast.umoja):
        return documents.begin(REF, by=cast.thandi.actor, now=timezone.now(), answers={**ANSWERS, **answers})


def start(cast: Cast, document: Document, **more: Any) -> WritingRun:
    """Thandi asks for it."""
    with tenant(cast.umoja):
        return runs.start(document.pk, by=cast.thandi.actor, now=timezone.now(), **more)


def write(cast: Cast, run: WritingRun) -> WritingRun:
    """Have it written, here and now."""
    with tenant(cast.umoja):
        writing.write(run.pk, go_on=lambda _run: None)
        run.refresh_from_db()
    return run


def sections(cast: Cast, run: WritingRun) -> list[RunSection]:
    """Its sections in order."""
    with tenant(cast.umoja):
        return list(RunSection.objects.of_run(run).in_order())


def reread(cast: Cast, document: Document) -> Document:
    """As it stands now."""
    with tenant(cast.umoja):
        return Document.objects.get(pk=document.pk)


def says(service: Any, *texts: str) -> None:
    """Let a played model write these, one a call; the last for ever."""
    left = list(texts)
    service.said = lambda schema: left.pop(0) if len(left) > 1 else left[0]


offer_template()
