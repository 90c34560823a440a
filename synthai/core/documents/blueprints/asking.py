"""What is still to be asked: only what is not known, in order, and what earlier answers bring up."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from synthai.core.documents.blueprints import conditions
from synthai.core.documents.blueprints.shapes import Blueprint, Field
from synthai.core.facts.base import FactBase


@dataclass(frozen=True)
class Asked:
    """A field that applies, and whether its answer is known."""

    field: Field
    is_known: bool

    @property
    def is_open(self) -> bool:
        """Whether the document cannot be written without it."""
        return self.field.required and not self.is_known


@dataclass(frozen=True)
class Step:
    """Questions that belong together."""

    title: str
    fields: tuple[Asked, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing has to be answered any more."""
        return not any(asked.is_open for asked in self.fields)


def applying(blueprint: Blueprint, facts: FactBase) -> Iterator[Asked]:
    """The fields whose condition holds by what is known, in order. A condition that cannot be told yet does not hold yet."""
    for field in blueprint.fields:
        if conditions.known(field.when, facts):
            yield Asked(field, is_known(field, facts))


def missing(blueprint: Blueprint, facts: FactBase, *, skipped: Collection[str] | None = None) -> list[Field]:
    """The fields that are asked next, in order. Answers may bring new ones.

    Without `skipped` those that must be answered; with it the others too, except the ones whose keys it names: what somebody left open
    on purpose.
    """
    found = [asked.field for asked in applying(blueprint, facts) if not asked.is_known]
    if skipped is None:
        return [field for field in found if field.required]
    return [field for field in found if field.required or field.key not in skipped]


def steps(blueprint: Blueprint, facts: FactBase) -> list[Step]:
    """All fields that apply, answered or not, under their headings. A heading stands once, where it came first."""
    found: dict[str, list[Asked]] = {}
    heading = ""
    for asked in applying(blueprint, facts):
        heading = asked.field.step or heading or _("Questions")
        found.setdefault(heading, []).append(asked)
    return [Step(title, tuple(asked)) for title, asked in found.items()]


def is_known(field: Field, facts: FactBase) -> bool:
    """Whether there is a fact for it; a list is known when it has a record and each record has what must be answered."""
    if field.kind != "list":
        return facts.get(field.key) is not None
    records = facts.records(field.key)
    needed = [part.key for part in field.fields if part.required]
    return bool(records) and all(facts.has(f"{record}.{name}") for record in records for name in needed)
