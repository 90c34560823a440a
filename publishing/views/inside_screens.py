"""What the pages of reading inside an organisation show. Rows of another tenant are read here, and never by a template."""

from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.models import Piece, PieceQuerySet, Reading
from publishing.selectors import languages, mine, readers, reading, suggesting
from publishing.selectors.readers import OWN, SHARED, Shelf
from publishing.selectors.reading import Shown
from publishing.terms import LANGUAGES, Audience
from publishing.views import comment_screens
from publishing.views.addresses import Inside, Public, whole
from publishing.views.cards import card, cards
from publishing.views.piece_screen import piece_page
from synthai.core import entitlements, keyset
from synthai.core.access import TenantRequest
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

PAGE: Final = 24
_GROUPS: Final = ("later", "bookmarked", "finished")


def listed(request: TenantRequest, shelf: Shelf, to: Inside) -> dict[str, Any]:
    """A page of the shelf's list, three queries at most. Needs the shelf's tenant. Raises Http404 for a tag, author or series with nothing."""
    reader = readers.of_actor(request.actor, shelf)
    whole_ones = shelf.audiences(reader, whole=True)
    language = request.GET.get("language", "")
    wanted = languages.preferred(get_language() or "")
    rows = reading.listing(shelf, reader, now=timezone.now(), language=language)
    narrowed, by = _narrowed(rows, request)
    if not language:
        narrowed = languages.once(narrowed, wanted)
    found = keyset.page(
        narrowed,
        ordering=("series_position", "pk") if by["series"] else ("-live_at", "-pk"),
        size=PAGE,
        cursor=request.GET.get("cursor"),
        scope=f"shelf {shelf.pk} {language or f'best {wanted}'} {by}",
    )
    if any(by.values()) and not found.rows and not narrowed.exists():
        raise Http404
    told = cards(found.rows, to, is_whole=lambda each: each.audience in whole_ones)
    return {
        "cards": told,
        "by": by,
        "is_narrowed": any(by.values()),
        "list_languages": LANGUAGES,
        "chosen": language,
        "wanted": wanted,
        "shelf": shelf,
        "word": to.word,
        "is_platform": shelf.is_platform,
        "index_path": to.index(),
        "next": found.next,
        "previous": found.previous,
    }


def piece(request: TenantRequest, shown: Shown, to: Inside) -> dict[str, Any]:
    """The page of a piece. Needs the shelf's tenant; what is the reader's own is read in theirs."""
    shelf, actor = shown.shelf, request.actor
    reader = readers.of_actor(actor, shelf)
    whole_ones = shelf.audiences(reader, whole=True)
    rows = reading.listing(shelf, reader, now=timezone.now())

    def is_whole(each: Piece) -> bool:
        return each.audience in whole_ones

    suggested, played = _suggested(request, shown, rows), request.GET.get("play", "")
    page = piece_page(shown, rows, to, is_whole=is_whole, suggested=suggested, played=played)
    with tenant(request.organisation.pk):
        upgrade = entitlements.upgrade_path(request.organisation.pk) if not shown.is_whole else ""
        row = mine.reading_of(actor.user_id, shown.piece.public_id, is_platform=shelf.is_platform)
    return {
        **page,
        "shelf": shelf,
        "word": to.word,
        "key": shown.piece.public_id,
        "reading": row,
        "upgrade": upgrade,
        "index_path": to.index(),
        "public_url": whole(Public(shelf).piece(shown.piece)) if _is_public(shown) else "",
        "tabs": tabs(request, to.word),
        **comment_screens.of_piece(request, shown),
    }


def own(request: TenantRequest) -> dict[str, Any]:
    """One's reading list, bookmarks and what one read. Up to eight queries, however much there is."""
    kept = mine.kept(request.actor.user_id)
    rows = [row for each in kept.values() for row in each]
    drawn = {
        **_cards(request, OWN, [row for row in rows if not row.is_platform]),
        **_cards(request, SHARED, [row for row in rows if row.is_platform]),
    }
    labels = {
        "later": _("To read later"),
        "bookmarked": _("Bookmarks"),
        "finished": _("Read"),
    }
    return {
        "groups": [
            {
                "name": name,
                "label": labels[name],
                "cards": [
                    drawn[(row.is_platform, row.key)]
                    for row in kept[name]
                    if (row.is_platform, row.key) in drawn
                ],
            }
            for name in _GROUPS
        ],
        "is_empty": not drawn,
        "tabs": tabs(request, "mine"),
        "wants": suggesting.wants(request.actor.user_id),
    }


def tabs(request: TenantRequest, here: str) -> list[dict[str, Any]]:
    """The shelves, and one's own."""
    slug = request.organisation.slug
    places = [
        (SHARED, _("From SynthAI"), reverse("publishing:reading-list", args=[slug, SHARED])),
        (OWN, _("Our own"), reverse("publishing:reading-list", args=[slug, OWN])),
        ("mine", _("My reading"), reverse("publishing:reading-mine", args=[slug])),
    ]
    if slug == settings.PLATFORM_ORGANISATION:
        places = places[1:]
    return [{"label": label, "url": url, "active": word == here} for word, label, url in places]


def _narrowed(rows: PieceQuerySet, request: HttpRequest) -> tuple[PieceQuerySet, dict[str, str]]:
    by = {"tag": request.GET.get("tag", "")[:40], "author": "", "series": ""}
    if by["tag"]:
        rows = reading.tagged(rows, by["tag"])
    if request.GET.get("author"):
        by["author"] = reading.author_with(request.GET["author"])
        rows = reading.written_by(rows, by["author"])
    if request.GET.get("series"):
        language, _dot, slug = request.GET["series"].partition(".")
        series = reading.get_series(language, slug)
        rows, by["series"] = rows.filter(series_id=series.pk), series.title
    return rows, by


def _suggested(request: TenantRequest, shown: Shown, rows: PieceQuerySet) -> list[suggesting.Suggested]:
    """Three at most, none that the person has read, and none for who wants none."""
    with tenant(request.organisation.pk):
        if not suggesting.wants(request.actor.user_id):
            return []
        read = suggesting.finished_keys(request.actor.user_id, is_platform=shown.shelf.is_platform)
    others = suggesting.by_others(rows, shown.piece, but=read) if shown.shelf.is_platform else []
    known = read | {each.piece.public_id for each in others}
    return [*others, *suggesting.by_rule(rows, shown.piece, but=known)][: suggesting.MOST]


def _cards(request: TenantRequest, word: str, kept: list[Reading]) -> dict[tuple[bool, str], Any]:
    if not kept:
        return {}
    to, is_platform = Inside(request.organisation.slug, word), kept[0].is_platform
    try:
        with readers.beside(request.organisation, word) as shelf:
            reader = readers.of_actor(request.actor, shelf)
            whole_ones = shelf.audiences(reader, whole=True)
            rows = reading.listing(shelf, reader, now=timezone.now())
            found = reading.with_keys(rows, dict.fromkeys(row.key for row in kept))
            return {
                (is_platform, each.public_id): card(each, to, is_whole=each.audience in whole_ones)
                for each in found
            }
    except NotFound:
        return {}


def _is_public(shown: Shown) -> bool:
    return shown.piece.audience == Audience.PUBLIC or shown.shelf.is_platform
