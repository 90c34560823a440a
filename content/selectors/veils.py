"""Private details in a document that somebody may read: dots for whoever neither began it nor holds the capability.

One declaration, `private` of a field (an identity number is private whatever its field says), keeps a detail from language models, from
remembered answers, and here from readers: the page, every drawing of the paper, comparisons, questions, the API, and the table of sources read a
row that came through `for_reader`. What the detail decides (a condition, a sum) is as it is for everybody.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from content import permissions
from content.models import Document, DocumentVersion
from synthai.core.access import Actor
from synthai.core.documents.blueprints.shapes import Blueprint, Field
from synthai.core.facts import veil
from synthai.core.facts.base import FactBase
from synthai.core.facts.wording import Wording

_Row = TypeVar("_Row", Document, DocumentVersion)


def may_see_private(document: Document, by: Actor) -> bool:
    """Whether nothing in this document is dotted for this actor."""
    is_theirs = by.user_id is not None and document.created_by_id == by.user_id
    return is_theirs or by.can(permissions.PRIVATE_VIEW)


def for_reader(document: Document, by: Actor) -> Document:
    """The row, marked for this reader. It is for reading: services lock a row of their own."""
    document.is_veiled = not may_see_private(document, by)
    return document


def over(facts: FactBase) -> FactBase:
    """The same facts, with the private ones behind a veil."""
    made = [replace(fact, is_veiled=True) if fact.is_private else fact for fact in facts.facts]
    return FactBase(made, facts.asked)


def words_of(facts: FactBase, language: str) -> list[str]:
    """How private facts would be written: what people's own texts are searched for."""
    wording = Wording(language)
    return [wording.of(fact.value) for fact in facts.facts if fact.is_private]


def answers(row: _Row, blueprint: Blueprint) -> dict[str, Any]:
    """The answers as this reader may see them."""
    if not row.is_veiled:
        return dict(row.answers)
    fields = {field.key: field for field in blueprint.fields}
    return {key: _answer(fields.get(key), raw) for key, raw in row.answers.items()}


def without_private(answers: Mapping[str, Any], blueprint: Blueprint) -> dict[str, Any]:
    """The answers that everybody may see who may see the document."""
    fields = {field.key: field for field in blueprint.fields}
    return {
        key: _open(fields.get(key), raw) for key, raw in answers.items() if not _is_hidden(fields.get(key))
    }


def _is_hidden(field: Field | None) -> bool:
    return field is not None and is_private(field)


def _open(field: Field | None, raw: Any) -> Any:
    if field is None or field.kind != "list" or not isinstance(raw, list):
        return raw
    hidden = {part.key for part in field.fields if is_private(part)}
    return [
        {key: each for key, each in record.items() if key not in hidden}
        if isinstance(record, Mapping)
        else record
        for record in raw
    ]


def is_private(field: Field) -> bool:
    """Whether what is answered to it is for few eyes."""
    return field.private or field.kind == "id_number"


def _answer(field: Field | None, raw: Any) -> Any:
    if field is None:
        return raw
    if is_private(field):
        return _dotted(raw)
    if field.kind == "list" and isinstance(raw, list):
        hidden = {part.key for part in field.fields if is_private(part)}
        return [_record(record, hidden) for record in raw]
    return raw


def _record(record: Any, hidden: set[str]) -> Any:
    if not isinstance(record, Mapping):
        return record
    return {key: _dotted(raw) if key in hidden else raw for key, raw in record.items()}


def _dotted(raw: Any) -> Any:
    if isinstance(raw, list):
        return [_dotted(each) for each in raw]
    if isinstance(raw, Mapping):
        return {key: _dotted(each) for key, each in raw.items()}
    return veil.veiled(str(raw)) if raw not in (None, "") else raw
