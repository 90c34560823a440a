"""Checks: what is wrong with what one writes, by urgency; the findings of one piece; letting one stay, and undoing that."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from publishing import permissions
from publishing.forms.checks import FindingFilterForm, ReasonForm
from publishing.models import Finding
from publishing.selectors import findings as selectors
from publishing.selectors import writing
from publishing.services import checks, findings
from publishing.views import check_screens as screens
from publishing.views import write_screens
from publishing.views.shelf_tabs import shelf_tabs
from publishing.views.write_answers import said
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 40
LIST, PIECE, ROW = "publishing:write-checks", "publishing:write-piece-checks", "publishing/check_finding.html"


@require_GET
@page(permissions.PIECE_WRITE)
def check_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """What is wrong with the pieces one may change, the most urgent first."""
    form = FindingFilterForm(request.GET)
    chosen = form.chosen()
    rows = keyset.page(
        selectors.findings(chosen, by=request.actor),
        ordering=selectors.ORDERING,
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"findings:{chosen}",
    )
    asked = request.GET.get("urgency", "")
    links, count = screens.urgency_links(request.actor, path=request.path, chosen=asked)
    context = {"page": rows, "form": form, "chosen": chosen, "urgencies": links, "count": count}
    context["rows"] = [screens.shown(row, organisation) for row in rows.rows]
    context["nav_tabs"] = shelf_tabs(request, "checks")
    return render(request, "publishing/check_list.html", context)


@require_GET
@page(permissions.PIECE_WRITE)
def piece_checks(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """The findings of one piece: its page, or what the editor shows beside the text."""
    found = writing.get_piece(piece, by=request.actor)
    told = screens.of_piece(found, organisation)
    if request.htmx:
        return render(request, "publishing/check_panel.html", {"piece": found, **told})
    context = {**write_screens.piece(request, found, active="checks"), **told}
    return render(request, "publishing/check_piece.html", context)


@require_POST
@page(permissions.PIECE_WRITE)
def piece_check_again(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Look at it now."""
    found = writing.get_piece(piece, by=request.actor)
    checks.check_now(found.pk, by=request.actor, now=timezone.now())
    return said(request, _("The piece was checked as it stands now."), PIECE, organisation, piece)


@require_POST
@page(permissions.PIECE_WRITE)
def finding_dismiss(request: TenantRequest, organisation: str, piece: str, finding: str) -> HttpResponse:
    """Let it stay, for a reason."""
    row = selectors.get(writing.get_piece(piece, by=request.actor), finding)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    row = findings.dismiss(row.pk, reason=reason, by=request.actor, now=timezone.now())
    return _answer(request, row, _("It stays as it is. It comes back when the text there changes."))


@require_POST
@page(permissions.PIECE_WRITE)
def finding_take_back(request: TenantRequest, organisation: str, piece: str, finding: str) -> HttpResponse:
    """Undo letting it stay."""
    row = selectors.get(writing.get_piece(piece, by=request.actor), finding)
    row = findings.take_back(row.pk, by=request.actor)
    return _answer(request, row, _("It is on the list again."))


def _answer(request: TenantRequest, row: Finding, told: str) -> HttpResponse:
    slug, from_list = request.organisation.slug, "from_list" in request.POST
    if request.htmx:
        context = {"each": screens.shown(row, slug), "is_new": True, "shows_piece": from_list}
        return render(request, ROW, context)
    if from_list:
        return said(request, told, LIST, slug)
    return said(request, told, PIECE, slug, row.piece.public_id)
