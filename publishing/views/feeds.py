"""What programs read of a shelf: Atom (RFC 4287), JSON Feed 1.1, the sitemap. As nobody in particular sees it."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.engine.access import ANYBODY
from publishing.models import Piece
from publishing.selectors import reading
from publishing.terms import LANGUAGES, Audience
from publishing.views import drawing
from publishing.views.addresses import whole
from publishing.views.on_shelf import Visit, public, site_name

JSON_FEED = "https://jsonfeed.org/version/1.1"


@require_safe
@public
def atom(visit: Visit, language: str) -> HttpResponse:
    """The newest pieces as Atom: whole what everybody may read, else title and summary."""
    feed = Atom1Feed(
        title=_title(visit, language),
        link=whole(visit.to.index(language)),
        feed_url=whole(visit.to.atom(language)),
        description="",
        language=language,
        author_name=site_name(visit.shelf),
    )
    for each in _newest(visit, language):
        feed.add_item(**_entry(visit, each))
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
@public
def json_feed(visit: Visit, language: str) -> HttpResponse:
    """The newest pieces as a JSON feed."""
    document = {
        "version": JSON_FEED,
        "title": _title(visit, language),
        "home_page_url": whole(visit.to.index(language)),
        "feed_url": whole(visit.to.json(language)),
        "language": language,
        "authors": [{"name": site_name(visit.shelf)}],
        "items": [_item(visit, each) for each in _newest(visit, language)],
    }
    return JsonResponse(document, content_type="application/feed+json")


@require_safe
@public
def sitemap(visit: Visit) -> HttpResponse:
    """Every page that search engines may list, each with its other languages. What only members read is listed by its teaser."""
    rows = reading.listing(visit.shelf, ANYBODY, now=visit.now)
    pieces = list(rows.order_by("-live_at", "-pk")[: reading.MOST_IN_MAP])
    families: dict[int, list[Piece]] = {}
    for each in pieces:
        families.setdefault(each.original_id or each.pk, []).append(each)
    context = {
        "indexes": [whole(visit.to.index(code)) for code in _used(pieces)],
        "pages": [
            {
                "url": whole(visit.to.piece(each)),
                "changed": each.live_at,
                "others": _others(visit, families[each.original_id or each.pk]),
            }
            for each in pieces
        ],
    }
    return render(visit.request, "publishing/sitemap.xml", context, content_type="application/xml")


def _used(pieces: list[Piece]) -> list[str]:
    found = {each.language for each in pieces}
    return [code for code, _name in LANGUAGES if code in found]


def _others(visit: Visit, family: list[Piece]) -> list[tuple[str, str]]:
    if len(family) < 2:  # noqa: PLR2004 - itself alone
        return []
    return [(each.language, whole(visit.to.piece(each))) for each in family]


def _title(visit: Visit, language: str) -> str:
    names = dict(LANGUAGES)
    if language not in names:
        raise Http404
    return _("%(site)s – articles in %(language)s") % {
        "site": site_name(visit.shelf),
        "language": names[language],
    }


def _newest(visit: Visit, language: str) -> list[Piece]:
    rows = reading.listing(visit.shelf, ANYBODY, now=visit.now, language=language)
    texts = rows.defer(None).defer("blocks", "seo", "touched", "live__seo")
    return list(texts.order_by("-live_at", "-pk")[: reading.MOST_IN_FEED])


def _content(piece: Piece) -> str:
    if piece.audience != Audience.PUBLIC or piece.live is None:
        return ""
    return str(drawing.in_feed(piece.live.blocks))


def _entry(visit: Visit, piece: Piece) -> dict[str, Any]:
    live: Any = piece.live
    content = _content(piece)
    names = live.facts.get("authors", [])
    return {
        "title": live.title,
        "link": whole(visit.to.piece(piece)),
        "description": content or live.summary,
        "author_name": ", ".join(names) or site_name(visit.shelf),
        "categories": [name for _slug, name in live.facts.get("tags", [])],
        "unique_id": f"urn:synthai:piece:{piece.public_id}",
        "pubdate": piece.first_live_at,
        "updateddate": piece.live_at,
    }


def _item(visit: Visit, piece: Piece) -> dict[str, Any]:
    live: Any = piece.live
    content = _content(piece)
    found: dict[str, Any] = {
        "id": f"urn:synthai:piece:{piece.public_id}",
        "url": whole(visit.to.piece(piece)),
        "title": live.title,
        "summary": live.summary,
        "language": piece.language,
        "date_published": piece.first_live_at.isoformat() if piece.first_live_at else None,
        "date_modified": piece.live_at.isoformat() if piece.live_at else None,
        "authors": [{"name": name} for name in live.facts.get("authors", [])],
        "tags": [name for _slug, name in live.facts.get("tags", [])],
    }
    found["content_html" if content else "content_text"] = content or live.summary or live.title
    return {name: value for name, value in found.items() if value is not None}
