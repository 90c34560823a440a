"""What a run writes from: the document's template, and the facts as they were when it was asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.models import Document
from synthai.core.errors import DomainError
from synthai.core.facts import storing
from synthai.core.facts.base import FactBase
from synthai.core.facts.drafting import Section
from synthai.core.facts.wording import Wording
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SectionSpec:
    key: str
    title: str
    topic: str
    template: str
    draft: bool
    most_words: int


class SectionGone(DomainError):
    """The template has no such section (any more)."""

    code = "content.writing.section_gone"
    title = _("The section is gone")
    message = _("The template of this document has no section “%(key)s” with these answers.")
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
            topic=spec.topic or spec.title,
            template=spec.template,
            notes=notes,
            wording=self.wording,
            most_words=spec.most_words,
        )


FOR_NOW: Any = None


def gathered(document: Document, *, now: datetime) -> Material:
    """With everything that is known now."""
    return FOR_NOW


def kept(document: Document, rows: list[dict[str, Any]]) -> Material:
    """With the facts that a run keeps."""
    return Material(FOR_NOW.sections, FactBase(storing.load(rows)), Wording(document.language))
