"""What stands beside a lesson: one's note, marks, and the newest questions. Three queries, whatever there is."""

from typing import Any

from django.utils.text import Truncator

from courses import permissions
from courses.engine.outline import OutlineLesson
from courses.forms.social import NoteForm
from courses.selectors import private, talk
from courses.selectors.learning import Study
from courses.terms import BlockKind
from synthai.core.access import TenantRequest
from synthai.core.versions import version_of


def lesson(
    request: TenantRequest, study: Study, row: OutlineLesson, blocks: list[dict[str, Any]]
) -> dict[str, Any]:
    """The part of a lesson's page that is not the lesson."""
    actor, course_id = request.actor, study.course.pk
    questions, count = talk.latest(course_id, row.key)
    beside: dict[str, Any] = {
        "has_beside": True,
        "questions": [(post, talk.plain(post.text)) for post in questions],
        "question_count": count,
    }
    if actor.user_id is None or not actor.can(permissions.COURSE_LEARN):
        return beside
    note = private.note_of(actor.user_id, course_id, row.key)
    kept = {"text": note.text, "version": version_of(note)} if note else {}
    marks = private.marks_in(actor.user_id, course_id, row.key)
    return {
        **beside,
        "note": note,
        "note_form": NoteForm(initial=kept, auto_id="note-%s"),
        "mark": marks.pop("", None),
        "parts": [(block["key"], _words(block)) for block in blocks] if len(blocks) > 1 else [],
        "can_keep": True,
    }


def _words(block: dict[str, Any]) -> str:
    """What a part of a lesson is called in a list: its kind, and how it begins."""
    told = block["data"].get("title") or block["data"].get("alt") or " ".join(block["text"].split())
    return (
        f"{BlockKind(block['kind']).label}: {Truncator(told).chars(50)}"
        if told
        else str(BlockKind(block["kind"]).label)
    )
