"""A document as a whole: begun, named, confirmed, copied, put away, brought up to date."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content import events, permissions
from content.models import Document, VersionKind
from content.refusals import Clash, NotInLanguage, NotWhole
from content.selectors import blueprints, compositions, confidential, veils
from content.services import answering, changing, versions
from content.terms import TITLE_LENGTH
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.documents.blueprints import reading, translating
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.events import publish
from synthai.core.facts import gathering, storing
from synthai.core.facts.base import Fact

current = compositions.current  # the one place that composes
# A place, a condition or a list that leads to sales or products.
_SELLING = re.compile(
    r"""\{[{%][^}]*\b(?:sales|products)\b|"over": "(?:sales|products)|\b(?:sales|products)\.[a-z_0-9]+"""
)


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """A document with facts gathered anew: the keys of those that are new or other than before."""

    document: Document
    changed: tuple[str, ...]


@transaction.atomic
def begin(
    ref: str, *, by: Actor, now: datetime, answers: Mapping[str, Any] | None = None, language: str = ""
) -> Document:
    """Begin a document of a template, with everything that is known filled in; in the template's own language, or one that it has a
    translation for. Raises NotAllowed, TemplateGone, NotInLanguage, AnswersRefused."""
    require(by, permissions.DOCUMENT_WRITE)
    blueprint = _in_language(blueprints.get(ref), language)
    facts = _gather(blueprint, by=by, now=now)
    document = Document(
        title=blueprint.title[:TITLE_LENGTH],
        ref=ref,
        language=blueprint.language,
        facts=storing.dump(facts),
        is_confidential=confidential.is_born_so(blueprint),
    )
    _store_new(document, by=by, now=now)
    if answers:
        document = answering.answer(document.pk, answers, by=by, now=now)
    return document


@transaction.atomic
def rename(document_id: int, title: str, *, by: Actor, now: datetime, seen: int | None = None) -> Document:
    """Give it a name of its own; an empty one lets the template name it again. Idempotent. Raises ValidationError, ChangedMeanwhile,
    NotFound, NotAllowed, DocumentLocked, DocumentPutAway."""
    document = changing.changeable(document_id, by=by)
    wanted = " ".join(title.split())
    if wanted == document.title:
        return document
    label = _("Name of the document")
    clash = Clash(part=changing.TITLE, label=label, theirs=document.title, mine=wanted)
    changing.judge(document, seen, lambda: [clash])
    document.title = wanted or compositions.name_of(document) or document.title
    changing.changed(document, [changing.TITLE], by=by, now=now, is_title=True)
    if not wanted:
        document.touched = {key: at for key, at in document.touched.items() if key != changing.TITLE}
        document.save(update_fields=["touched"])
    changes = {
        "title": [clash.theirs, document.title]
    }  # whoever may not see the document reads no values (content.trail_veils)
    audit(document, "content.document.renamed", by=by, changes=changes)
    return document


@transaction.atomic
def confirm(document_id: int, *, by: Actor, now: datetime, seen: int | None = None) -> Document:
    """A person has read it as it stands: the mark "draft" goes, and a version is kept. Idempotent.

    Raises NotWhole while questions are open, PreconditionFailed when it was changed after `seen`, NotFound, NotAllowed, DocumentLocked,
    DocumentPutAway.
    """
    document = changing.changeable(document_id, by=by)
    changing.refuse_unseen(document, seen)
    if document.is_confirmed:
        return document
    refuse_open_questions(document)
    document.confirmed_at = now
    document.save(update_fields=["confirmed_at"])
    versions.keep_if_new(document, VersionKind.CONFIRMED, by=by, now=now)
    audit(document, "content.document.confirmed", by=by, changes={"version": ["", document.version]})
    publish(
        events.DocumentConfirmed(
            document_id=document.pk, public_id=document.public_id, version=document.version
        )
    )
    return document


