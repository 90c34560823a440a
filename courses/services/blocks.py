"""The blocks of a lesson's draft: added, saved as one types, moved, removed, brought back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from courses.engine.handins.task import TaskBroken, task_from
from courses.handin_refusals import TaskRefused
from courses.models import Block, Lesson, MediaFile
from courses.refusals import AddressRefused
from courses.services import courses, editing
from courses.services.ordering import Step, numbered, placed, stepped
from courses.terms import BlockKind, Tone
from synthai.core.access import Actor
from synthai.core.media.embeds import embed_of
from synthai.core.versions import check_version

# What a kind keeps beside its text, and how much of it.
_DATA: Final[dict[str, dict[str, int]]] = {
    BlockKind.IMAGE: {"alt": 300},
    BlockKind.VIDEO: {"title": 200},
    BlockKind.AUDIO: {"title": 200},
    BlockKind.FILE: {"title": 200},
    BlockKind.EMBED: {"url": 300, "title": 200},
    BlockKind.CODE: {"language": 30},
    BlockKind.CALLOUT: {"tone": 10},
    BlockKind.QUIZ: {"ref": 16},
}


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a block holds."""

    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    media: MediaFile | None = None


@transaction.atomic
def add(
    lesson: Lesson, *, kind: str, by: Actor, now: datetime, content: Content | None = None, before: str = ""
) -> Block:
    """A block at the end of a lesson, or before another. Raises NotAllowed, CoursePutAway, AddressRefused."""
    course = courses.changeable(lesson.course_id, by=by)
    rows = list(Block.objects.kept().filter(lesson_id=lesson.pk))
    block = Block(
        organisation_id=course.organisation_id, lesson=lesson, kind=kind, position=len(rows), updated_at=now
    )
    filled(block, content or Content())
    block.full_clean(exclude=["lesson"])
    block.save()
    if before:
        Block.objects.bulk_update(numbered(placed([*rows, block], block, before)), ["position"])
    editing.noted(course, lesson, by=by, now=now)
    courses.touch(course, now=now)
    return block


@transaction.atomic
def save(block_id: int, content: Content, *, by: Actor, now: datetime, version: str | None = None) -> Block:
    """Keep what was typed. `version` is what the person saw; somebody else's change in between raises PreconditionFailed.

    The same content again changes nothing. Raises NotAllowed, AddressRefused, ValidationError.
    """
    block = Block.objects.select_related("lesson", "media").get(pk=block_id)
    course = courses.changeable(block.lesson.course_id, by=by)
    block.refresh_from_db()
    before = (block.text, block.data, block.media_id)
    filled(block, content)
    if (block.text, block.data, block.media_id) == before:
        return block
    check_version(block, version)
    block.version += 1
    block.updated_at = now
    block.full_clean(exclude=["lesson"])
    block.save()
    editing.noted(course, block.lesson, by=by, now=now)
    courses.touch(course, now=now)
    return block


@transaction.atomic
def move(block: Block, *, by: Actor, now: datetime, step: Step | None = None, before: str = "") -> None:
    """One step, or before another block ("" for the end)."""
    course = courses.changeable(block.lesson.course_id, by=by)
    rows = list(Block.objects.kept().filter(lesson_id=block.lesson_id))
    ordered = stepped(rows, block, step) if step else placed(rows, block, before)
    Block.objects.bulk_update(numbered(ordered), ["position"])
    editing.noted(course, block.lesson, by=by, now=now)
    courses.touch(course, now=now)


@transaction.atomic
def remove(block: Block, *, by: Actor, now: datetime) -> None:
    """Take a block out; `restore` undoes it. Idempotent."""
    _set_removed(block, now, by=by, now=now)


@transaction.atomic
def restore(block: Block, *, by: Actor, now: datetime) -> None:
    """Undo `remove`. Idempotent."""
    _set_removed(block, None, by=by, now=now)


def _set_removed(block: Block, removed_at: datetime | None, *, by: Actor, now: datetime) -> None:
    course = courses.changeable(block.lesson.course_id, by=by)
    if (block.removed_at is None) != (removed_at is None):
        block.removed_at = removed_at
        block.save(update_fields=["removed_at"])
        editing.noted(course, block.lesson, by=by, now=now)
        courses.touch(course, now=now)


def filled(block: Block, content: Content) -> Block:
    """Put content into a block: only what its kind keeps, held to its length. Not saved. Raises AddressRefused, TaskRefused."""
    kept = _DATA.get(block.kind, {})
    given = {name: str(content.data.get(name, "")).strip()[:most] for name, most in kept.items()}
    if block.kind == BlockKind.EMBED and given["url"] and embed_of(given["url"]) is None:
        raise AddressRefused
    if block.kind == BlockKind.CALLOUT and given["tone"] not in Tone.values:
        given["tone"] = Tone.INFO.value
    block.text = content.text.replace("\r\n", "\n")
    if block.kind == BlockKind.ASSIGNMENT:
        block.data = _task(block, content)
    else:
        block.data = {name: value for name, value in given.items() if value}
    if content.media is not None:
        block.media = content.media
    return block


def _task(block: Block, content: Content) -> dict[str, Any]:
    """The rules and rubric of an assignment; those it has where none are given."""
    if "task" not in content.data:
        return dict(block.data)
    try:
        return {"task": task_from(content.data["task"]).as_json()}
    except TaskBroken as error:
        raise TaskRefused from error
