"""Word files as templates: added, replaced by a newer file, their questions worded, put away."""

from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from content import events, locks, permissions
from content.engine import word_fields
from content.models import WordTemplate, WordTemplateVersion
from content.selectors import word_templates as selectors
from content.services import request_keys
from content.terms import TITLE_LENGTH
from synthai.core import files
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.documents import wordfiles
from synthai.core.documents.wordfiles.refusing import SENTENCES
from synthai.core.events import publish
from synthai.core.files import StoredFile
from synthai.core.versions import check_version

FOLDER: Final = "content/word"


def add(
    file: IO[bytes], *, name: str, by: Actor, now: datetime, title: str = "", request_key: str = ""
) -> WordTemplate:
    """A new template of an uploaded file. Not one transaction: the file is read in a child and stored first, and removed when its row cannot be
    written. The same `request_key` with the same file gives the template of the first call. Raises NotAllowed, WordFileRefused,
    IdempotencyKeyReused."""
    require(by, permissions.TEMPLATE_CHANGE)
    with _taken(file, name) as (stored, places):
        key = request_keys.fingerprint(by, request_key)
        made = _add(stored, places, name=name, title=title, key=key, by=by, now=now)
    return _kept(made, stored)


def replace(
    template_id: int, file: IO[bytes], *, name: str, by: Actor, now: datetime, seen: str | None = None
) -> WordTemplate:
    """The next version, of another file: questions that it shares with the former stay as they were worded. The same file again changes nothing. As `add`; raises NotFound and
    PreconditionFailed besides."""
    require(by, permissions.TEMPLATE_CHANGE)
    with _taken(file, name) as (stored, places):
        made = _replace(template_id, stored, places, name=name, by=by, now=now, seen=seen)
    return _kept(made, stored)


