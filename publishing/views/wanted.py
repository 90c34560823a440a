"""What people looked for in vain, for who writes: by how often, with the way to a draft about it."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from publishing import permissions
from publishing.selectors import wanted as searches
from publishing.services import wanted
from publishing.views.shelf_tabs import shelf_tabs
from publishing.views.write_answers import EDIT, said
from synthai.core.access import TenantRequest, page
from synthai.core.search import counting, misses

LIST: Final = "publishing:wanted-list"


@require_safe
@page(permissions.WANTED_MANAGE)
def wanted_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Searches without result, those that led to a piece, and those that were taken off the list."""
    show, now = request.GET.get("show", ""), timezone.now()
    context: dict[str, Any] = {
        "show": show,
        "tabs": _tabs(request, show),
        "nav_tabs": shelf_tabs(request, "wanted"),
        "figures": counting.figures(now=now),
        "undo": request.GET.get("undo", "")[:100],
        "may_write": request.actor.can(permissions.PIECE_WRITE),
    }
    if show == "led":
        context["led"] = searches.led(request.organisation, by=request.actor, now=now)
    else:
        context["misses"] = misses.settled_ones() if show == "off" else misses.open_ones()
    return render(request, "publishing/wanted.html", context)


@require_POST
@page(permissions.WANTED_MANAGE)
def write_about(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin a piece with these words as its title."""
    made = wanted.write_about(request.POST.get("words", ""), by=request.actor, now=timezone.now())
    told = _("A draft is begun, and its words are off the list. Give it a better title, and write.")
    return said(request, told, EDIT, organisation, made.public_id)


@require_POST
@page(permissions.WANTED_MANAGE)
def settle(request: TenantRequest, organisation: str) -> HttpResponse:
    """Take the words off the list; the page offers the way back."""
    miss = wanted.settle(request.POST.get("words", ""), by=request.actor)
    messages.success(request, _("“%(words)s” is off the list.") % {"words": miss.words})
    return redirect(f"{reverse(LIST, args=[organisation])}?{urlencode({'undo': miss.words})}")


@require_POST
@page(permissions.WANTED_MANAGE)
def put_back(request: TenantRequest, organisation: str) -> HttpResponse:
    """Put them back on the list."""
    miss = wanted.put_back(request.POST.get("words", ""), by=request.actor)
    return said(request, _("“%(words)s” is back on the list.") % {"words": miss.words}, LIST, organisation)


def _tabs(request: TenantRequest, show: str) -> list[dict[str, Any]]:
    names = (("", _("Without result")), ("led", _("Led to a piece")), ("off", _("Taken off the list")))
    return [
        {"label": label, "url": f"?show={name}" if name else request.path, "active": name == show}
        for name, label in names
    ]
