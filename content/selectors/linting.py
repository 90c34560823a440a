"""What the linter says of an organisation's own templates, and their rendered examples."""

from dataclasses import dataclass
from datetime import date

from content.selectors import clauses
from synthai.core.documents.blueprints import examples, linting, reckoning
from synthai.core.documents.blueprints.composing import compose
from synthai.core.documents.blueprints.findings import Finding
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.papers.blocks import Paper
from synthai.core.errors import DomainError
from synthai.core.facts.wording import Wording


@dataclass(frozen=True, kw_only=True)
class Example:
    """A template filled with examples, or why it cannot be."""

    paper: Paper | None
    refusal: str = ""


def findings_of(blueprint: Blueprint) -> list[Finding]:
    """Everything found. One query where it names clauses."""
    known = [fact.key for fact in examples.organisation(date(2026, 11, 29))]
    return linting.lint(blueprint, known, clauses=clauses.usable_slugs())


def errors_of(blueprint: Blueprint) -> list[Finding]:
    """What keeps it from being published."""
    return linting.errors(findings_of(blueprint))


def example_of(blueprint: Blueprint, *, on: date) -> Example:
    """The template with its examples in it. What would go wrong in a document is said instead of raised."""
    try:
        whole = clauses.resolved(blueprint)
        facts = reckoning.reckoned(whole.reckon, examples.facts(whole, on), on)
        made = compose(whole, facts, wording=Wording(whole.language), on=on, with_gaps=True)
    except DomainError as error:
        return Example(paper=None, refusal=str(error))
    return Example(paper=made.paper)
