"""The newest documents of the library, made from their examples with other answers put over them."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from synthai.core.documents.blueprints import answering, composing, examples, reading, reckoning, translating
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.papers import blocks, laying
from synthai.core.documents.papers.words import texts_of
from synthai.core.facts.base import FactBase
from synthai.core.facts.values import Value
from synthai.core.facts.wording import Wording

LIBRARY = Path(__file__).parents[2] / "library"
ON = date(2026, 11, 29)
FILES = sorted(LIBRARY.glob("*/v*.toml"), key=lambda path: (path.parent.name, int(path.stem[1:])))
NEWEST = {path.parent.name: path for path in FILES}
SLUGS = list(NEWEST)
KNOWN = [fact.key for fact in examples.organisation(ON)]


@cache
def blueprint(slug: str, language: str = "en") -> Blueprint:
    made = reading.from_toml(NEWEST[slug].read_text(encoding="utf-8"))
    return translating.translated(made, language)


def facts(
    slug: str, answers: dict[str, Any] | None = None, language: str = "en", without: tuple[str, ...] = ()
) -> FactBase:
    """The example organisation and the example answers; None in `answers` takes one away, `without` facts of the organisation."""
    template = blueprint(slug, language)
    given = {
        key: value
        for key, value in (examples.answers(template) | (answers or {})).items()
        if value is not None
    }
    read = answering.read(template, given, on=ON)
    assert not read.refused, read.refused
    ours = {
        fact.key: fact for fact in examples.organisation(ON) if not fact.key.startswith(without or ("-",))
    }
    known = FactBase({**ours, **{fact.key: fact for fact in read.facts}}.values())
    return reckoning.reckoned(template.reckon, known, ON)


def composed(slug: str, answers: dict[str, Any] | None = None, **more: Any) -> composing.Composition:
    language = more.get("language", "en")
    return composing.compose(
        blueprint(slug, language), facts(slug, answers, **more), wording=Wording(language), on=ON
    )


def words(slug: str, answers: dict[str, Any] | None = None, **more: Any) -> str:
    """All that stands on the paper, a piece a line, with plain spaces."""
    return said(composed(slug, answers, **more).paper)


def said(paper: blocks.Paper) -> str:
    return "\n".join(texts_of(laying.lay(paper))).replace("\u00a0", " ").replace("\u2060", "")


def value(slug: str, key: str, answers: dict[str, Any]) -> Value:
    return facts(slug, answers)[key].value
