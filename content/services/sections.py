"""The texts of a document: written by a person, by a machine, or left to the template."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from content import locks, permissions
from content.models import Document, VersionKind
from content.refusals import (
    Clash,
    DocumentLocked,
    DocumentPutAway,
    PrivateHidden,
    SectionTooLong,
    SectionUnknown,
)
from content.selectors import blueprints, compositions, veils
from content.services import changing, versions
from content.terms import SECTION_LENGTH
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.documents.blueprints import composing
from synthai.core.facts import storing, veil
from synthai.core.facts.base import Fact, Use
from synthai.core.facts.wording import Wording

_ONE_SITTING: Final = timedelta(minutes=10)
# What cannot be seen or printed: control characters, and letters that turn the direction of what stands around them.
_UNSEEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ue000-\ue002]")


@dataclass(frozen=True, kw_only=True)
class Written:
    """A section as a run wrote it. `by` is "machine" or "template"; `because` says why the template wrote it; `model` which one did."""

    body: str
    by: str
    because: str = ""
    uses: Sequence[Use] = ()
    model: str = ""


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What became of a run's texts: the sections they stand in now, and those that a person had changed meanwhile and that were left."""

    document: Document
    applied: tuple[str, ...]
    left: tuple[str, ...]


@transaction.atomic
def write_section(
    document_id: int, key: str, body: str, *, by: Actor, now: datetime, seen: int | None = None
) -> Document:
    """A person's own text of a section, in our Markdown. `seen` is the document's version that they edited; raises ChangedMeanwhile with both
    texts when the section was changed after it, SectionUnknown, SectionTooLong, NotFound, NotAllowed, DocumentLocked, DocumentPutAway."""
    document = changing.changeable(document_id, by=by)
    title = _title_of(document, key)
    clean = _UNSEEN.sub("", body.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(clean) > SECTION_LENGTH:
        raise SectionTooLong(count=len(clean), most=SECTION_LENGTH)
    present = document.texts.get(key, {})
    if present.get("body") == clean and present.get("by") == "person":
        return document
    if veil.DOT in clean and not veils.may_see_private(document, by):
        _refuse_dotted(document, key, clean)
    changing.judge(document, seen, lambda: [_clash(document, key, title, clean, by=by)])
    goes_on = _goes_on(document, present, by=by, now=now)
    document.texts = {**document.texts, key: {"body": clean, "by": "person", "at": now.isoformat()}}
    changing.changed(document, [changing.text(key)], by=by, now=now)
    if not goes_on:
        audit(document, "content.document.section_written", by=by, changes={"section": ["", key]})
    return document


@transaction.atomic
def reset_section(
    document_id: int, key: str, *, by: Actor, now: datetime, seen: int | None = None
) -> Document:
    """Give a section back to its template. What stood there is kept as a version. Idempotent. Raises as `write_section`."""
    document = changing.changeable(document_id, by=by)
    title = _title_of(document, key)
    if key not in document.texts:
        return document
    changing.judge(document, seen, lambda: [_clash(document, key, title, "", by=by)])
    versions.keep_if_new(document, VersionKind.SAVED, by=by, now=now)
    document.texts = {each: kept for each, kept in document.texts.items() if each != key}
    changing.changed(document, [changing.text(key)], by=by, now=now)
    audit(document, "content.document.section_reset", by=by, changes={"section": ["", key]})
    return document


@transaction.atomic
def apply_run(
    document_id: int,
    texts: Mapping[str, Written],
    *,
    by: Actor,
    now: datetime,
    since: int,
    facts: Sequence[Fact] | None = None,
) -> Applied:
    """Put in what a run wrote, keep the outcome as a version. `since` is the document's version when the run began: a section that was changed
    after it is left as it is. `facts` are what the run wrote from, when they are newer than the document's.

    Sections that the template has no more are left. Raises NotFound, NotAllowed, DocumentLocked, DocumentPutAway.
    """
    document = locks.lock_document(document_id)
    require(by, permissions.DOCUMENT_WRITE)
    _refuse_closed(document)
    sections = {spec.key for spec in composing.sections(blueprints.of(document))}
    applied = [
        key for key in texts if key in sections and not document.was_touched_after(changing.text(key), since)
    ]
    if facts is not None and not document.was_touched_after(changing.FACTS, since):
        document.facts = storing.dump(facts)
    if applied:
        said = _said(document)
        new = {key: _entry(texts[key], said, now=now) for key in applied}
        document.texts = {**document.texts, **new}
        changing.changed(document, map(changing.text, applied), by=by, now=now)
        versions.keep(document, VersionKind.GENERATED, by=by, now=now)
        audit(document, "content.document.written", by=by, changes={"sections": ["", applied]})
    left = tuple(key for key in texts if key not in applied)
    return Applied(document=document, applied=tuple(applied), left=left)


def _goes_on(document: Document, present: Mapping[str, Any], *, by: Actor, now: datetime) -> bool:
    """Whether the same person goes on with the same section, which saves itself while they type: the trail says so once."""
    if (
        present.get("by") != "person"
        or document.changed_by_id is None
        or document.changed_by_id != by.user_id
    ):
        return False
    return now - datetime.fromisoformat(present["at"]) < _ONE_SITTING


def _refuse_closed(document: Document) -> None:
    if document.removed_at is not None:
        raise DocumentPutAway
    if document.is_locked:
        raise DocumentLocked


def _entry(written: Written, said: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    """What is kept of a text. `said` is how each fact in it was written, to tell when it has become another one."""
    return {
        "body": written.body[:SECTION_LENGTH],
        "by": written.by,
        "because": written.because,
        "model": written.model,
        "uses": [asdict(use) for use in written.uses],
        "said": {use.key: said[use.key] for use in written.uses if use.key in said},
        "at": now.isoformat(),
    }


def _said(document: Document) -> dict[str, str]:
    wording = Wording(document.language)
    return {fact.key: wording.of(fact.value) for fact in compositions.known(document).facts}


def _title_of(document: Document, key: str) -> str:
    """How a section is called. Raises SectionUnknown."""
    specs = list(composing.sections(blueprints.of(document)))
    for spec in specs:
        if spec.key == key:
            return spec.title or key
    raise SectionUnknown(key=key[:80], known=", ".join(spec.key for spec in specs) or "–")


def _refuse_dotted(document: Document, key: str, clean: str) -> None:
    """Raise PrivateHidden where dots would take the place of what stands in the text."""
    have = compositions.known(document)
    stands = compositions.section_text(document, key)
    if any(
        veil.veiled(each) in clean for each in veils.words_of(have.facts, document.language) if each in stands
    ):
        raise PrivateHidden


def _clash(document: Document, key: str, title: str, mine: str, *, by: Actor) -> Clash:
    theirs = document.texts.get(key, {}).get("body")
    if theirs is None:
        theirs = compositions.section_text(document, key)
    if not veils.may_see_private(document, by):
        theirs = veil.hidden(theirs, veils.words_of(compositions.known(document).facts, document.language))
    return Clash(part=changing.text(key), label=title, theirs=theirs, mine=mine)
