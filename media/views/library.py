"""The library as a grid, and files added to it."""

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from media import permissions
from media.forms.library import FilesForm, ListForm
from media.models import Asset
from media.selectors import assets as selectors
from media.selectors import shown
from media.selectors.assets import ORDERING, Wanted
from media.services import adding
from media.views import screens
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.files import refuse_if_too_large

PAGE_SIZE: Final = 48
MOST_AT_ONCE: Final = 20


@require_GET
@page(permissions.ASSET_VIEW)
def asset_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every file of the library, newest first."""
    context = grid(request, PAGE_SIZE)
    more = {
        "files_form": FilesForm(),
        "most": settings.MEDIA_MAX_BYTES,
        "can_add": request.actor.can(permissions.ASSET_ADD),
        "room": selectors.room(request.organisation.pk),
    }
    return render(request, "media/asset_list.html", {**context, **screens.SENDING, **more})


@require_POST
@page(permissions.ASSET_ADD)
def add(request: TenantRequest, organisation: str) -> HttpResponse:
    """Files of a plain form, each taken or refused for itself."""
    refuse_if_too_large(request)
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a file first."))
        return redirect("media:asset-list", organisation)
    taken = _taken(request, form.cleaned_data["file"])
    if len(taken) == 1:
        return redirect("media:asset", organisation, taken[0].public_id)
    if taken:
        told = ngettext("%(count)d file is in.", "%(count)d files are in.", len(taken))
        messages.success(request, told % {"count": len(taken)})
    return redirect("media:asset-list", organisation)


def _taken(request: TenantRequest, sent: list[Any]) -> list[Asset]:
    kept: list[Asset] = []
    if len(sent) > MOST_AT_ONCE:
        told = _("Only the first %(most)d files were taken. Add the others after them.")
        messages.warning(request, told % {"most": MOST_AT_ONCE})
    for file in sent[:MOST_AT_ONCE]:
        try:
            kept.append(adding.take(file, name=file.name or "", by=request.actor, now=timezone.now()))
        except DomainError as refusal:
            messages.error(request, f"{file.name}: {refusal}")
    return kept


def grid(request: TenantRequest, size: int, *, kind: str = "") -> dict[str, Any]:
    """The context of a grid: files as they are shown, and what they were chosen by."""
    form = ListForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data.get
    wanted = Wanted(words=asked("q") or "", kind=kind or asked("kind") or "", shelf=asked("shelf") or "")
    found = keyset.page(
        selectors.assets(wanted),
        ordering=ORDERING,
        size=size,
        cursor=request.GET.get("cursor"),
        scope=wanted.scope,
    )
    cells = [told for _asset, told in shown.shown_rows(found.rows, now=timezone.now())]
    return {"page": found, "cells": cells, "form": form, "wanted": wanted}
