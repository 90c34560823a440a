"""What the linter says of an organisation's own templates, and their rendered examples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.selectors import clauses
from content.selectors.asking import own_name
from synthai.core.documents.blueprints import examples, linting, reading, reckoning
from synthai.core.documents.blueprints.composing import compose
from synthai.core.documents.blueprints.findings import Finding, warning
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
    """Everything found, with one finding for all texts that a language lacks. One query where it names clauses."""
    known = [fact.key for fact in examples.organisation(date(2026, 11, 29))]
    found = linting.lint(blueprint, known, clauses=clauses.usable_slugs())
    of_languages = {f"translation.{code}" for code in blueprint.translations}
    return [each for each in found if each.path not in of_languages] + list(
        _of_languages(found, of_languages)
    )


def findings_of_data(body: Mapping[str, Any]) -> list[Finding]:
    """What is found in a draft, which may be one that cannot be read."""
    try:
        return findings_of(reading.from_data(body))
    except DomainError as error:
        return [Finding("", str(error), "")]


def _of_languages(found: list[Finding], paths: set[str]) -> Iterator[Finding]:
    """What is missing, and what is left over, counted: a page of a template that is being translated would hold little else."""
    for path in sorted(paths):
        wrong = [each.is_error for each in found if each.path == path]
        missing, over = sum(wrong), len(wrong) - sum(wrong)
        given = {"language": own_name(path.removeprefix("translation."))}
        if missing:
            said = ngettext(
                "%(count)d text is not in %(language)s yet.",
                "%(count)d texts are not in %(language)s yet.",
                missing,
            )
            yield Finding(
                path, said % {"count": missing, **given}, _("Translate it, or take the language out.")
            )
        if over:
            said = ngettext(
                "%(count)d translation into %(language)s is of a text that stands nowhere any more.",
                "%(count)d translations into %(language)s are of texts that stand nowhere any more.",
                over,
            )
            yield warning(
                path, said % {"count": over, **given}, _("Look whether it still fits, or take it out.")
            )


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