@transaction.atomic
def refresh(document_id: int, *, by: Actor, now: datetime) -> Refreshed:
    """Gather what is known anew: figures and days are those of today then. What one may not see stays as it was. What stood there is kept as a
    version. Raises NotFound, NotAllowed, DocumentLocked, DocumentPutAway."""
    document = changing.changeable(document_id, by=by)
    old = {fact.key: fact for fact in compositions.gathered(document)}
    new = {fact.key: fact for fact in _gather(blueprints.of(document), by=by, now=now)}
    roots = {gathering.list_of(key) for key in new}
    merged = {
        **{
            key: fact
            for key, fact in old.items()
            if not gathering.list_of(key) or gathering.list_of(key) not in roots
        },
        **new,
    }
    changed = tuple(key for key, fact in merged.items() if key not in old or old[key].value != fact.value)
    if not changed:
        return Refreshed(document=document, changed=())
    versions.keep_if_new(
        document, VersionKind.SAVED, by=by, now=now, note=_("Before the figures were renewed")
    )
    document.facts = storing.dump(merged.values())
    changing.changed(document, [changing.FACTS], by=by, now=now)
    audit(document, "content.document.refreshed", by=by, changes={"facts": ["", len(changed)]})
    return Refreshed(document=document, changed=changed)


@transaction.atomic
def put_away(document_id: int, *, by: Actor, now: datetime) -> Document:
    """Take it out of the list; what was sent stays with who has it. `bring_back` undoes it. Idempotent. Raises NotFound, NotAllowed."""
    document = changing.lock(document_id, by=by)
    require(by, permissions.DOCUMENT_WRITE)
    if document.removed_at is None:
        document.removed_at = now
        document.save(update_fields=["removed_at"])
        audit(document, "content.document.put_away", by=by)
        publish(events.DocumentPutAway(document_id=document.pk, public_id=document.public_id))
    return document


@transaction.atomic
def bring_back(document_id: int, *, by: Actor) -> Document:
    """Undo `put_away`. Idempotent. Raises NotFound, NotAllowed."""
    document = changing.lock(document_id, by=by)
    require(by, permissions.DOCUMENT_WRITE)
    if document.removed_at is not None:
        document.removed_at = None
        document.save(update_fields=["removed_at"])
        audit(document, "content.document.brought_back", by=by)
        publish(events.DocumentBroughtBack(document_id=document.pk, public_id=document.public_id))
    return document


@transaction.atomic
def copy_as_new(document_id: int, *, by: Actor, now: datetime) -> Document:
    """A draft that says the same: another document like it, or the next version of one that was sent; without private details that the one
    who copies may not see. Raises NotFound, NotAllowed, TemplateGone."""
    source = changing.lock(document_id, by=by)
    require(by, permissions.DOCUMENT_WRITE)
    blueprint = blueprints.get(source.ref)
    sees_all = veils.may_see_private(source, by)
    copy = Document(
        title=_copy_title(source),
        ref=source.ref,
        language=source.language,
        answers=source.answers if sees_all else veils.without_private(source.answers, blueprint),
        texts=source.texts if sees_all else compositions.texts_without_private(source),
        facts=source.facts,
        is_confidential=source.is_confidential,
        copied_from=source,
    )
    _store_new(copy, by=by, now=now)
    return copy


def refuse_open_questions(document: Document) -> None:
    """Raises NotWhole while the document lacks answers it cannot do without."""
    missing = compositions.missing(document)
    if missing:
        raise NotWhole(missing=", ".join(f"“{field.label}”" for field in missing[:10]))


def _in_language(blueprint: Blueprint, language: str) -> Blueprint:
    known = translating.languages(blueprint)
    if language and language not in known:
        raise NotInLanguage(language=language[:10], known=", ".join(known))
    return translating.translated(blueprint, language or blueprint.language)


def _store_new(document: Document, *, by: Actor, now: datetime) -> None:
    document.created_by_id = document.changed_by_id = by.user_id
    document.created_at = document.changed_at = now
    changing.check(document)
    document.save()
    source = document.copied_from
    code = "content.document.begun" if source is None else "content.document.copied"
    audit(document, code, by=by, changes={"ref": ["", document.ref]})
    publish(
        events.DocumentBegun(
            document_id=document.pk,
            public_id=document.public_id,
            ref=document.ref,
            copied_from=source.public_id if source else "",
        )
    )


def _copy_title(source: Document) -> str:
    if source.is_locked:
        return source.title  # the next version of it is called the same
    ending = _(" (copy)")
    return f"{source.title[: TITLE_LENGTH - len(ending)]}{ending}"


def _gather(blueprint: Blueprint, *, by: Actor, now: datetime) -> list[Fact]:
    """What is known. A template that says nothing of sales gets none: they take long to add up, and are nobody's business there."""
    without = () if _SELLING.search(json.dumps(reading.to_data(blueprint))) else ("sales",)
    return gathering.gather(
        by.organisation_id or 0, language=blueprint.language, now=now, by=by, without=without
    )
