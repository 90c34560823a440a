"""What is said about a piece beside its text: its address, who may read it, its cover, what search engines are told, its tags,
series and authors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from accounts import selectors as accounts
from media.selectors import assets
from publishing import permissions
from publishing.engine import pasted, words
from publishing.models import OldAddress, Piece, PieceAuthor
from publishing.refusals import AudienceRefused, NotForLive, PictureRefused, SlugTaken
from publishing.selectors.audiences import audiences
from publishing.services import changing, following, review_rules, shelves, translation_rules
from publishing.services.pieces import free_slug
from publishing.terms import TITLE_LENGTH, Audience
from synthai.core.access import Actor
from synthai.core.audit import audit

PART: Final = "settings"
SEO: Final = {"title": 70, "description": 170}
MOST_AUTHORS: Final = 10
_PLAIN: Final = ("kind", "language", "allows_comments", "is_featured", "check_on")
_READERS_NOTICE: Final = {"slug", "audience", "language", "is_featured", "allows_comments", "series"}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of a piece. `cover`: public id of a picture, empty for none. `series`: public id, empty for none."""

    kind: str
    language: str
    slug: str
    audience: str
    cover: str = ""
    seo_title: str = ""
    seo_description: str = ""
    is_hidden: bool = False  # from search engines
    allows_comments: bool = False
    is_featured: bool = False
    check_on: date | None = None
    series: str = ""
    tags: Sequence[str] = ()
    authors: Sequence[str] = ()


@transaction.atomic
def change(piece_id: int, wanted: Settings, *, by: Actor, now: datetime, seen: int | None = None) -> Piece:
    """Set it all; the same again changes nothing. Raises NotFound, NotAllowed, NotForLive, PiecePutAway, ChangedMeanwhile, SlugTaken,
    AudienceRefused, PictureRefused, WiderThanOriginal, WiderThanApproved, TranslationExists, LanguageRefused, ValidationError."""
    piece = changing.changeable(piece_id, by=by)
    told = _differences(piece, wanted)
    beside = shelves.differences(piece, wanted.tags, wanted.series) | _authors_differ(piece, wanted.authors)
    if not told and not beside:
        return piece
    changing.judge(piece, PART, seen, _words(told, 1), _words(told, 0))
    audience = piece.audience
    translation_rules.refuse_settings(piece, audience=wanted.audience, language=wanted.language, by=by)
    _refuse(piece, wanted, {*told, *beside}, by=by)
    review_rules.refuse_wider(piece, wanted.audience)
    if "slug" in told or "language" in told:
        _leave_address(piece, wanted, now=now)
    for name, (_before, after) in told.items():
        setattr(piece, name, after)
    shelves.put(piece, wanted.tags, wanted.series)
    if "authors" in beside:
        _set_authors(piece, wanted.authors)
    changing.changed(piece, [PART], by=by, now=now)
    translation_rules.follow_audience(piece, audience, by=by)
    if piece.live_id is not None:
        if "audience" in told:
            following.audience_changed(piece)
        following.read([piece])
    audit(piece, "publishing.piece.settled", by=by, changes=_shown(told) | beside)
    return piece


def _differences(piece: Piece, wanted: Settings) -> dict[str, tuple[Any, Any]]:
    slug = words.slug_of(wanted.slug) or piece.slug
    cover = assets.get_asset(wanted.cover) if wanted.cover and wanted.cover != _cover_key(piece) else None
    seo: dict[str, Any] = {
        name: " ".join(pasted.cleaned(text).split())[: SEO[name]]
        for name, text in (("title", wanted.seo_title), ("description", wanted.seo_description))
    }
    values = {
        **{name: getattr(wanted, name) for name in _PLAIN},
        "slug": slug,
        "audience": wanted.audience,
        "seo": {name: text for name, text in (seo | {"is_hidden": wanted.is_hidden}).items() if text},
        "cover": cover if cover else piece.cover if wanted.cover else None,
    }
    return {
        name: (getattr(piece, name), after) for name, after in values.items() if getattr(piece, name) != after
    }


def _cover_key(piece: Piece) -> str:
    return piece.cover.public_id if piece.cover else ""


def _refuse(piece: Piece, wanted: Settings, names: set[str], *, by: Actor) -> None:
    if (piece.live_id or piece.next_id) and names & _READERS_NOTICE and not by.can(permissions.PIECE_PUBLISH):
        raise NotForLive
    known = audiences(piece.organisation_id)
    if "audience" in names and wanted.audience not in known:
        raise AudienceRefused(known=", ".join(str(Audience(each).label) for each in known))
    if "cover" in names and wanted.cover:
        cover = assets.get_asset(wanted.cover)
        if cover.kind != "image" or cover.removed_at is not None:
            raise PictureRefused
    slug = words.slug_of(wanted.slug) or piece.slug
    if names & {"slug", "language"} and changing.slug_taken(slug, wanted.language, but=piece.pk):
        raise SlugTaken(slug=slug, free=free_slug(slug, wanted.language, but=piece.pk))


def _leave_address(piece: Piece, wanted: Settings, *, now: datetime) -> None:
    """Keep the address that readers knew, so that it leads on. An address taken again is no old one any more."""
    slug = words.slug_of(wanted.slug) or piece.slug
    OldAddress.objects.filter(language=wanted.language, slug=slug).delete()
    if piece.first_live_at is not None:
        OldAddress.objects.filter(language=piece.language, slug=piece.slug).delete()
        OldAddress.objects.create(piece=piece, language=piece.language, slug=piece.slug, left_at=now)


def names_of(authors: Sequence[str]) -> list[str]:
    """Authors' names, each once, cleaned."""
    found = (" ".join(pasted.cleaned(name).split())[:TITLE_LENGTH] for name in authors)
    return list(dict.fromkeys(filter(None, found)))[:MOST_AUTHORS]


def _authors_differ(piece: Piece, authors: Sequence[str]) -> dict[str, Any]:
    rows = PieceAuthor.objects.filter(piece_id=piece.pk).order_by("position", "pk")
    before, after = list(rows.values_list("name", flat=True)), names_of(authors)
    return {} if before == after else {"authors": [", ".join(before), ", ".join(after)]}


def _set_authors(piece: Piece, authors: Sequence[str]) -> None:
    """By name, linked to who of the team is called so."""
    kept = dict(PieceAuthor.objects.filter(piece_id=piece.pk).values_list("name", "user_id"))
    team = {row.user.label: row.user_id for row in accounts.members_query(piece.organisation_id or 0)}
    PieceAuthor.objects.filter(piece_id=piece.pk).delete()
    PieceAuthor.objects.bulk_create(
        PieceAuthor(
            organisation_id=piece.organisation_id,
            piece=piece,
            name=name,
            position=place,
            user_id=kept.get(name) or team.get(name),
        )
        for place, name in enumerate(names_of(authors))
    )


def _words(told: dict[str, tuple[Any, Any]], side: int) -> str:
    return "\n".join(f"{name}: {pair[side]}" for name, pair in told.items())


def _shown(told: dict[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    return {name: [str(before or ""), str(after or "")] for name, (before, after) in told.items()}
