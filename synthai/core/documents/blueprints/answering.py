"""All answers of a document at once, as facts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.blueprints import fields
from synthai.core.documents.blueprints.answers import FieldRefused, refused
from synthai.core.documents.blueprints.shapes import Blueprint, Field
from synthai.core.facts.base import Fact, Question, Source, SourceKind
from synthai.core.facts.values import Value

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

ANSWERED: Final = Source(SourceKind.ANSWER, _("Your answers"))


@dataclass(frozen=True)
class Answers:
    """The facts of the answers that can be used, and for each other one why it cannot, by its key."""

    facts: tuple[Fact, ...]
    refused: Mapping[str, FieldRefused]


def read(blueprint: Blueprint, answers: Mapping[str, Any], *, on: date, source: Source = ANSWERED) -> Answers:
    """The answers as facts. Nothing is raised: a wrong answer is listed, a blank one is left out, as is one that no field asks for."""
    found: list[Fact] = []
    wrong: dict[str, FieldRefused] = {}
    for field in blueprint.fields:
        for key, part, raw in _parts(field, answers.get(field.key), wrong):
            try:
                found += facts_of(part, key, raw, on=on, source=source, language=blueprint.language)
            except FieldRefused as error:
                error.field = key
                wrong[key] = error
    return Answers(tuple(found), wrong)


def facts_of(
    field: Field, key: str, raw: Any, *, on: date, source: Source = ANSWERED, language: str = "en"
) -> list[Fact]:
    """The facts of one answer; none when it is blank. Raises FieldRefused."""
    if fields.is_blank(raw):
        return []

    def fact(name: str, value: Value) -> Fact:
        return Fact(name, value, source, on, is_private=field.private or field.kind == "id_number")

    made = [fact(key, fields.parse(field, raw, language=language))]
    if field.kind == "choice":
        made.append(fact(f"{key}_choice", fields.parsed_choice(field, raw)))
    return made


def questions(blueprint: Blueprint) -> Iterable[Question]:
    """What a missing fact is asked by."""
    for field in blueprint.fields:
        yield Question(field.key, field.label, help=field.help)
        for part in field.fields:
            yield Question(f"{field.key}.{part.key}", _words(field, part), help=part.help)


def _words(field: Field, part: Field) -> "_StrOrPromise":
    return f"{field.label}: {part.label}"


def _parts(field: Field, raw: Any, wrong: dict[str, FieldRefused]) -> Iterator[tuple[str, Field, Any]]:
    """The single answers of a field, with their keys. Blank records are skipped, and the others numbered without gaps."""
    if field.kind != "list":
        yield field.key, field, raw
        return
    if fields.is_blank(raw):
        return
    if not isinstance(raw, list) or not all(isinstance(record, Mapping) for record in raw):
        wrong[field.key] = refused(field, _("This has to be a list of records."))
        return
    records = [record for record in raw if not fields.is_blank(record)]
    if len(records) > field.most:
        wrong[field.key] = refused(
            field, _("There may be %(most)s at most. Take some away."), most=field.most
        )
        return
    for number, record in enumerate(records):
        for part in field.fields:
            key = f"{field.key}.{number}.{part.key}"
            given = record.get(part.key)
            if part.required and fields.is_blank(given):
                wrong[key] = refused(part, _("This has no answer yet. Write one."))
            yield key, part, given
