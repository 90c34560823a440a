"""The one place that composes: template, what was gathered, answers, reckoned figures and texts become a paper.

What a document says depends on its row and its template alone, never on who looks or when: what is known was gathered when it was
begun and is gathered anew only when somebody asks for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from content.models import Document, DocumentVersion, VersionKind
from content.selectors import blueprints, clauses, veils
from synthai.core.documents.blueprints import answering, asking, composing, fields, reckoning
from synthai.core.documents.blueprints.answers import FieldRefused
from synthai.core.documents.blueprints.composing import Composition, SectionSpec, Text
from synthai.core.documents.blueprints.shapes import Blueprint, Field, FieldKind
from synthai.core.documents.papers.blocks import Prose
from synthai.core.facts import gathering, storing, veil
from synthai.core.facts.base import Fact, FactBase, MissingFact, Source, SourceKind, Use
from synthai.core.facts.grammar import TemplateRefused
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Quantity, Value
from synthai.core.facts.wording import Wording
from synthai.core.money import Money

Row = Document | DocumentVersion
# bool before int: Python counts the one as the other.
_KINDS: Final[tuple[tuple[type, FieldKind], ...]] = (
    (bool, "yesno"),
    (int, "number"),
    (Money, "money"),
    (Percent, "percent"),
    (Quantity, "quantity"),
    (Period, "period"),
    (date, "date"),
    (Identifier, "text"),
)
_NAMES: Final[dict[NameKind, FieldKind]] = {
    NameKind.PERSON: "name",
    NameKind.COMPANY: "company",
    NameKind.PLACE: "place",
    NameKind.PRODUCT: "product",
    NameKind.OTHER: "company",
}


@dataclass(frozen=True)
class Known:
    """A template with all that is known for it. `refused` are stored answers that its version cannot read any more."""

    blueprint: Blueprint
    facts: FactBase
    refused: Mapping[str, FieldRefused]


def known(row: Row) -> Known:
    """What the template has to work with, reckoned figures included. Raises TemplateGone."""
    blueprint = clauses.resolved(blueprints.of(row), at=clauses.as_of(row))
    found, day = gathered(row), day_of(row)
    with translation.override(row.language):
        read = answering.read(blueprint, row.answers, on=day)
        facts = [*not_replaced(found, read.facts), *_corrections(row, found, blueprint, day), *read.facts]
        unique = {fact.key: fact for fact in facts}
        base = FactBase(unique.values(), answering.questions(blueprint))
        reckoned = reckoning.reckoned(blueprint.reckon, base, day)
        return Known(blueprint, veils.over(reckoned) if row.is_veiled else reckoned, read.refused)


def current(row: Row, *, have: Known | None = None, is_final: bool = False) -> Composition:
    """The document as it stands, with the question in square brackets where an answer is missing; `is_final` refuses that with MissingFact.

    A draft carries its watermark until a person has confirmed it. Raises TemplateGone.
    """
    have = have or known(row)
    with translation.override(row.language):
        return composing.compose(
            have.blueprint,
            have.facts,
            texts_of(row, have),
            wording=Wording(row.language),
            on=day_of(row),
            is_draft=is_draft(row),
            with_gaps=not is_final,
        )


def is_draft(row: Row) -> bool:
    """Whether nobody has confirmed it as it stands."""
    if isinstance(row, DocumentVersion):
        return row.kind not in {VersionKind.CONFIRMED, VersionKind.SENT}
    return not row.is_confirmed


def sections_of(row: Row) -> list[SectionSpec]:
    """The sections that a person may edit, in the order of the paper, as far as their conditions hold."""
    have = known(row)
    return composing.sections(have.blueprint, have.facts)


def section_text(row: Row, key: str) -> str:
    """What stands in a section now, whoever wrote it, in our Markdown."""
    blocks = current(row).paper.blocks
    return next((each.body for each in blocks if isinstance(each, Prose) and each.key == key), "")


def missing(row: Row, *, have: Known | None = None) -> list[Field]:
    """The questions whose answer the document cannot do without, in the order in which they are asked."""
    have = have or known(row)
    return asking.missing(have.blueprint, have.facts)


def still_asked(row: Row, *, have: Known | None = None) -> list[Field]:
    """The questions that come next: the former, and the others that nobody has seen or left open on purpose yet."""
    have = have or known(row)
    return asking.missing(have.blueprint, have.facts, skipped=list(row.answers))


def texts_of(row: Row, have: Known) -> dict[str, Text]:
    """What a person or a machine wrote, by section, as its reader may see it."""
    return {
        key: Text(
            body=as_seen(row, kept["body"], have),
            by=kept["by"],
            uses=tuple(Use(use["start"], use["end"], use["key"]) for use in kept.get("uses", ())),
        )
        for key, kept in row.texts.items()
    }


def texts_without_private(row: Document) -> dict[str, Any]:
    """What was written in the sections, with private details dotted for good: for a copy of somebody who may not see them."""
    have = known(row)
    hidden = veils.words_of(have.facts, row.language)
    return {key: {**kept, "body": veil.hidden(kept["body"], hidden)} for key, kept in row.texts.items()}


def has_private(row: Row) -> bool:
    """Whether anything that it knows is for few eyes."""
    return any(fact.is_private for fact in known(row).facts.facts)


def as_seen(row: Row, text: str, have: Known) -> str:
    """A text that stands in the document as its reader may see it: private details in it are dots."""
    return veil.hidden(text, veils.words_of(have.facts, row.language)) if row.is_veiled else text


def gathered(row: Row) -> list[Fact]:
    """What was known when it was gathered last."""
    return storing.load(row.facts)


def day_of(row: Row) -> date:
    """The day the document is of: that on which its facts were gathered."""
    today = next((fact for fact in gathered(row) if fact.key == gathering.TODAY), None)
    if today is not None and isinstance(today.value, date):
        return today.value
    return timezone.localdate(row.created_at if isinstance(row, Document) else row.made_at)


def name_of(row: Row) -> str:
    """How its template calls it; empty while something of the name is not known."""
    try:
        return current(row).name
    except (MissingFact, TemplateRefused):
        return ""


def corrected(fact: Fact, raw: Any, *, language: str) -> Value:
    """A correction of something that was gathered, of the same kind. Raises FieldRefused."""
    value = fact.value
    field = Field(key=fact.key, kind=_kind_of(value), label=fact.key, unit=getattr(value, "unit", ""))
    read = fields.parse(field, raw, language=language)
    if isinstance(value, Identifier) and not isinstance(read, Identifier):
        return Identifier(getattr(read, "text", str(read)))
    if isinstance(value, Quantity) and isinstance(read, Quantity):
        return Quantity(read.value, value.unit, value.one)
    if isinstance(value, Name) and isinstance(read, Name):
        return Name(read.text, value.kind)
    return read


def _kind_of(value: Value) -> FieldKind:
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return _NAMES[value.kind] if isinstance(value, Name) else "longtext"


def _corrections(row: Row, found: Iterable[Fact], blueprint: Blueprint, day: date) -> list[Fact]:
    """Answers to what no question asks: they correct what was gathered. One that cannot be read any more corrects nothing."""
    asked = {field.key for field in blueprint.fields}
    source = Source(SourceKind.ANSWER, _("Corrected for this document"))
    made = []
    for fact in found:
        raw = row.answers.get(fact.key)
        if fact.key in asked or fields.is_blank(raw):
            continue
        try:
            value = corrected(fact, raw, language=row.language)
        except FieldRefused:
            continue
        made.append(replace(fact, value=value, source=source, on=day))
    return made


def not_replaced(found: Iterable[Fact], answers: Iterable[Fact]) -> list[Fact]:
    """What was gathered, without lists that were answered anew: records of two lists are never mixed."""
    lists = {root for fact in answers if (root := gathering.list_of(fact.key))}
    return [fact for fact in found if gathering.list_of(fact.key) not in lists]
