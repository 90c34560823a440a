"""Choosing a file while something is written: the grid again, in a dialog of the editor or as a page of its own; and adding one there."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from media import permissions
from media.forms.library import ACCEPTED, ACCEPTED_BY_KIND, FilesForm
from media.services import adding
from media.terms import AssetKind
from media.views.library import MOST_AT_ONCE, grid
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.files import refuse_if_too_large

PAGE_SIZE: Final = 24
PART: Final = "media/choose.html"


@require_GET
@page(permissions.ASSET_VIEW, is_part=True)
def choose(request: TenantRequest, organisation: str) -> HttpResponse:
    """Files of one kind, newest first: a fragment whose buttons carry public ids (static/js/media-chooser.js)."""
    return render(request, PART, _context(request, request.GET.get("kind", "")))


@require_POST
@page(permissions.ASSET_ADD, is_part=True)
def choose_add(request: TenantRequest, organisation: str) -> HttpResponse:
    """Add files where one is chosen: the fragment again, the new ones first; what is refused is told above."""
    refuse_if_too_large(request)
    form = FilesForm(request.POST, request.FILES)
    taken, refused = _taken(request, form) if form.is_valid() else (0, [_("Choose a file first.")])
    context = _context(request, request.POST.get("kind", ""))
    return render(request, PART, {**context, "taken": taken, "refused": refused})


def _context(request: TenantRequest, asked: str) -> dict[str, Any]:
    kind = asked if asked in AssetKind.values else ""
    return {
        **grid(request, PAGE_SIZE, kind=kind),
        "kind": kind,
        "choose_url": reverse("media:choose", args=[request.organisation.slug]),
        "can_add": request.actor.can(permissions.ASSET_ADD),
        "accept": ACCEPTED_BY_KIND.get(kind, ACCEPTED),
    }


def _taken(request: TenantRequest, form: FilesForm) -> tuple[int, list[str]]:
    """How many came in, and why the others did not."""
    taken, refused = 0, list[str]()
    for file in form.cleaned_data["file"][:MOST_AT_ONCE]:
        try:
            adding.take(file, name=file.name or "", by=request.actor, now=timezone.now())
            taken += 1
        except DomainError as refusal:
            refused.append(f"{file.name}: {refusal}")
    return taken, refused
