"""Searching: the page inside an organisation, the palette, the public page, and what was opened of what was found."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from publishing.selectors import popular
from publishing.terms import LANGUAGES
from synthai.core.access import TenantRequest, page
from synthai.core.search.query import LETTERS
from synthai.site.search import drawing, finding, palette, recent
from synthai.site.search.asked import Asked, read
from synthai.site.search.limits import limited

_LANGUAGES: Final = dict(LANGUAGES)


@require_safe
@page(None)
@limited("page")
def search(request: TenantRequest, organisation: str) -> HttpResponse:
    """One box over everything that the person may see."""
    asked, now = read(request.GET), timezone.now()
    ways = _ways(asked, request)
    found = finding.look(
        asked, by=request.actor, where="page", now=now, is_named=any(way.is_named for way in ways)
    )
    context = {
        **drawing.drawn(asked, found),
        "ways": ways,
        "opened_url": reverse("search:opened", args=[organisation]),
    }
    if not found.total and not asked.is_typing:
        context["popular"] = popular.inside(request.organisation, by=request.actor, now=now)
    context |= {"ask_url": _ask(organisation), "wanted_url": _wanted(request), "letters": LETTERS}
    template = "search/search.html#found" if request.htmx else "search/search.html"
    return render(request, template, context)


@require_safe
@limited("public")
def public(request: HttpRequest, language: str) -> HttpResponse:
    """The platform's public shelf, for who is not signed in."""
    if language not in _LANGUAGES:
        raise Http404
    asked, now = read(request.GET), timezone.now()
    found = finding.look(asked, by=None, where="public", now=now)
    context = {
        **drawing.drawn(asked, found),
        "popular": [] if found.total else popular.public(now=now),
        "opened_url": reverse("search:public-opened"),
        "index_path": reverse("reading:index", args=[language]),
    }
    response = render(request, "search/public.html", context)
    response["X-Robots-Tag"] = "noindex, follow"
    return response


@require_safe
@page(None, is_part=True)
@limited("page")
def palette_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """What the palette shows for the words typed so far; without words, what was opened lately and where one mostly goes."""
    asked = read(request.GET)
    ways = palette.ways(asked.text, actor=request.actor, slug=organisation)
    context: dict[str, Any] = {"asked": asked, "ways": ways, "ask_url": _ask(organisation)}
    if asked.text:
        found = finding.glance(asked.text, by=request.actor, now=timezone.now())
        context |= drawing.drawn(asked, found)
    else:
        context["recent"] = recent.entries_of(request, organisation, by=request.actor)
    return render(request, "search/palette.html", context)


@require_POST
@page(None, is_part=True)
@limited("opened")
def opened(request: TenantRequest, organisation: str) -> HttpResponse:
    """A result was opened: counted, and first of what the person opened lately. What they may not find is let be."""
    name = (request.POST.get("kind", "")[:60], request.POST.get("key", "")[:64])
    entry = finding.opened(
        name, asked=request.POST.get("q", ""), place=_place(request), by=request.actor, now=timezone.now()
    )
    if entry is not None:
        recent.note(request, organisation, name)
    return HttpResponse(status=204)


@csrf_exempt  # a public page has no token; what is counted is nobody's
@require_POST
@limited("opened")
def public_opened(request: HttpRequest) -> HttpResponse:
    """A visitor opened a result. It is counted for nobody."""
    name = (request.POST.get("kind", "")[:60], request.POST.get("key", "")[:64])
    finding.opened(name, asked=request.POST.get("q", ""), place=_place(request), by=None, now=timezone.now())
    return HttpResponse(status=204)


def _ways(asked: Asked, request: TenantRequest) -> list[palette.Way]:
    """Pages of the product above the first results, where everything is looked among."""
    if not asked.text or asked.page > 1 or asked.is_narrowed:
        return []
    return palette.ways(asked.text, actor=request.actor, slug=request.organisation.slug)[:3]


def _place(request: HttpRequest) -> int:
    said = request.POST.get("place", "")
    return int(said) if said.isdecimal() and len(said) < 4 else 1  # noqa: PLR2004


def _ask(organisation: str) -> str:
    """Where a question is answered in sentences, if the site has such a page."""
    path = f"/o/{organisation}/ask/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def _wanted(request: TenantRequest) -> str:
    """What people looked for in vain, for who may write about it."""
    may = request.actor.can("publishing.wanted.manage")
    return reverse("publishing:wanted-list", args=[request.organisation.slug]) if may else ""
