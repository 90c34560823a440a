"""Chapters and lessons of a draft: one view for each verb, all by plain form post."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses import permissions
from courses.forms.writing import TitleForm
from courses.models import Chapter
from courses.selectors import drafts
from courses.services import outline
from courses.views.answers import refused, said, with_undo
from synthai.core.access import TenantRequest, page

if TYPE_CHECKING:
    from courses.services.ordering import Step

CONTENTS = "courses:write-contents"


def order_of(request: TenantRequest) -> dict[str, Any]:
    """Where to: `step` (a button), or `before` (a drop)."""
    step = request.POST.get("step")
    wanted = cast("Step", step) if step in {"up", "down"} else None
    return {"step": wanted, "before": request.POST.get("before", "")[:16]}


@require_POST
@page(permissions.COURSE_CHANGE)
def chapter_add(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """A chapter at the end."""
    found = drafts.get_course(course)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return refused(request, form, CONTENTS, organisation, course)
    made = outline.add_chapter(found.pk, **form.cleaned_data, by=request.actor, now=timezone.now())
    return redirect(f"{_contents(organisation, course)}#chapter-{made.public_id}")


@require_POST
@page(permissions.COURSE_CHANGE)
def chapter_rename(request: TenantRequest, organisation: str, course: str, chapter: str) -> HttpResponse:
    """Another title."""
    found = drafts.get_chapter(drafts.get_course(course), chapter)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return refused(request, form, CONTENTS, organisation, course)
    outline.rename_chapter(found, **form.cleaned_data, by=request.actor, now=timezone.now())
    return redirect(f"{_contents(organisation, course)}#chapter-{chapter}")


@require_POST
@page(permissions.COURSE_CHANGE)
def chapter_move(request: TenantRequest, organisation: str, course: str, chapter: str) -> HttpResponse:
    """A step up or down, or before another."""
    found = drafts.get_chapter(drafts.get_course(course), chapter)
    outline.move_chapter(found, **order_of(request), by=request.actor, now=timezone.now())
    return redirect(f"{_contents(organisation, course)}#chapter-{chapter}")


@require_POST
@page(permissions.COURSE_CHANGE)
def chapter_remove(request: TenantRequest, organisation: str, course: str, chapter: str) -> HttpResponse:
    """Out of the draft, with the way back at hand."""
    found = drafts.get_chapter(drafts.get_course(course), chapter)
    outline.remove(found, by=request.actor, now=timezone.now())
    return with_undo(CONTENTS, organisation, course, noun="chapter", key=chapter)


@require_POST
@page(permissions.COURSE_CHANGE)
def chapter_restore(request: TenantRequest, organisation: str, course: str, chapter: str) -> HttpResponse:
    """Undo."""
    found = drafts.get_chapter(drafts.get_course(course), chapter)
    outline.restore(found, by=request.actor, now=timezone.now())
    return said(request, _("“%(title)s” is back.") % {"title": found.title}, CONTENTS, organisation, course)


@require_POST
@page(permissions.COURSE_CHANGE)
def lesson_add(request: TenantRequest, organisation: str, course: str, chapter: str) -> HttpResponse:
    """A lesson at the end of a chapter; on to its page."""
    found = drafts.get_chapter(drafts.get_course(course), chapter)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return refused(request, form, CONTENTS, organisation, course)
    made = outline.add_lesson(found, **form.cleaned_data, by=request.actor, now=timezone.now())
    return redirect("courses:write-lesson", organisation, course, made.public_id)


@require_POST
@page(permissions.COURSE_CHANGE)
def lesson_move(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """A step up or down, or before another lesson, in this chapter or in the one named."""
    found = drafts.get_course(course)
    row = drafts.get_lesson(found, lesson)
    outline.move_lesson(
        row, **order_of(request), chapter=_chapter(request, found), by=request.actor, now=timezone.now()
    )
    return redirect(f"{_contents(organisation, course)}#lesson-{lesson}")


@require_POST
@page(permissions.COURSE_CHANGE)
def lesson_remove(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """Out of the draft, with the way back at hand."""
    found = drafts.get_lesson(drafts.get_course(course), lesson)
    outline.remove(found, by=request.actor, now=timezone.now())
    return with_undo(CONTENTS, organisation, course, noun="lesson", key=lesson)


@require_POST
@page(permissions.COURSE_CHANGE)
def lesson_restore(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """Undo."""
    found = drafts.get_lesson(drafts.get_course(course), lesson)
    outline.restore(found, by=request.actor, now=timezone.now())
    return said(request, _("“%(title)s” is back.") % {"title": found.title}, CONTENTS, organisation, course)


def _contents(organisation: str, course: str) -> str:
    return redirect(CONTENTS, organisation, course).url


def _chapter(request: TenantRequest, course: Any) -> Chapter | None:
    asked = request.POST.get("chapter", "")
    return drafts.get_chapter(course, asked[:16]) if asked else None
