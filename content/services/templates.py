"""A template of one's own: begun, changed part by part, published, put away. Each change holds the template's lock."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content import events, locks, permissions
from content.engine import template_editing as editing
from content.engine.template_editing import Absent, Data, Way
from content.models import Template, TemplateVersion
from content.selectors import blueprints, clauses, linting
from content.template_refusals import (
    LanguageTaken,
    NothingToPublish,
    NothingToUndo,
    PartChanged,
    PartGone,
    TemplateNotReady,
    TemplatePutAway,
    TooManyTemplates,
)
from content.terms import MOST_BODY_BYTES, MOST_TEMPLATES, TITLE_LENGTH
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.events import publish as publish_event
from synthai.core.search import index
from synthai.core.versions import check_version

Change = Callable[[Data], Data]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a template is called, and how its documents look."""

    title: str
    summary: str = ""
    category: str = "company"
    layout: str = "letter"
    language: str = "en"
    name: str = ""
    disclaimer: str = ""


@transaction.atomic
def create(title: str, *, source: str = "", by: Actor, now: datetime) -> Template:
    """Begin a template, empty or as a copy of another one by its ref. Raises NotAllowed, TemplateGone, TooManyTemplates, ValidationError."""
    require(by, permissions.TEMPLATE_CHANGE)
    if Template.objects.kept().count() >= MOST_TEMPLATES:
        raise TooManyTemplates(most=MOST_TEMPLATES)
    name = " ".join(title.split())[:TITLE_LENGTH]
    day = timezone.localdate(now)
    body: Data = {"slug": "own", "dated": day.isoformat(), "title": name or "-", "version": 1}
    if source:
        body = {**reading.to_data(blueprints.get(source)), **body}
    template = Template(
        title=name, origin=source, body=editing.with_ids(body), created_by_id=by.user_id, changed_by_id=by.user_id,
        created_at=now, changed_at=now,
    )  # fmt: skip
    template.full_clean(exclude=["body", "undo", "created_by", "changed_by"])
    template.save()
    audit(template, "content.template.created", by=by, changes={"title": ["", template.title]})
    return template


@transaction.atomic
def change_settings(
    template_id: int, settings: Settings, *, by: Actor, now: datetime, version: str | None = None
) -> Template:
    """Name a template and say how its documents look. Raises NotAllowed, NotFound, PreconditionFailed, TemplatePutAway, LanguageTaken, BlueprintRefused."""
    template = _changeable(template_id, by=by)
    check_version(template, version)
    if settings.language in template.body.get("translation", {}):
        raise LanguageTaken
    said = {key: value for key, value in vars(settings).items() if value or key == "title"}
    kept = {key: value for key, value in template.body.items() if key not in vars(settings)}
    said["title"] = " ".join(settings.title.split())[:TITLE_LENGTH]
    return _store(template, {**kept, **said}, by=by, now=now)


@transaction.atomic
def add_block(
    template_id: int, kind: str, *, by: Actor, now: datetime, inside: str = "", container: str = "blocks"
) -> str:
    """Put an empty block at the end of the paper, or inside another. Returns its id. Raises as `change_settings`, and PartGone."""
    template = _changeable(template_id, by=by)
    block = _there(lambda: editing.new_block(kind))
    if kind == "library_clause":
        block["clause"] = next(iter(clauses.usable_slugs()), block["clause"])
    _change(template, lambda body: editing.added(body, block, inside, container), by=by, now=now)
    return str(block["id"])


@transaction.atomic
def save_block(
    template_id: int, block_id: str, data: Data, *, by: Actor, now: datetime, seen: str = ""
) -> Template:
    """Keep what somebody wrote in a block. `seen` is the digest of what they saw: raises PartChanged when it is another now, PartGone when it
    was removed; else as `change_settings`."""
    template = _changeable(template_id, by=by)
    block = _there(lambda: editing.block_of(template.body, block_id))
    _refuse_unseen(template, block, seen)
    return _change(template, lambda body: editing.replaced(body, block_id, data), by=by, now=now)


