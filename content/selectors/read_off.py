"""What a sent version itself says about its going on: the places for signatures, and the days that something follows on."""

from dataclasses import dataclass
from datetime import date

from content.models import Document, DocumentVersion
from content.selectors import compositions
from synthai.core.documents.papers.blocks import Signature


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place to sign: which one, for whom, by whom, in which capacity."""

    role: str
    label: str
    name: str = ""
    capacity: str = ""


def places(version: Document | DocumentVersion) -> list[Place]:
    """The places for signatures in the order of the paper. Raises TemplateGone."""
    blocks = compositions.current(version).paper.blocks
    return [
        Place(role=each.role, label=each.label, name=each.name, capacity=each.capacity)
        for each in blocks
        if isinstance(each, Signature)
    ]


def due_days(version: DocumentVersion) -> dict[str, tuple[str, date]]:
    """Label and day of each field that is marked as due and has an answer, by its key. Raises TemplateGone."""
    have = compositions.known(version)
    found = {}
    for field in have.blueprint.fields:
        fact = have.facts.get(field.key) if field.due else None
        if fact is not None and isinstance(fact.value, date):
            found[field.key] = (field.label, fact.value)
    return found
