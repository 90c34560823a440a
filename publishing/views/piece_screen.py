"""What the page of a piece shows, public or inside an organisation."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import get_language

from media.selectors.plain import plain_files
from publishing.models import Piece, PieceQuerySet
from publishing.selectors import languages, reading
from publishing.selectors.reading import Shown
from publishing.selectors.suggesting import Suggested
from publishing.terms import LANGUAGES, Audience
from publishing.translation_terms import ENGLISH
from publishing.views import drawing
from publishing.views.addresses import Addresses, whole
from publishing.views.cards import card, cards

IsWhole = Callable[[Piece], bool]


def piece_page(
    shown: Shown,
    rows: PieceQuerySet,
    to: Addresses,
    *,
    is_whole: IsWhole,
    suggested: Sequence[Suggested] = (),
    played: str = "",
) -> dict[str, Any]:
    """Needs the shelf's tenant. Up to eight queries, none left for the template."""
    found = plain_files(shown.assets)
    related = reading.with_keys(rows, reading.related_keys(shown.blocks))
    there = languages.in_language(rows, related, shown.piece.language)
    told = {key: card(each, to, is_whole=is_whole(each)) for key, each in there.items()}
    beside = reading.of_series(rows, shown.piece.series_id) if shown.piece.series_id else []
    blocks = drawing.blocks(shown.blocks, drawing.ReadFiles(shown, to, found), told, played=played)
    return {
        "head": drawing.head(shown, to, found),
        "blocks": blocks,
        "plays": drawing.plays(blocks),
        "is_whole": shown.is_whole,
        "is_plan": shown.piece.audience == Audience.PLAN,
        **_below(suggested, _next(beside, shown.piece), to, is_whole),
        "place": _place(beside, shown.piece),
        **_languages(reading.translations(rows, shown.piece), shown.piece, to),
    }


def _languages(family: list[Piece], piece: Piece, to: Addresses) -> dict[str, Any]:
    """The piece in other languages, and what the reader is told when it is not in theirs."""
    told = [
        {**card(each, to), "is_here": each.pk == piece.pk, "url": whole(to.piece(each))} for each in family
    ]
    standard = next((each for each in told if each["language"] == ENGLISH), told[0] if told else None)
    wanted = languages.preferred(get_language() or "")
    own = next((each for each in told if each["language"] == wanted), None)
    note = {"wanted": dict(LANGUAGES)[wanted], "code": wanted, "own": own}
    return {
        "other_languages": told,
        "default_url": standard["url"] if standard and len(told) > 1 else "",
        "language_note": note if piece.language != wanted else None,
    }


def _below(
    suggested: Sequence[Suggested], after: Piece | None, to: Addresses, is_whole: IsWhole
) -> dict[str, Any]:
    """The cards under the text, all their covers with one query."""
    pieces = [each.piece for each in suggested] + ([after] if after else [])
    drawn = cards(pieces, to, is_whole=is_whole, whys={each.piece.pk: each.why for each in suggested})
    following = {**drawn[-1], "why": ""} if after else None
    return {"suggested": drawn[: len(suggested)], "next": following}


def _next(beside: list[Piece], piece: Piece) -> Piece | None:
    ids = [each.pk for each in beside]
    if piece.pk not in ids or ids[-1] == piece.pk:
        return None
    return beside[ids.index(piece.pk) + 1]


def _place(beside: list[Piece], piece: Piece) -> tuple[int, int] | None:
    ids = [each.pk for each in beside]
    return (ids.index(piece.pk) + 1, len(ids)) if piece.pk in ids and len(ids) > 1 else None