@transaction.atomic
def move_block(template_id: int, block_id: str, way: Way, *, by: Actor, now: datetime) -> Template:
    """A place up or down. Raises as `save_block`."""
    template = _changeable(template_id, by=by)
    return _change(template, lambda body: editing.moved(body, block_id, way), by=by, now=now)


@transaction.atomic
def remove_block(template_id: int, block_id: str, *, by: Actor, now: datetime) -> Template:
    """Take a block out, with what stands inside it; `undo` brings it back. Raises as `save_block`."""
    template = _changeable(template_id, by=by)
    return _remove(template, lambda body: editing.removed(body, block_id), by=by, now=now)


@transaction.atomic
def add_field(template_id: int, data: Data, *, by: Actor, now: datetime) -> Template:
    """One question more. Raises as `change_settings`."""
    template = _changeable(template_id, by=by)
    return _change(template, lambda body: editing.field_added(body, data), by=by, now=now)


@transaction.atomic
def save_field(
    template_id: int, key: str, data: Data, *, by: Actor, now: datetime, seen: str = ""
) -> Template:
    """Change a question. Raises as `save_block`."""
    template = _changeable(template_id, by=by)
    field = _there(lambda: editing.field_of(template.body, key))
    _refuse_unseen(template, field, seen)
    return _change(template, lambda body: editing.field_replaced(body, key, data), by=by, now=now)


@transaction.atomic
def move_field(template_id: int, key: str, way: Way, *, by: Actor, now: datetime) -> Template:
    """A place up or down. Raises as `save_block`."""
    template = _changeable(template_id, by=by)
    return _change(template, lambda body: editing.field_moved(body, key, way), by=by, now=now)


@transaction.atomic
def remove_field(template_id: int, key: str, *, by: Actor, now: datetime) -> Template:
    """Take a question out; `undo` brings it back. Raises as `save_block`."""
    template = _changeable(template_id, by=by)
    return _remove(template, lambda body: editing.field_removed(body, key), by=by, now=now)


@transaction.atomic
def undo(template_id: int, *, by: Actor, now: datetime) -> Template:
    """Bring back what was taken out last, while nothing was changed since. Raises NothingToUndo, and as `change_settings`."""
    template = _changeable(template_id, by=by)
    if not template.can_undo or template.undo is None:
        raise NothingToUndo
    return _store(template, template.undo["body"], by=by, now=now)


@transaction.atomic
def publish(
    template_id: int, *, by: Actor, now: datetime, note: str = "", version: str | None = None
) -> TemplateVersion:
    """Let documents be made of the draft as it is: a new version, which stays as it is. Raises TemplateNotReady, NothingToPublish, and as
    `change_settings`."""
    template = _changeable(template_id, by=by)
    check_version(template, version)
    if not template.is_changed:
        raise NothingToPublish(number=template.number)
    number = template.number + 1
    body = {**template.body, "version": number, "dated": timezone.localdate(now).isoformat()}
    wrong = linting.errors_of(reading.from_data(body))
    if wrong:
        raise TemplateNotReady(first=f"{wrong[0].what} {wrong[0].how}".strip())
    made: TemplateVersion = TemplateVersion.objects.create(
        template=template, number=number, title=template.title, body=body, note=note.strip()[:200],
        published_by_id=by.user_id, published_at=now,
    )  # fmt: skip
    template.number, template.published_version = number, template.version
    template.save(update_fields=["number", "published_version"])
    audit(template, "content.template.published", by=by, changes={"number": [number - 1, number]})
    told = events.TemplatePublished(template_id=template.pk, public_id=template.public_id, number=number)
    publish_event(told)
    return made


@transaction.atomic
def begin_again(template_id: int, number: int, *, by: Actor, now: datetime) -> Template:
    """Let the draft say what a published version said; `undo` takes it back. Raises PartGone for no such version, and as `change_settings`."""
    template = _changeable(template_id, by=by)
    found = TemplateVersion.objects.filter(template_id=template.pk, number=number).order_by("pk").first()
    if found is None:
        raise PartGone
    return _remove(template, lambda _body: editing.with_ids(found.body), by=by, now=now)


