"""Choosing a file while something is written: the grid again, in a dialog of the editor or as a page of its own."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from media import permissions
from media.terms import AssetKind
from media.views.library import grid
from synthai.core.access import TenantRequest, page

PAGE_SIZE: Final = 24


@require_GET
@page(permissions.ASSET_VIEW, is_part=True)
def choose(request: TenantRequest, organisation: str) -> HttpResponse:
    """Files of one kind, newest first: a fragment whose buttons carry public ids (static/js/media-chooser.js)."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in AssetKind.values else ""
    context = {**grid(request, PAGE_SIZE, kind=kind), "kind": kind}
    return render(request, "media/choose.html", context)
