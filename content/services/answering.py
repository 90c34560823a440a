"""Answers, kept as one goes. An answer to what is known already corrects it for this document only."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.models import Document, RememberedAnswer
from content.refusals import AnswersRefused, Clash, TooMuch
from content.selectors import blueprints, compositions, veils
from content.services import changing
from content.terms import KEY_LENGTH, MOST_ANSWERS_BYTES, TITLE_LENGTH
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.documents.blueprints import answering, fields
from synthai.core.documents.blueprints.answers import FieldRefused
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.facts import veil

_NEVER_REMEMBERED = {"id_number"}


@transaction.atomic
def answer(
    document_id: int, values: Mapping[str, Any], *, by: Actor, now: datetime, seen: int | None = None
) -> Document:
    """Keep answers, as typed, by field key; a list is a list of records. Blank is skipped, None is forgotten.

    `seen` is the document's version the editor saw. Raises AnswersRefused with a sentence for each wrong one, ChangedMeanwhile,
    TooMuch, NotFound, NotAllowed, DocumentLocked, DocumentPutAway. Idempotent.
    """
    document = changing.changeable(document_id, by=by)
    blueprint = blueprints.of(document)
    hidden = {} if veils.may_see_private(document, by) else _hidden(document, blueprint, by)
    told = {
        key: raw
        for key, raw in values.items()
        if raw != document.answers.get(key)
        and not (key in hidden and raw == hidden[key])  # dots that came back change nothing
    }
    _refuse_dots(told, blueprint)
    changing.judge(document, seen, lambda: _clashes(document, blueprint, told, hidden))
    _refuse_wrong(document, blueprint, told)
    if not told:
        return document
    kept = {**document.answers, **told}
    document.answers = {key: raw for key, raw in kept.items() if raw is not None}
    if len(json.dumps(document.answers)) > MOST_ANSWERS_BYTES:
        raise TooMuch
    _name(document)
    changing.changed(document, map(changing.answer, told), by=by, now=now)
    if not document.is_confidential:
        _remember(blueprint, told, organisation_id=document.organisation_id or 0, now=now)
    audit(document, "content.document.answered", by=by, changes={"questions": ["", sorted(told)]})
    return document


def answer_readable(
    document_id: int, values: Mapping[str, Any], *, by: Actor, now: datetime, seen: int | None = None
) -> tuple[Document, Mapping[str, str]]:
    """As `answer`; answers that cannot be read are left out, and their sentences given back by key. Idempotent."""
    try:
        return answer(document_id, values, by=by, now=now, seen=seen), {}
    except AnswersRefused as refused:
        wrong = refused.by_key
    good = {
        key: raw
        for key, raw in values.items()
        if not any(bad == key or bad.startswith(f"{key}.") for bad in wrong)
    }
    return answer(document_id, good, by=by, now=now, seen=seen), wrong


def _clashes(
    document: Document, blueprint: Blueprint, told: Mapping[str, Any], hidden: Mapping[str, Any]
) -> Iterator[Clash]:
    labels = {field.key: field.label for field in blueprint.fields}
    for key, raw in told.items():
        yield Clash(
            part=changing.answer(key),
            label=labels.get(key, key),
            theirs=_readable(hidden.get(key, document.answers.get(key, ""))),
            mine=_readable(raw),
        )


def _readable(raw: Any) -> str:
    """An answer as a person reads it, a record a line."""
    if isinstance(raw, list):
        return "\n".join(_readable(each) for each in raw)
    if isinstance(raw, Mapping):
        return " · ".join(str(each) for each in raw.values() if each not in (None, ""))
    return "" if raw is None else str(raw)


def _hidden(document: Document, blueprint: Blueprint, by: Actor) -> dict[str, Any]:
    """The answers as somebody sees them who may not see all of each."""
    seen = veils.answers(veils.for_reader(document, by), blueprint)
    document.is_veiled = False  # the row is ours, to be changed
    return seen


def _refuse_dots(told: Mapping[str, Any], blueprint: Blueprint) -> None:
    """A private detail that was shown as dots is not known here, so a changed list around it cannot be put together again."""
    wrong = {
        field.key: _(
            "This holds private details that you may not see, so you cannot change it. Ask who began the document, or a manager."
        )
        for field in blueprint.fields
        if _has_dots(told.get(field.key))
    }
    if wrong:
        raise AnswersRefused(wrong)


def _has_dots(raw: Any) -> bool:
    if isinstance(raw, list):
        return any(map(_has_dots, raw))
    if isinstance(raw, Mapping):
        return any(map(_has_dots, raw.values()))
    return veil.is_veiled(raw)


def _refuse_wrong(document: Document, blueprint: Blueprint, told: Mapping[str, Any]) -> None:
    """Each given answer must be readable as its field or as the fact that it corrects."""
    day = compositions.day_of(document)
    refused = answering.read(blueprint, told, on=day).refused
    wrong = {key: str(error) for key, error in refused.items()}
    asked = {field.key for field in blueprint.fields}
    known = {fact.key: fact for fact in compositions.gathered(document)}
    for key, raw in told.items():
        if key in asked or raw is None:
            continue
        if key not in known or len(key) > KEY_LENGTH:
            wrong[key] = _("This document does not ask for “%(key)s”.") % {"key": key[:KEY_LENGTH]}
            continue
        try:
            compositions.corrected(known[key], raw, language=document.language)
        except FieldRefused as error:
            wrong[key] = str(error)
    if wrong:
        raise AnswersRefused(wrong)


def _name(document: Document) -> None:
    """Call it as its template says, until somebody gave it a name of their own."""
    if changing.TITLE not in document.touched:
        document.title = (compositions.name_of(document) or document.title)[:TITLE_LENGTH]


def _remember(blueprint: Blueprint, told: Mapping[str, Any], *, organisation_id: int, now: datetime) -> None:
    for field in blueprint.fields:
        raw = told.get(field.key)
        is_secret = field.private or field.kind in _NEVER_REMEMBERED
        if not field.remember or is_secret or fields.is_blank(raw):
            continue
        RememberedAnswer.objects.update_or_create(
            organisation_id=organisation_id,
            key=field.key,
            defaults={"kind": field.kind, "value": raw, "answered_at": now},
        )