@transaction.atomic
def reword(
    template_id: int,
    *,
    title: str,
    fields: Iterable[Mapping[str, Any]],
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> WordTemplate:
    """Another name, other words or kinds of its questions: the next version, unless nothing is other. Questions that the file has no place for are
    left out. Raises NotFound, NotAllowed, PreconditionFailed, BlueprintRefused."""
    template = locks.lock_word_template(template_id)
    require(by, permissions.TEMPLATE_CHANGE)
    check_version(template, seen)
    former = selectors.newest_version(template)
    title = " ".join(title.split())[:TITLE_LENGTH] or template.title
    worded = _merged(former.fields, fields)
    if worded == former.fields and title == template.title:
        return template
    template.title = title
    _next(template, _file_of(former), worded, name=former.file_name, by=by, now=now)
    return template


@transaction.atomic
def put_away(template_id: int, *, by: Actor, now: datetime) -> WordTemplate:
    """Offer it no more; documents made of it stay. `bring_back` undoes it. Idempotent. Raises NotFound, NotAllowed."""
    template = locks.lock_word_template(template_id)
    require(by, permissions.TEMPLATE_CHANGE)
    if template.removed_at is None:
        template.removed_at = now
        template.save(update_fields=["removed_at"])
        audit(template, "content.word_template.put_away", by=by)
    return template


@transaction.atomic
def bring_back(template_id: int, *, by: Actor) -> WordTemplate:
    """Undo `put_away`. Idempotent. Raises NotFound, NotAllowed."""
    template = locks.lock_word_template(template_id)
    require(by, permissions.TEMPLATE_CHANGE)
    if template.removed_at is not None:
        template.removed_at = None
        template.save(update_fields=["removed_at"])
        audit(template, "content.word_template.brought_back", by=by)
    return template


def _kept(template: WordTemplate, stored: StoredFile) -> WordTemplate:
    """Drop an upload that no version took: it was there already."""
    if selectors.newest_version(template).path != stored.path:
        files.delete(stored.path)
    return template


@contextmanager
def _taken(file: IO[bytes], name: str) -> Any:
    """The upload in storage with its places; removed again when anything fails."""
    file.seek(0, 2)
    if file.tell() > wordfiles.MOST_BYTES:
        raise wordfiles.WordFileRefused(what=SENTENCES["too_large"])
    stored = files.save_stream(file, folder=FOLDER, name=f"{PurePath(name).stem}.docx")
    try:
        with files.local_copy(stored.path) as path:
            places = wordfiles.inspect(path)
        yield stored, places
    except BaseException:
        files.delete(stored.path)
        raise


@transaction.atomic
def _add(
    stored: StoredFile,
    places: wordfiles.Places,
    *,
    name: str,
    title: str,
    key: str,
    by: Actor,
    now: datetime,
) -> WordTemplate:
    known: WordTemplate | None = request_keys.made_before(WordTemplate.objects, key)
    if known is not None:
        request_keys.refuse_other(is_same=selectors.newest_version(known).sha256 == stored.sha256)
        return known
    shown = files.shown_name(name)
    template = WordTemplate(
        title=" ".join(title.split())[:TITLE_LENGTH] or PurePath(shown).stem[:TITLE_LENGTH] or _("Word file"),
        latest=0,
        version=0,
        created_by_id=by.user_id,
        request_key=key,
        created_at=now,
        changed_at=now,
    )
    template.full_clean(exclude=["created_by", "organisation"])
    template.save()
    fields = word_fields.fields_of(places.values, places.lists, optional=places.optional)
    _next(template, stored, fields, name=shown, by=by, now=now)
    publish(events.WordTemplateAdded(template_id=template.pk, public_id=template.public_id))
    return template


@transaction.atomic
def _replace(
    template_id: int,
    stored: StoredFile,
    places: wordfiles.Places,
    *,
    name: str,
    by: Actor,
    now: datetime,
    seen: str | None,
) -> WordTemplate:
    template = locks.lock_word_template(template_id)
    check_version(template, seen)
    former = selectors.newest_version(template)
    if former.sha256 == stored.sha256:
        return template
    fields = word_fields.fields_of(places.values, places.lists, former.fields, optional=places.optional)
    _next(template, stored, fields, name=files.shown_name(name), by=by, now=now)
    return template


def _next(
    template: WordTemplate,
    stored: StoredFile,
    fields: list[dict[str, Any]],
    *,
    name: str,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the next version. Needs the template's lock."""
    template.latest += 1
    template.version += 1
    template.changed_at = now
    row = WordTemplateVersion(
        template=template,
        number=template.latest,
        title=template.title,
        fields=fields,
        file_name=name,
        path=stored.path,
        size=stored.size,
        sha256=stored.sha256,
        made_by_id=by.user_id,
        made_at=now,
    )
    selectors.blueprint_of(row)  # refuses what no question may be
    template.save(update_fields=["title", "latest", "version", "changed_at"])
    row.save()
    code = "content.word_template.added" if template.latest == 1 else "content.word_template.changed"
    audit(template, code, by=by, changes={"number": ["", template.latest], "file": ["", name]})
    if template.latest > 1:
        publish(
            events.WordTemplateChanged(
                template_id=template.pk, public_id=template.public_id, number=template.latest
            )
        )


def _file_of(version: WordTemplateVersion) -> StoredFile:
    return StoredFile(version.path, version.size, version.sha256)


def _merged(former: list[dict[str, Any]], told: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same places in the same order, with what was told about each."""
    by_key = {field["key"]: field for field in told}
    return [_one(field, by_key.get(field["key"])) for field in former]


def _one(field: dict[str, Any], told: Mapping[str, Any] | None) -> dict[str, Any]:
    if told is None:
        return field
    made = {**field, "label": " ".join(str(told.get("label") or field["label"]).split())}
    if field["kind"] == "list":
        return {**made, "field": _merged(field["field"], told.get("field", ()))}
    return {
        **made,
        "kind": told.get("kind", field["kind"]),
        "required": bool(told.get("required", field["required"])),
    }
