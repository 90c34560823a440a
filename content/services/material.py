"""What a run writes from: the sections of the document's template, and the facts as they were when it was asked for."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.models import Document
from content.selectors import blueprints, compositions
from synthai.core.documents.blueprints import answering, composing
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.documents.blueprints.texts import SectionSpec
from synthai.core.errors import DomainError
from synthai.core.facts import storing
from synthai.core.facts.base import FactBase
from synthai.core.facts.drafting import Section
from synthai.core.facts.wording import Wording


class SectionGone(DomainError):
    """The template has no such section with these answers."""

    code = "content.writing.section_gone"
    title = _("The section is gone")
    message = _("With these answers the document has no section “%(key)s”.")
    remedy = _("Ask for another section, or change the answers.")
    status = 409


@dataclass(frozen=True)
class Material:
    """Sections and facts of one document."""

    sections: tuple[SectionSpec, ...]
    facts: FactBase
    wording: Wording

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The facts as JSON."""
        return storing.dump(self.facts)

    def section(self, key: str, *, notes: str) -> Section:
        """What core's drafting writes. Raises SectionGone."""
        spec = next((each for each in self.sections if each.key == key), None)
        if spec is None:
            raise SectionGone(key=key)
        return Section(
            topic=spec.topic or spec.title or key,
            template=spec.template,
            notes=notes,
            wording=self.wording,
            most_words=spec.most_words,
        )


def gathered(document: Document) -> Material:
    """With everything that the document knows now, answers and reckoned figures too. Raises TemplateGone."""
    have = compositions.known(document)
    return _made(have.blueprint, have.facts, document)


def kept(document: Document, rows: list[dict[str, Any]]) -> Material:
    """With the facts that a run keeps. Raises TemplateGone."""
    blueprint = blueprints.of(document)
    return _made(blueprint, FactBase(storing.load(rows), answering.questions(blueprint)), document)


def _made(blueprint: Blueprint, facts: FactBase, document: Document) -> Material:
    return Material(tuple(composing.sections(blueprint, facts)), facts, Wording(document.language))
