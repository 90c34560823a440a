"""Reading inside an organisation: its own shelf and the platform's, one's own marks on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from publishing import permissions
from publishing.refusals import UnknownMark
from publishing.selectors import mine, readers, reading
from publishing.selectors.readers import OWN, SHARED
from publishing.selectors.reading import Shown
from publishing.services import person_export, readings
from publishing.views import files, inside_screens
from publishing.views.addresses import Inside
from publishing.views.came_from import came_from_search
from synthai.core.access import TenantRequest, page
from synthai.core.errors import NotFound
from synthai.core.media.embeds import FRAMES

_SAID: Final = {
    "bookmark": _lazy("Bookmarked. You find it under My reading."),
    "unbookmark": _lazy("The bookmark is taken away."),
    "later": _lazy("Put on your reading list."),
    "not-later": _lazy("Taken off your reading list."),
    "finish": _lazy("Marked as read."),
    "unfinish": _lazy("Marked as not read."),
}


@require_safe
@page(permissions.LIBRARY_READ)
def front(request: TenantRequest, organisation: str) -> HttpResponse:
    """The platform's shelf where there is one, else one's own."""
    try:
        with readers.beside(request.organisation, SHARED) as shelf:
            word = OWN if shelf.pk == request.organisation.pk else SHARED
    except NotFound:
        word = OWN
    return _shelf(request, word)


@require_safe
@page(permissions.LIBRARY_READ)
def shelf_list(request: TenantRequest, organisation: str, shelf: str) -> HttpResponse:
    """What is on a shelf: all of it, or with a tag, of a series, by an author, in a language."""
    return _shelf(request, shelf)


@require_safe
@page(permissions.LIBRARY_READ)
def mine_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """One's own: to read later, bookmarked, read. What one may not read any more is not shown."""
    return render(request, "publishing/library_mine.html", inside_screens.own(request))


@require_safe
@page(permissions.LIBRARY_READ)
def piece(request: TenantRequest, organisation: str, shelf: str, key: str) -> HttpResponse:
    """One piece: whole, or its teaser with the way to the rest."""
    with standing(request, shelf, key) as shown:
        context = inside_screens.piece(request, shown, Inside(organisation, shelf))
    if shown.is_whole and request.actor.kind == "person":
        context["reading"] = readings.opened(
            shown, by=request.actor, now=timezone.now(), is_found=came_from_search(request)
        )
    response = render(request, "publishing/library_piece.html", context)
    setattr(response, "_csp_update", {"frame-src": list(FRAMES)})  # noqa: B010 - read by django-csp
    return response


@require_safe
@page(permissions.LIBRARY_READ, is_part=True)
def file(
    request: TenantRequest, organisation: str, shelf: str, key: str, asset: str, name: str
) -> HttpResponseBase:
    """A file of a piece, for who may read the piece."""
    with standing(request, shelf, key) as shown:
        return files.sent(request, shown, asset, name)


@require_POST
@page(permissions.LIBRARY_READ)
def mark(request: TenantRequest, organisation: str, shelf: str, key: str) -> HttpResponse:
    """Bookmark it, put it on the reading list, say that it was read; or take that back."""
    with standing(request, shelf, key) as shown:
        word = request.POST.get("mark", "")
    if word not in _SAID:
        raise UnknownMark
    marked(shown, word, request)
    if request.POST.get("quiet"):
        return HttpResponse(status=204)
    messages.success(request, _SAID[word])
    return redirect(_back(request) or Inside(organisation, shelf).piece(shown.piece))


@require_POST
@page(permissions.LIBRARY_READ)
def choose(request: TenantRequest, organisation: str) -> HttpResponse:
    """Switch suggestions on or off."""
    wants = request.POST.get("suggestions") == "on"
    readings.choose(wants_suggestions=wants, by=request.actor)
    off = _("Suggestions are off, and what you read is not counted for those of others.")
    messages.success(request, _("Suggestions are shown.") if wants else off)
    return redirect("publishing:reading-mine", organisation)


@require_safe
@page(permissions.LIBRARY_READ)
def my_data(request: TenantRequest, organisation: str) -> HttpResponse:
    """All that the library holds about the person here, as a file."""
    found = person_export.of_person(request.actor, now=timezone.now())
    headers = {"Content-Disposition": 'attachment; filename="synthai-library.json"'}
    return JsonResponse(found, headers=headers, json_dumps_params={"indent": 2, "ensure_ascii": False})


@contextmanager
def standing(request: TenantRequest, shelf: str, key: str) -> Iterator[Shown]:
    """A live piece before the actor, the tenant of its shelf active inside the block. Raises NotFound."""
    with readers.beside(request.organisation, shelf) as found:
        reader = readers.of_actor(request.actor, found)
        yield reading.get_by_key(found, key, reader, now=timezone.now())


def marked(shown: Shown, word: str, request: TenantRequest) -> None:
    """Set one mark."""
    by, now = request.actor, timezone.now()
    if word in {"bookmark", "unbookmark"}:
        readings.mark(shown, by=by, now=now, bookmarked=word == "bookmark")
    elif word in {"later", "not-later"}:
        readings.mark(shown, by=by, now=now, later=word == "later")
    elif word == "finish":
        readings.finish(shown, by=by, now=now)
    else:
        readings.unfinish(shown, by=by)


def _shelf(request: TenantRequest, word: str) -> HttpResponse:
    with readers.beside(request.organisation, word) as found:
        context = inside_screens.listed(request, found, Inside(request.organisation.slug, word))
    keys = [each["key"] for each in context["cards"]]
    marks = mine.marks(request.actor.user_id, keys, is_platform=context["is_platform"])
    context["cards"] = [{**each, "mark": marks.get(each["key"])} for each in context["cards"]]
    context["tabs"] = inside_screens.tabs(request, word)
    return render(request, "publishing/library.html", context)


def _back(request: TenantRequest) -> str:
    asked = request.POST.get("next", "")
    is_path = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_path else ""
