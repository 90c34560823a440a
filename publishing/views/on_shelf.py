"""What every public page has in common: the shelf in its address, who reads, how often, and what is kept of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from publishing.engine.access import Reader
from publishing.models import Piece, PieceQuerySet
from publishing.selectors import readers, reading
from publishing.selectors.readers import Shelf
from publishing.services import page_cache
from publishing.services.page_cache import Kept
from publishing.views.addresses import Public

RATE = {"reading": "240/m/ip"}  # of pages that have to be drawn
PUBLIC = f"public, max-age={page_cache.SECONDS}"
_KEPT_HEADERS = ("Link", "X-Robots-Tag", "Content-Language", "Referrer-Policy")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request to a public page: the shelf, who reads, and when."""

    request: HttpRequest
    shelf: Shelf
    reader: Reader
    now: Any
    to: Public

    def rows(self, language: str = "") -> PieceQuerySet:
        """What this reader sees of the shelf."""
        return reading.listing(self.shelf, self.reader, now=self.now, language=language)

    def is_whole(self, piece: Piece) -> bool:
        """Whether this reader gets all of it."""
        return piece.audience in self.shelf.audiences(self.reader, whole=True)


def public(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of a shelf: from the cache for who is not signed in, private for who is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, owner: str = "", **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            response = _drawn(view, request, owner, args, kwargs)
            response["Cache-Control"] = "private, no-cache"
            return response
        if request.GET:
            return _drawn(view, request, owner, args, kwargs)
        place, kept = page_cache.find(owner, f"{get_language()} {request.path}")
        if kept is None:
            response = _drawn(view, request, owner, args, kwargs)
            if not isinstance(response, HttpResponse) or not _is_for_all(request, response):
                return response
            kept = _kept(response)
            page_cache.put(place, kept)
        return _answer(request, kept)

    return guarded


def _drawn(
    view: Callable[..., HttpResponseBase], request: HttpRequest, owner: str, args: Any, kwargs: Any
) -> HttpResponseBase:
    if not ratelimit.consume(request, app="publishing", action="reading", config=RATE, limit_get=True):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    with readers.opened(owner) as shelf:
        reader = readers.of_visitor(request.user, shelf)
        visit = Visit(request=request, shelf=shelf, reader=reader, now=timezone.now(), to=Public(shelf))
        return view(visit, *args, **kwargs)


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it may be shown to everybody: a whole page that told this visitor nothing of their own.

    A message ("You have signed out") and a form's token are one visitor's. A page with either is answered to them alone.
    """
    if response.status_code != 200:  # noqa: PLR2004
        return False
    is_told = len(get_messages(request)) > 0  # waiting, or shown on this page
    is_own = is_told or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))
    if is_own:
        response["Cache-Control"] = "private, no-store"
    return not is_own and not response.cookies


def _kept(response: HttpResponse) -> Kept:
    headers = tuple((name, response[name]) for name in _KEPT_HEADERS if name in response)
    content = bytes(response.content)
    return Kept(content, response["Content-Type"], page_cache.etag_of(content), headers)


def _answer(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    response = HttpResponse(kept.content, content_type=kept.content_type, headers=dict(kept.headers))
    response["Cache-Control"], response["ETag"] = PUBLIC, kept.etag
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=kept.etag, response=response) or response


def site_name(shelf: Shelf) -> str:
    """Whose pages they are, for people."""
    return "SynthAI" if shelf.is_platform else shelf.name
