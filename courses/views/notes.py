"""One's own notes and bookmarks: kept from the lesson's page, found again by course, taken along as text."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.forms.social import BookmarkForm, NoteForm, SearchForm
from courses.models import Note
from courses.selectors import learning, private
from courses.selectors.learning import Study
from courses.services import notes
from courses.views.answers import attempt, first_error, said
from synthai.core.access import TenantRequest, page, signed_in_id
from synthai.core.versions import version_of


@require_GET
@page(permissions.COURSE_LEARN)
def note_list(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Notes and bookmarks of a course, or the notes that hold some words; a fragment for HTMX."""
    user_id = signed_in_id(request)
    study = private.study_to_remember(course, user_id)
    form = SearchForm(request.GET)
    words = form.words()
    context = {
        "study": study,
        "form": form,
        "words": words,
        "lines": private.notes_of(study, user_id, words=words),
        "marks": private.bookmarks_of(study, user_id),
    }
    template = "courses/note_list.html"
    return render(request, f"{template}#rows" if request.htmx else template, context)


@require_GET
@page(permissions.COURSE_LEARN)
def note_file(request: TenantRequest, organisation: str, course: str) -> StreamingHttpResponse:
    """One's notes on a course as a text file."""
    study = private.study_to_remember(course, signed_in_id(request))
    lines = private.notes_of(study, signed_in_id(request))
    text = [part.encode() for part in private.as_text(study, lines)]
    response = StreamingHttpResponse(text, content_type="text/plain; charset=utf-8")
    name = f"notes-{slugify(study.title) or 'course'}.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@page(permissions.COURSE_LEARN)
def note_save(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """Keep a note: a line that says so for HTMX, else the lesson again."""
    study = learning.get_study(course, request.actor.user_id)
    form = NoteForm(request.POST)
    kept = attempt(form, lambda: [_kept(request, study, lesson, form)]) if form.is_valid() else None
    error = first_error(form)
    if request.htmx:
        return render(request, "courses/note_saved.html", _saved(kept[0] if kept else None, error))
    if kept is None:
        messages.error(request, error)
    else:
        messages.success(request, _("Your note is kept."))
    return redirect(f"{reverse('courses:lesson', args=[organisation, course, lesson])}#note")


def _kept(request: TenantRequest, study: Study, lesson: str, form: NoteForm) -> Note | None:
    given = form.cleaned_data
    return notes.keep(
        study,
        lesson,
        text=given["text"],
        by=request.actor,
        now=timezone.now(),
        version=given["version"] or None,
    )


def _saved(note: Note | None, error: str) -> dict[str, object]:
    return {"error": error, "now": timezone.now(), "version": version_of(note) if note else ""}


@require_POST
@page(permissions.COURSE_LEARN)
def bookmark_add(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """Mark a lesson, or a block of it."""
    study = learning.get_study(course, request.actor.user_id)
    form = BookmarkForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    block = given.get("block", "")
    notes.mark(study, lesson, by=request.actor, now=timezone.now(), block=block, label=given.get("label", ""))
    at = f"#block-{block}" if block else ""
    told = _("Marked. You find it under “Notes and bookmarks”.")
    return said(request, told, "courses:lesson", organisation, course, lesson, at=at)


@require_POST
@page(permissions.COURSE_LEARN)
def bookmark_remove(request: TenantRequest, organisation: str, bookmark: str) -> HttpResponse:
    """Take a mark away, back to where the button was."""
    gone = notes.unmark(bookmark, by=request.actor)
    ids = (organisation, gone.course.public_id)
    if request.POST.get("from") == "lesson":
        return said(request, _("The mark is gone."), "courses:lesson", *ids, gone.lesson)
    return said(request, _("The bookmark is gone."), "courses:note-list", *ids)