@transaction.atomic
def edit(
    template_id: int, change: Callable[[Template], Data], *, by: Actor, now: datetime, can_undo: bool = False
) -> Template:
    """Let the draft say what `change` makes of it while nobody else changes it; with `can_undo` the way back is kept. Raises as
    `change_settings`, and what `change` raises."""
    template = _changeable(template_id, by=by)
    body = change(template)
    if body == template.body:
        return template
    keep = _remove if can_undo else _change
    return keep(template, lambda _body: body, by=by, now=now)


def replace(
    template_id: int, body: Data, *, by: Actor, now: datetime, version: str | None = None
) -> Template:
    """Another draft as a whole. Its name for programs, day and version stay ours. Raises PreconditionFailed, LanguageTaken, and as `edit`."""

    def change(template: Template) -> Data:
        check_version(template, version)
        ours = {name: template.body[name] for name in ("slug", "dated", "version")}
        blueprint = reading.from_data({**body, **ours})
        if blueprint.language in blueprint.translations:
            raise LanguageTaken
        return editing.with_ids({**body, **ours, "title": blueprint.title})

    return edit(template_id, change, by=by, now=now)


@transaction.atomic
def put_away(template_id: int, *, by: Actor, now: datetime) -> Template:
    """Nobody begins a document of it any more; documents made of it stay. `bring_back` undoes it. Idempotent. Raises NotFound, NotAllowed."""
    template = locks.lock_template(template_id)
    require(by, permissions.TEMPLATE_CHANGE)
    if template.removed_at is None:
        template.removed_at = now
        template.save(update_fields=["removed_at"])
        audit(template, "content.template.put_away", by=by)
    return template


@transaction.atomic
def bring_back(template_id: int, *, by: Actor) -> Template:
    """Undo `put_away`. Idempotent. Raises NotFound, NotAllowed."""
    template = locks.lock_template(template_id)
    require(by, permissions.TEMPLATE_CHANGE)
    if template.removed_at is not None:
        template.removed_at = None
        template.save(update_fields=["removed_at"])
        audit(template, "content.template.brought_back", by=by)
    return template


def _changeable(template_id: int, *, by: Actor) -> Template:
    template = locks.lock_template(template_id)
    require(by, permissions.TEMPLATE_CHANGE)
    if template.removed_at is not None:
        raise TemplatePutAway
    return template


def _change(template: Template, change: Change, *, by: Actor, now: datetime) -> Template:
    return _store(template, _there(lambda: change(template.body)), by=by, now=now)


def _remove(template: Template, change: Change, *, by: Actor, now: datetime) -> Template:
    before = deepcopy(template.body)
    body = _there(lambda: change(template.body))
    template.undo = {"version": template.version + 1, "body": before}
    return _store(template, body, by=by, now=now)


def _store(template: Template, body: Data, *, by: Actor, now: datetime) -> Template:
    """Keep a draft that can be read. What was there is counted and told once in the audit trail for each version of it."""
    if len(json.dumps(body)) > MOST_BODY_BYTES:
        raise BlueprintRefused("", _("the template is larger than half a megabyte."), _("Make it shorter."))
    reading.from_data(body)
    is_first = not template.is_changed
    template.body = body
    template.title = body["title"]
    template.version += 1
    template.changed_at, template.changed_by_id = now, by.user_id
    template.full_clean(exclude=["body", "undo", "created_by", "changed_by"])
    template.save()
    index.changed("content.template", template.public_id)
    if is_first:
        audit(template, "content.template.changed", by=by, changes={"title": ["", template.title]})
    return template


def _there(find: Callable[[], Any]) -> Any:
    try:
        return find()
    except Absent as error:
        raise PartGone from error


def _refuse_unseen(template: Template, part: Data, seen: str) -> None:
    if seen and editing.digest(part) != seen:
        who = template.changed_by.label if template.changed_by else _("Somebody else")
        raise PartChanged(name=who)
