"""What the authors' pages show: contexts of templates, without rules and without writes."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from courses import permissions
from courses.forms.writing import BlockForm, LessonForm
from courses.models import Block, Course, Lesson
from courses.selectors import drafts, playing, quizzes
from courses.selectors.playing import Found
from courses.services.media import most_bytes
from courses.terms import MEDIA_KINDS, BlockKind, CourseState
from courses.views.answers import undo_url
from synthai.core.access import TenantRequest
from synthai.core.media.forms import CaptionForm
from synthai.core.media.languages import language_label
from synthai.core.media.states import Trouble
from synthai.core.versions import version_of

ICONS = {
    BlockKind.TEXT: "journal-text",
    BlockKind.IMAGE: "eye",
    BlockKind.VIDEO: "play-fill",
    BlockKind.AUDIO: "bell",
    BlockKind.FILE: "download",
    BlockKind.EMBED: "link-45deg",
    BlockKind.CODE: "code-slash",
    BlockKind.CALLOUT: "info-circle",
    BlockKind.QUIZ: "question-circle",
    BlockKind.ASSIGNMENT: "check2-square",
}
ACCEPTED = {
    BlockKind.IMAGE: "image/png,image/jpeg,image/webp",
    BlockKind.VIDEO: "video/mp4,video/quicktime,video/webm",
    BlockKind.AUDIO: "audio/mpeg,audio/mp4,audio/ogg",
    BlockKind.FILE: ".pdf,.docx,.xlsx,.pptx,.csv,.txt",
}


def course(request: TenantRequest, course: Course, *, active: str) -> dict[str, Any]:
    """What every page of a course's author shows: state, tabs, what may be done."""
    return {
        "course": course,
        "has_changes": has_changes(course),
        "tabs": _tabs(request, course, active),
        "can_publish": request.actor.can(permissions.COURSE_PUBLISH),
        "can_assign": request.actor.can(permissions.ENROLMENT_ASSIGN),
        "undo_url": undo_url(request, request.organisation.slug, course.public_id),
    }


def has_changes(course: Course) -> bool:
    """Whether the draft is newer than what learners see."""
    live = course.live_version
    return course.state != CourseState.DRAFT and live is not None and course.changed_at > live.created_at


def contents(request: TenantRequest, found: Course) -> dict[str, Any]:
    """The outline of a draft."""
    chapters = drafts.chapters_of(found)
    lessons = [lesson for chapter in chapters for lesson in chapter.lessons]  # type: ignore[attr-defined]
    return {
        **course(request, found, active="contents"),
        "chapters": chapters,
        "lesson_count": len(lessons),
        "minutes": sum(lesson.minutes for lesson in lessons),
    }


def certificate(request: TenantRequest, found: Course, form: Any) -> dict[str, Any]:
    """What the certificate of a course says."""
    is_shown = form.is_bound and form.is_valid() and "preview" in request.POST
    shown = {name: value for name, value in form.terms().items() if value} if is_shown else {}
    return {
        **course(request, found, active="certificate"),
        "form": form,
        "is_shown": is_shown,
        "preview_query": urlencode(shown),
    }


def lesson(
    request: TenantRequest, found: Course, row: Lesson, form: LessonForm | None = None
) -> dict[str, Any]:
    """A lesson with its settings and a form for each block."""
    blocks = drafts.blocks_of(row)
    asks_quiz = any(block.kind == BlockKind.QUIZ for block in blocks)
    choices = quizzes.choices() if asks_quiz else []  # once, however many of its blocks ask one
    films = playing.made_of(block.media for block in blocks if block.media and playing.is_film(block.media))
    return {
        **course(request, found, active="contents"),
        "lesson": row,
        "form": form or LessonForm(lesson=row),
        "blocks": [
            block_parts(block, BlockForm(**_kept(block), quizzes=choices), films=films) for block in blocks
        ],
        "can_write_quizzes": request.actor.can(permissions.QUIZ_CHANGE),
        "kinds": [(kind.value, kind.label, icon) for kind, icon in ICONS.items()],
    }


def block_parts(block: Block, form: BlockForm, films: Found | None = None) -> dict[str, Any]:
    """A block with its form; a film with how far its sizes are, where that was looked up."""
    kind = BlockKind(block.kind)
    return {
        "block": block,
        "label": kind.label,
        "icon": ICONS.get(kind, "question-circle"),
        "accept": ACCEPTED.get(kind, ""),
        "version": version_of(block),
        "form": form,
        "film": film(block, films) if films is not None else None,
        "pause_attrs": {"data_upload_pause": True},
        "go_on_attrs": {"data_upload_go_on": True, "hidden": True},
        "most": most_bytes(kind) if kind in MEDIA_KINDS else 0,
    }


def film(block: Block, found: Found | None = None) -> dict[str, Any] | None:
    """How far the sizes of a film or sound are, and its captions."""
    media = block.media
    if media is None or not playing.is_film(media):
        return None
    found = found or playing.made_of([media])
    made = [each for each in found.made.get(media.pk, []) if each.label != playing.POSTER]
    captions = found.captions.get(media.pk, [])
    return {
        "row": media,
        "trouble": Trouble(media.trouble).label if media.trouble else "",
        "sizes": [each for each in made if each.label != playing.SOUND]
        + [e for e in made if e.label == playing.SOUND],
        "captions": [
            {
                "language": each.language,
                "label": language_label(each.language),
                "count": len(each.cues),
            }
            for each in captions
        ],
        "form": CaptionForm(auto_id=f"{block.public_id}-captions-%s"),
    }


def block_form(block: Block, data: Any) -> BlockForm:
    """The form of a block, with what was sent."""
    choices = quizzes.choices() if block.kind == BlockKind.QUIZ else []
    return BlockForm(data, **_kept(block), quizzes=choices)


def _kept(block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "key": block.public_id, "initial": {**block.data, "text": block.text}}


def _tabs(request: TenantRequest, course: Course, active: str) -> list[dict[str, Any]]:
    pages = [
        ("contents", "courses:write-contents", _("Contents")),
        ("settings", "courses:write-settings", _("Settings")),
        ("certificate", "courses:certificate-terms", _("Certificate")),
    ]
    if request.actor.can(permissions.COURSE_PUBLISH):
        pages.append(("publish", "courses:publish", _("Publish")))
    if request.actor.can(permissions.OFFER_CHANGE):
        pages.append(("offer", "courses:offer", _("Sell")))
    if request.actor.can(permissions.ENROLMENT_ASSIGN):
        pages.append(("people", "courses:learners", _("People")))
    if request.actor.can(permissions.PROGRESS_VIEW):
        pages.append(("board", "courses:write-board", _("Live progress")))
    slug = request.organisation.slug
    return [
        {"label": label, "url": reverse(view, args=[slug, course.public_id]), "active": name == active}
        for name, view, label in pages
    ]
