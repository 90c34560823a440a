"""Who writes in a piece now, and what editors say to each other about it. Readers have no way here."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from publishing import permissions
from publishing.forms.workflow import ReplyForm
from publishing.models import Piece
from publishing.selectors import notes as talks
from publishing.selectors import writing
from publishing.selectors.desks import Sitting
from publishing.services import desks, notes
from publishing.views import workflow_screens as screens
from publishing.views.write_answers import EDIT, attempt, first_error, said
from synthai.core.access import TenantRequest, page

PAGE, NOTES = "publishing/write_notes.html", "publishing:write-notes"


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_WRITE)
def piece_notes(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """The notes of a piece, open ones first; posting writes one."""
    found = writing.get_piece(piece, by=request.actor)
    if request.method == "GET":
        context = screens.notes_page(request, found)
        return render(request, f"{PAGE}#talks" if request.htmx else PAGE, context)
    form = screens.note_form(request, found, request.POST)
    by, now = request.actor, timezone.now()
    verb = partial(notes.write, found.pk, by=by, now=now)
    if form.is_valid() and attempt(form, lambda: verb(**form.cleaned_data)) is not None:
        return said(request, _("The note is kept. Readers never see it."), NOTES, organisation, piece)
    return render(request, PAGE, screens.notes_page(request, found, form), status=422)


@require_POST
@page(permissions.PIECE_WRITE)
def note_reply(request: TenantRequest, organisation: str, piece: str, note: str) -> HttpResponse:
    """Answer a note."""
    found = writing.get_piece(piece, by=request.actor)
    row, form = talks.get_note(found, note), ReplyForm(request.POST)
    by, now = request.actor, timezone.now()
    verb = partial(notes.reply, row.pk, by=by, now=now)
    if form.is_valid() and attempt(form, lambda: verb(**form.cleaned_data)) is not None:
        return said(request, _("Answered."), NOTES, organisation, piece, at=f"#note-{note}")
    context = {**screens.notes_page(request, found), "refused": first_error(form), "refused_at": note}
    return render(request, PAGE, context, status=422)


@require_POST
@page(permissions.PIECE_WRITE)
def note_settle(request: TenantRequest, organisation: str, piece: str, note: str) -> HttpResponse:
    """It is done; the page keeps the way back."""
    found = writing.get_piece(piece, by=request.actor)
    notes.settle(talks.get_note(found, note).pk, by=request.actor, now=timezone.now())
    return said(request, _("Settled. It stands below the open ones."), NOTES, organisation, piece)


@require_POST
@page(permissions.PIECE_WRITE)
def note_reopen(request: TenantRequest, organisation: str, piece: str, note: str) -> HttpResponse:
    """It is open again."""
    found = writing.get_piece(piece, by=request.actor)
    notes.reopen(talks.get_note(found, note).pk, by=request.actor, now=timezone.now())
    return said(request, _("The note is open again."), NOTES, organisation, piece, at=f"#note-{note}")


@require_POST
@page(permissions.PIECE_WRITE)
def desk_sit(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Say that one writes, or goes on writing."""
    found = writing.get_piece(piece, by=request.actor)
    return _desk(request, found, desks.sit(found.pk, by=request.actor, now=timezone.now()))


@require_POST
@page(permissions.PIECE_WRITE)
def desk_take(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Write in somebody's place, who is told."""
    found = writing.get_piece(piece, by=request.actor)
    return _desk(request, found, desks.take_over(found.pk, by=request.actor, now=timezone.now()))


@require_POST
@page(permissions.PIECE_WRITE)
def desk_leave(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """The page was closed."""
    found = writing.get_piece(piece, by=request.actor)
    desks.leave(found.pk, by=request.actor, now=timezone.now())
    return HttpResponse(status=204) if request.htmx else redirect(EDIT, organisation, piece)


def _desk(request: TenantRequest, found: Piece, sitting: Sitting) -> HttpResponse:
    if not request.htmx:
        return redirect(EDIT, request.organisation.slug, found.public_id)
    return render(request, "publishing/write_desk.html", screens.desk(request, found, sitting))
