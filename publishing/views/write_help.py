"""Suggestions beside the draft: asked for by a press, and put in by another one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from publishing import permissions
from publishing.forms.checks import HelpChoiceForm
from publishing.help_terms import HelpPart
from publishing.models import Piece
from publishing.selectors import helping, writing
from publishing.services import parts, suggesting, tagging
from publishing.services.parts import Content
from publishing.terms import BlockKind
from publishing.views import help_screens as screens
from publishing.views import write_screens
from publishing.views.write_answers import EDIT, said, sent
from synthai.core.access import TenantRequest, page
from synthai.core.ai import calling
from synthai.core.errors import DomainError

PANEL, PAGE, AT = "publishing/help_panel.html", "publishing/help_page.html", "#help"


@require_GET
@page(permissions.PIECE_WRITE)
def panel(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """What was suggested, as it stands now; with `related`, pieces to point at. A page of its own without HTMX."""
    found = writing.get_piece(piece, by=request.actor)
    told = _context(request, found, with_related="related" in request.GET)
    if request.htmx:
        return render(request, PANEL, told)
    return render(request, PAGE, {**write_screens.piece(request, found, active="write"), **told})


@require_POST
@page(permissions.PIECE_WRITE)
def ask(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Suggest a summary or tags."""
    found, part, refused = writing.get_piece(piece, by=request.actor), request.POST.get("part", ""), ""
    if part not in HelpPart.values:
        return _answer(request, found, _("Choose what to suggest: a summary or tags."))
    try:
        suggesting.ask(found.pk, part, by=request.actor, now=timezone.now())
    except DomainError as error:
        refused = str(error)
    return _answer(request, found, refused)


def _answer(request: TenantRequest, found: Piece, refused: str) -> HttpResponse:
    if request.htmx:
        return render(request, PANEL, {**_context(request, found), "refused": refused})
    if refused:
        messages.error(request, refused)
    ids = (request.organisation.slug, found.public_id)
    return said(request, "" if refused else _("The suggestion stands below the summary."), EDIT, *ids, at=AT)


@require_POST
@page(permissions.PIECE_WRITE)
def use_tags(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Put chosen tags beside those the piece has."""
    found = writing.get_piece(piece, by=request.actor)
    chosen = request.POST.getlist("tags")[:20]
    tagging.add(found.pk, chosen, by=request.actor, now=timezone.now())
    told = ngettext("%(count)d tag was added.", "%(count)d tags were added.", len(chosen))
    return said(request, told % {"count": len(chosen)}, EDIT, organisation, piece, at=AT)


@require_POST
@page(permissions.PIECE_WRITE)
def use_related(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Put chosen pieces in as "See also", at the end."""
    found = writing.get_piece(piece, by=request.actor)
    keys = {key for key, _title in writing.to_relate(request.actor, now=timezone.now(), but=found)}
    content = Content(data={"pieces": [key for key in request.POST.getlist("pieces") if key in keys]})
    if not content.data["pieces"]:
        return said(request, _("No piece was chosen."), EDIT, organisation, piece, at=AT)
    by, now = request.actor, timezone.now()
    _piece, made = parts.add_block(found.pk, BlockKind.RELATED, content=content, by=by, now=now)
    return said(request, _("“See also” stands at the end."), EDIT, organisation, piece, at=f"#block-{made}")


@require_http_methods(["GET", "POST"])
@page(permissions.HELP_CHOOSE)
def choice(request: TenantRequest, organisation: str) -> HttpResponse:
    """Whether a language model may read drafts."""
    form = HelpChoiceForm(sent(request), initial={"uses_models": helping.wants_models()})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["uses_models"]
        suggesting.choose(uses_models=wanted, by=request.actor, now=timezone.now())
        return said(request, _("Saved."), "publishing:write-help-choice", organisation)
    return render(request, "publishing/help_choice.html", {"form": form, "has_model": calling.is_there()})


def _context(request: TenantRequest, found: Piece, *, with_related: bool = False) -> dict[str, Any]:
    told = screens.panel(request, found)
    if with_related:
        told["related"] = helping.related(found, by=request.actor, now=timezone.now())
        told["shows_related"] = True
    return told
