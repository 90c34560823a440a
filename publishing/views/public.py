"""What everybody may read: lists, pieces, series, tags, authors. Works without script and without signing in."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.engine.structured import PieceFacts, piece_data
from publishing.engine.words import slug_of
from publishing.models import Piece, PieceQuerySet
from publishing.selectors import languages, reading, suggesting
from publishing.selectors.reading import Shown
from publishing.terms import LANGUAGES, Audience
from publishing.views import files
from publishing.views.addresses import whole
from publishing.views.cards import cards
from publishing.views.on_shelf import Visit, public, site_name
from publishing.views.piece_screen import piece_page
from synthai.core import keyset
from synthai.core.errors import NotFound
from synthai.core.media.embeds import FRAMES
from synthai.core.structured import in_page

PAGE: Final = 24
MOST_ELSEWHERE: Final = 6
MOST_FIRST: Final = 3
_LANGUAGES: Final = dict(LANGUAGES)
_ROBOTS_CLOSED: Final = "noindex, nofollow"


@require_safe
@public
def front(visit: Visit) -> HttpResponse:
    """The list in the language of the site."""
    asked = (get_language() or "en").split("-")[0]
    return HttpResponseRedirect(visit.to.index(asked if asked in _LANGUAGES else "en"))


@require_safe
@public
def index(visit: Visit, language: str) -> HttpResponse:
    """Everything in a language, the newest first; what editors show first stands above."""
    rows = visit.rows(_known(language))
    title = _("Read") if visit.shelf.is_platform else _("Read – %(name)s") % {"name": visit.shelf.name}
    said = (
        _("Articles, videos and resources for people who run a small business in South Africa.")
        if visit.shelf.is_platform
        else _("What %(name)s writes for everybody.") % {"name": visit.shelf.name}
    )
    return _listed(
        visit,
        language,
        rows,
        title=title,
        lead=said,
        path=visit.to.index(language),
        choices=_languages(visit, language),
        is_index=True,
    )


@require_safe
@public
def tag(visit: Visit, language: str, slug: str) -> HttpResponse:
    """What carries a tag."""
    rows = reading.tagged(visit.rows(_known(language)), slug)
    one = rows.order_by("-live_at", "-pk").first()
    if one is None or one.live is None:
        raise Http404
    name = dict(one.live.facts.get("tags", [])).get(slug, slug)
    path = visit.to.tag(language, slug)
    return _listed(visit, language, rows, title=name, lead=_("Pieces with this tag."), path=path)


@require_safe
@public
def author(visit: Visit, language: str, slug: str) -> HttpResponse:
    """What somebody wrote."""
    name = reading.author_with(slug)
    rows = reading.written_by(visit.rows(_known(language)), name)
    if not rows.exists():
        raise Http404
    path = visit.to.author(language, slug_of(name))
    lead = _("Pieces by %(name)s.") % {"name": name}
    return _listed(visit, language, rows, title=name, lead=lead, path=path)


@require_safe
@public
def series(visit: Visit, language: str, slug: str) -> HttpResponse:
    """The pieces of a series, in their order."""
    found = reading.get_series(_known(language), slug)
    pieces = reading.of_series(visit.rows(), found.pk)
    if not pieces:
        raise Http404
    path = visit.to.series(language, slug)
    context = {
        **_frame(visit, language, title=found.title, lead=found.summary, path=path),
        "cards": _cards(visit, pieces),
        "is_series": True,
    }
    return render(visit.request, "publishing/public_list.html", context)


@require_safe
@public
def piece(visit: Visit, language: str, slug: str) -> HttpResponseBase:
    """One piece: whole, or its teaser with the way to the rest. An old address leads to the new one, and one that is not there in
    this language to the piece in the next."""
    try:
        shown = reading.get(visit.shelf, language, slug, visit.reader, now=visit.now)
    except NotFound:
        now_at = reading.moved(visit.shelf, language, slug, visit.reader, now=visit.now)
        if now_at is not None:
            return HttpResponsePermanentRedirect(visit.to.piece(now_at.piece))
        there = languages.elsewhere(visit.rows(), _known(language), slug)
        if there is None:
            raise
        # Not permanent: a translation may be published at this address.
        return HttpResponseRedirect(visit.to.piece(there))
    response = render(visit.request, "publishing/public_piece.html", _piece_context(visit, shown))
    setattr(response, "_csp_update", {"frame-src": list(FRAMES)})  # noqa: B010 - read by django-csp
    return response


@require_safe
@public
def file(visit: Visit, key: str, asset: str, name: str) -> HttpResponseBase:
    """A file of a piece, for who may read the piece."""
    shown = reading.get_by_key(visit.shelf, key, visit.reader, now=visit.now)
    return files.sent(visit.request, shown, asset, name)


def _piece_context(visit: Visit, shown: Shown) -> dict[str, Any]:
    rows, path = visit.rows(), visit.to.piece(shown.piece)
    page = piece_page(
        shown,
        rows,
        visit.to,
        is_whole=visit.is_whole,
        suggested=suggesting.by_rule(rows, shown.piece),
        played=visit.request.GET.get("play", ""),
    )
    seo = shown.revision.seo or {}
    frame = _frame(visit, shown.piece.language, title=shown.revision.title, lead="", path=path)
    return {
        **frame,
        **page,
        "page_title": seo.get("title") or shown.revision.title,
        "page_description": seo.get("description") or shown.revision.summary or shown.revision.title,
        "data": in_page(piece_data(_facts(visit, shown, page["head"]))),
        "next_url": path,
        "seen": {"key": shown.piece.public_id, "owner": "" if visit.shelf.is_platform else visit.shelf.slug},
    }


def _facts(visit: Visit, shown: Shown, head: dict[str, Any]) -> PieceFacts:
    piece, cover = shown.piece, head["cover"]
    return PieceFacts(
        kind=piece.kind,
        title=shown.revision.title,
        summary=shown.revision.summary,
        url=whole(visit.to.piece(piece)),
        language=piece.language,
        publisher=site_name(visit.shelf),
        publisher_url=whole(visit.to.index(piece.language)),
        published_at=piece.first_live_at or visit.now,
        changed_at=piece.live_at or visit.now,
        is_open=piece.audience == Audience.PUBLIC,
        words=head["words"],
        authors=tuple(each["name"] for each in head["authors"]),
        tags=tuple(each["name"] for each in head["tags"]),
        picture=whole(cover["url"]) if cover else "",
    )


def _listed(
    visit: Visit,
    language: str,
    rows: PieceQuerySet,
    *,
    title: str,
    lead: str,
    path: str,
    choices: Sequence[dict[str, Any]] = (),
    is_index: bool = False,
) -> HttpResponse:
    """A page of a list, five queries at most. The index has more on it: what is shown first above its first page, and below its last
    what is not in its language."""
    cursor = visit.request.GET.get("cursor")
    listed = rows.exclude(pk__in=_shown_first(rows).values("pk")) if is_index and cursor else rows
    found = keyset.page(listed, ordering=("-live_at", "-pk"), size=PAGE, cursor=cursor, scope=f"read {path}")
    above = _first(rows, found, is_all_here=not cursor) if is_index and not found.previous else []
    below = _elsewhere(visit, language) if is_index and not found.next else []
    drawn = {each["key"]: each for each in _cards(visit, [*above, *found.rows, *below])}
    keys = {each.public_id for each in above}
    context = {
        **_frame(visit, language, title=title, lead=lead, path=path),
        "list_languages": choices,
        "elsewhere": [drawn[each.public_id] for each in below],
        "language_name": _LANGUAGES[language],
        "first": [drawn[each.public_id] for each in above],
        "cards": [drawn[each.public_id] for each in found.rows if each.public_id not in keys],
        "next_url": f"?cursor={found.next}" if found.next else None,
        "previous_url": f"?cursor={found.previous}" if found.previous else None,
    }
    return render(visit.request, "publishing/public_list.html", context)


def _frame(visit: Visit, language: str, *, title: str, lead: str, path: str) -> dict[str, Any]:
    return {
        "shelf": visit.shelf,
        "site": site_name(visit.shelf),
        "title": title,
        "lead": lead,
        "language": language,
        "canonical": whole(path),
        "index_path": visit.to.index(language),
        "search_path": f"{visit.to.index(language)}search/",
        "atom_path": visit.to.atom(language),
        "json_path": visit.to.json(language),
    }


def _languages(visit: Visit, language: str) -> list[dict[str, Any]]:
    """The languages with something to read, and this one."""
    used = reading.languages_of(visit.shelf, visit.reader, now=visit.now) | {language}
    return [
        {"label": label, "href": visit.to.index(code), "is_here": code == language, "code": code}
        for code, label in LANGUAGES
        if code in used
    ]


def _shown_first(rows: PieceQuerySet) -> PieceQuerySet:
    """What editors show first, the newest three: they stand above the first page and on no other."""
    return rows.filter(is_featured=True).order_by("-live_at", "-pk")[:MOST_FIRST]


def _first(rows: PieceQuerySet, found: keyset.Page[Piece], *, is_all_here: bool) -> list[Piece]:
    """What stands above. One query, none where the whole list stands on this page."""
    if is_all_here and not found.next:
        return [each for each in found.rows if each.is_featured][:MOST_FIRST]
    return list(_shown_first(rows))


def _elsewhere(visit: Visit, language: str) -> list[Piece]:
    """The newest that are not in this language, each in the next best one. One query."""
    rows = languages.once(visit.rows(), language).exclude(language=language)
    return list(rows.order_by("-live_at", "-pk")[:MOST_ELSEWHERE])


def _cards(visit: Visit, pieces: list[Piece]) -> list[dict[str, Any]]:
    return cards(pieces, visit.to, is_whole=visit.is_whole)


def _known(language: str) -> str:
    if language not in _LANGUAGES:
        raise Http404
    return language
