"""What would go wrong with a blueprint, found before anybody is asked anything.

    for finding in lint(blueprint, known=content_keys): …

`known` are the keys that are gathered without asking (`people.N.name` for records). What the blueprint asks, and what its reckoner makes of
the examples, is known besides. An error keeps a template from being published; a warning is worth a look.
"""

from collections.abc import Collection, Iterator

from synthai.core.documents.blueprints import linting_uses, linting_words, translating
from synthai.core.documents.blueprints.findings import Finding
from synthai.core.documents.blueprints.shapes import Blueprint

__all__ = ["Finding", "errors", "lint"]


def lint(
    blueprint: Blueprint, known: Collection[str] = (), *, clauses: Collection[str] | None = None
) -> list[Finding]:
    """Everything found, in the order of the blueprint; errors and warnings. `clauses` are the names in the clause library, if there is one."""
    found = list(_found(blueprint, known, clauses))
    for language in blueprint.translations:
        found += [
            finding.at(f"translation.{language}: {finding.path}")
            for finding in linting_words.templates(translating.translated(blueprint, language))
        ]
    return list(dict.fromkeys(found))


def errors(found: Collection[Finding]) -> list[Finding]:
    """Those that keep a template from being used."""
    return [finding for finding in found if finding.level == "error"]


def _found(
    blueprint: Blueprint, known: Collection[str], clauses: Collection[str] | None
) -> Iterator[Finding]:
    yield from linting_words.templates(blueprint)
    yield from linting_words.fields(blueprint)
    yield from linting_words.blocks(blueprint, clauses)
    yield from linting_words.translations(blueprint)
    yield from linting_uses.uses(blueprint, known)
    yield from linting_uses.branches(blueprint)
    yield from linting_uses.gaps(blueprint)
