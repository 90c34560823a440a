"""What a sent version itself says about its going on: the places for signatures, and the days that something follows on."""

from dataclasses import dataclass
from datetime import date

from content.models import Document, DocumentVersion
from content.selectors import compositions
from synthai.core.documents.blueprints.shapes import Field
from synthai.core.documents.papers.blocks import Signature
from synthai.core.facts.base import FactBase
from synthai.core.facts.values import Name, Words


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


def due_days(version: Document | DocumentVersion) -> dict[str, tuple[str, date]]:
    """Label and day of each field that is marked as due and has an answer, by its key; of a record in a list its words are the label.
    Raises TemplateGone."""
    have = compositions.known(version)
    found = {}
    for field in have.blueprint.fields:
        wanted = [(field.key, field.label)] if field.due else []
        for part in (each for each in field.fields if each.due):
            wanted += [
                (f"{record}.{part.key}", _words_of(have.facts, field, record) or part.label)
                for record in have.facts.records(field.key)
            ]
        for key, label in wanted:
            fact = have.facts.get(key)
            if fact is not None and isinstance(fact.value, date):
                found[key] = (label, fact.value)
    return found


def _words_of(facts: FactBase, field: Field, record: str) -> str:
    """What stands in a record in words: “Bongani Nkosi, Tells both suppliers”."""
    said = [facts.get(f"{record}.{part.key}") for part in field.fields if not part.private]
    return ", ".join(str(fact.value.text) for fact in said if fact and isinstance(fact.value, Name | Words))
