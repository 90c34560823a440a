"""A lesson's draft: its settings and blocks. Blocks save themselves while one types; every button works without that."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.forms.writing import BlockForm, FileForm, LessonForm
from courses.models import Block, Course
from courses.selectors import drafts
from courses.services import blocks, media, outline
from courses.services.blocks import Content
from courses.terms import BlockKind
from courses.views import screens
from courses.views.answers import attempt, first_error, said, with_undo
from courses.views.outline import order_of
from synthai.core.access import TenantRequest, page
from synthai.core.files import refuse_if_too_large

EDIT = "courses:write-lesson"


@require_GET
@page(permissions.COURSE_CHANGE)
def edit(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """The lesson as its author sees it."""
    found = drafts.get_course(course)
    context = screens.lesson(request, found, drafts.get_lesson(found, lesson))
    return render(request, "courses/lesson_edit.html", context)


@require_POST
@page(permissions.COURSE_CHANGE)
def settings(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """What a lesson is called and when it is done."""
    found = drafts.get_course(course)
    row = drafts.get_lesson(found, lesson)
    form = LessonForm(request.POST, lesson=row)
    if form.is_valid() and attempt(form, lambda: _settled(request, row.pk, form)) is not None:
        return said(request, _("Lesson saved."), EDIT, organisation, course, lesson)
    return render(request, "courses/lesson_edit.html", screens.lesson(request, found, row, form))


def _settled(request: TenantRequest, lesson_id: int, form: LessonForm) -> object:
    version = form.cleaned_data["version"] or None
    return outline.change_lesson(
        lesson_id, form.settings(), by=request.actor, now=timezone.now(), version=version
    )


@require_POST
@page(permissions.COURSE_CHANGE)
def block_add(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """An empty block at the end, to be filled."""
    row = drafts.get_lesson(drafts.get_course(course), lesson)
    kind = request.POST.get("kind", "")
    if kind not in screens.ICONS:
        messages.error(request, _("Choose what to add."))
        return redirect(EDIT, organisation, course, lesson)
    made = blocks.add(row, kind=kind, by=request.actor, now=timezone.now())
    settled = outline.count_block(row.pk, kind, by=request.actor, now=timezone.now())
    if settled is not None:
        told = _("From now on this lesson is done when: %(rule)s. Its settings say otherwise if you wish.")
        messages.info(request, told % {"rule": settled.get_rule_display().lower()})
    return _to_block(organisation, course, made)


@require_POST
@page(permissions.COURSE_CHANGE)
def block_save(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """Keep what was typed: a line that says so for HTMX, else the lesson again."""
    row = drafts.get_block(drafts.get_course(course), block)
    form = screens.block_form(row, request.POST)
    saved = attempt(form, lambda: _saved(request, row, form)) if form.is_valid() else None
    if request.htmx:
        context = {
            **screens.block_parts(saved or row, form),
            "error": first_error(form),
            "now": timezone.now(),
        }
        return render(request, "courses/block_saved.html", context)
    if saved is None:
        messages.error(request, first_error(form))
    else:
        messages.success(request, _("Saved."))
    return _to_block(organisation, course, row)


def _saved(request: TenantRequest, row: Block, form: BlockForm) -> Block:
    content = Content(text=form.cleaned_data.get("text", row.text), data=form.data_of_kind())
    version = form.cleaned_data["version"] or None
    return blocks.save(row.pk, content, by=request.actor, now=timezone.now(), version=version)


@require_POST
@page(permissions.COURSE_CHANGE)
def block_file(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """The picture, video, sound or file of a block."""
    found = drafts.get_course(course)
    row = drafts.get_block(found, block)
    refuse_if_too_large(request)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid() and attempt(form, lambda: _filed(request, found, row, form)) is not None:
        messages.success(request, _("The file is in."))
    else:
        messages.error(request, first_error(form))
    return _to_block(organisation, course, row)


def _filed(request: TenantRequest, course: Course, row: Block, form: FileForm) -> Block:
    file, by, now = form.cleaned_data["file"], request.actor, timezone.now()
    kept = media.take(file, name=file.name, course=course, by=by, now=now, wanted=BlockKind(row.kind).value)
    return blocks.save(row.pk, Content(text=row.text, data=row.data, media=kept), by=by, now=now)


@require_POST
@page(permissions.COURSE_CHANGE)
def block_move(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """A step up or down, or before another."""
    row = drafts.get_block(drafts.get_course(course), block)
    blocks.move(row, **order_of(request), by=request.actor, now=timezone.now())
    return _to_block(organisation, course, row)


@require_POST
@page(permissions.COURSE_CHANGE)
def block_remove(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """Out of the lesson, with the way back at hand."""
    row = drafts.get_block(drafts.get_course(course), block)
    blocks.remove(row, by=request.actor, now=timezone.now())
    return with_undo(EDIT, organisation, course, row.lesson.public_id, noun="block", key=block)


@require_POST
@page(permissions.COURSE_CHANGE)
def block_restore(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """Undo."""
    row = drafts.get_block(drafts.get_course(course), block)
    blocks.restore(row, by=request.actor, now=timezone.now())
    messages.success(request, _("It is back."))
    return _to_block(organisation, course, row)


def _to_block(organisation: str, course: str, row: Block) -> HttpResponse:
    place = reverse(EDIT, args=[organisation, course, row.lesson.public_id])
    return redirect(f"{place}#block-{row.public_id}")
