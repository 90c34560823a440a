"""Revisions of a piece: kept by hand, read, compared word by word, brought back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from publishing import permissions
from publishing.forms.writing import NoteForm
from publishing.models import Piece
from publishing.selectors import comparisons, writing
from publishing.selectors.comparisons import Row
from publishing.services import keeping
from publishing.views import draft_drawing
from publishing.views import write_screens as screens
from publishing.views.draft_drawing import framed
from publishing.views.write_answers import EDIT, said, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 30


@require_http_methods(["GET", "POST"])
@page(permissions.PIECE_WRITE)
def revisions(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """The revisions, newest first; posting keeps the draft as it stands."""
    found = writing.get_piece(piece, by=request.actor)
    form = NoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        keeping.keep(found.pk, note=form.cleaned_data["note"], by=request.actor, now=timezone.now())
        return said(request, _("Kept as a revision."), "publishing:write-revisions", organisation, piece)
    rows = keyset.page(
        writing.revisions(found),
        ordering=("-number", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"revisions:{piece}",
    )
    context = {**screens.piece(request, found, active="revisions"), "page": rows, "form": form}
    return render(request, "publishing/write_revisions.html", context)


@require_GET
@page(permissions.PIECE_WRITE)
def revision(request: TenantRequest, organisation: str, piece: str, number: int) -> HttpResponse:
    """A revision as it reads."""
    found = writing.get_piece(piece, by=request.actor)
    row = writing.get_revision(found, number)
    context = {
        **screens.piece(request, found, active="revisions"),
        "revision": row,
        "blocks": draft_drawing.blocks(
            row.blocks, organisation, by=request.actor, now=timezone.now(), played=request.GET.get("play", "")
        ),
    }
    return framed(render(request, "publishing/write_revision.html", context))


@require_POST
@page(permissions.PIECE_WRITE)
def revision_restore(request: TenantRequest, organisation: str, piece: str, number: int) -> HttpResponse:
    """Let the draft say again what it said then."""
    found = writing.get_piece(piece, by=request.actor)
    keeping.restore(found.pk, number, by=request.actor, now=timezone.now())
    told = _("Revision %(number)d stands in the draft again. What stood there is among the revisions.")
    return said(request, told % {"number": number}, EDIT, organisation, piece)


@require_GET
@page(permissions.PIECE_WRITE)
def compare(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """What is other between two revisions, word by word."""
    found = writing.get_piece(piece, by=request.actor)
    old, new = (_row(found, request.GET.get(name, "")) for name in ("old", "new"))
    context = {
        **screens.piece(request, found, active="revisions"),
        "comparison": comparisons.between(old, new),
        "revisions": list(writing.revisions(found).order_by("-number")[:100]),
    }
    return render(request, "publishing/write_compare.html", context)


def _row(found: Piece, number: str) -> Row:
    """A revision by its number; the draft as it stands without one."""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return found
    return writing.get_revision(found, int(number))
