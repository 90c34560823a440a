"""Where links of a piece lead: to pages of our own, resolved by our own routes and pieces, or elsewhere, as it was asked last."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.urls.exceptions import NoReverseMatch

from accounts import selectors as people
from publishing.check_terms import LinkState
from publishing.engine.access import ANYBODY, Reader
from publishing.models import LinkCheck
from publishing.selectors import readers, reading
from publishing.selectors.platform import platform_id
from publishing.selectors.readers import OWN, SHARED
from synthai.core.errors import NotFound
from synthai.core.tenancy import active_organisation_id, tenant

MOST: Final = 100  # links of a piece to pages of our own
_EVERYWHERE: Final = Reader(is_signed_in=True, is_home=True, is_leader=True, has_plan=True)
_TOLD: Final = {LinkState.BROKEN: "broken", LinkState.UNSURE: "unsure"}
_WEB: Final = {"http", "https"}


def key_of(url: str) -> str:
    """What rows call an address elsewhere: without the place inside its page."""
    return hashlib.sha256(url.partition("#")[0].encode()).hexdigest()[:32]


def elsewhere(urls: Iterable[str]) -> list[str]:
    """Those of the web that are no pages of ours, as they are asked."""
    found = (url.partition("#")[0] for url in urls if _host(url) not in {None, _own_host()})
    return list(dict.fromkeys(url for url in found if len(url) <= 2000))  # noqa: PLR2004 - as the column


def judge_of(urls: Iterable[str], *, now: datetime) -> Callable[[str], str]:
    """What is known of each: "broken", "moved", "unsure", or "" for what is fine or not asked yet. One query for all addresses
    elsewhere, up to four for a page of ours. Needs the tenant of the piece."""
    wanted = list(dict.fromkeys(urls))
    outside = {url: key_of(url) for url in wanted if _host(url) not in {None, _own_host()}}
    states = dict(LinkCheck.objects.filter(key__in=outside.values()).values_list("key", "state"))
    told = {url: _TOLD.get(LinkState(states[key]), "") for url, key in outside.items() if key in states}
    inside = [url for url in wanted if url not in outside]
    told |= {url: _inside(url, now=now) for url in inside[:MOST]}
    return lambda url: told.get(url, "")


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        return parts.netloc.lower() if parts.scheme in _WEB else None
    except ValueError:
        return None


def _own_host() -> str:
    return urlsplit(str(settings.SITE_URL)).netloc.lower()


def _inside(url: str, *, now: datetime) -> str:
    """A page of ours, or an address that is none at all: "www.sars.gov.za" without https:// leads nowhere."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "broken"
    if parts.scheme in {"mailto", "tel"} or url.startswith("#"):
        return ""
    path = unquote(parts.path)
    if not path.startswith("/") or url.startswith("//"):
        return "broken"
    if path.startswith(settings.STATIC_URL):
        return ""
    try:
        found = _resolved(path)
        return _page(found.view_name, found.kwargs, now=now)
    except (Resolver404, NoReverseMatch, NotFound):
        return "broken"


def _resolved(path: str) -> Any:
    try:
        return resolve(path)
    except Resolver404:
        if path.endswith("/"):
            raise
        return resolve(f"{path}/")


def _page(name: str, kwargs: dict[str, Any], *, now: datetime) -> str:
    """Raises NotFound for a piece that is not there."""
    match name:
        case "reading:piece" | "reading:own-piece":
            return _public(kwargs.get("owner", ""), kwargs["language"], kwargs["slug"], now=now)
        case "publishing:reading":
            return _at_home(kwargs["organisation"], kwargs["shelf"], kwargs["key"], now=now)
        case "api-ground:unknown":
            return "broken"
        case _:
            return ""


def _public(owner: str, language: str, slug: str, *, now: datetime) -> str:
    with readers.opened(owner) as shelf:
        reader = ANYBODY
        try:
            reading.get(shelf, language, slug, reader, now=now)
        except NotFound:
            if reading.moved(shelf, language, slug, reader, now=now) is None:
                raise
            return "moved"
        return ""


def _at_home(organisation: str, word: str, key: str, *, now: datetime) -> str:
    """A page inside an organisation: our own are looked at; whether another's are there is nobody's business here."""
    here = active_organisation_id() or 0
    if organisation != people.slug_of(here) or word not in {OWN, SHARED}:
        return ""
    pk = here if word == OWN else platform_id()
    if pk is None:
        raise NotFound
    slug = organisation if word == OWN else settings.PLATFORM_ORGANISATION
    is_platform = slug == settings.PLATFORM_ORGANISATION
    with tenant(pk):
        shelf = readers.Shelf(pk=pk, slug=slug, name="", is_platform=is_platform)
        reading.get_by_key(shelf, key, _EVERYWHERE, now=now)
    return ""
