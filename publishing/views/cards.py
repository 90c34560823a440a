"""Pieces as lists show them: one card each, with its cover."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from media.selectors.plain import SmallCover, small_covers
from publishing.models import Piece
from publishing.terms import LANGUAGES, Audience
from publishing.views.addresses import Addresses

_LANGUAGES: Final = dict(LANGUAGES)


def cards(
    rows: Iterable[Piece],
    addresses: Addresses,
    *,
    is_whole: Callable[[Piece], bool],
    whys: Mapping[int, str] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """The pieces of a list with their covers, and by `whys` (of their ids) why they stand in it. One query, none where nothing has a
    cover. Needs the shelf's tenant."""
    pieces = list(rows)
    keys = [each.live.cover.public_id for each in pieces if each.live and each.live.cover]
    covers = small_covers(keys)
    return [
        card(each, addresses, is_whole=is_whole(each), why=whys.get(each.pk, ""), covers=covers)
        for each in pieces
    ]


def _cover(piece: Piece, addresses: Addresses, covers: Mapping[str, SmallCover]) -> dict[str, Any] | None:
    """Behind the door of its piece, as every file of a live piece: it asks each time who may read that."""
    key = piece.live.cover.public_id if piece.live and piece.live.cover and covers else ""
    found = covers.get(key)
    if found is None:
        return None
    urls = [
        {"type": kind, "url": f"{addresses.file(piece, key, name)}?v={found.edition}"}
        for kind, name in found.names
    ]
    return {"sources": urls[:-1], "url": urls[-1]["url"], "width": found.width, "height": found.height}


def card(
    piece: Piece,
    addresses: Addresses,
    *,
    is_whole: bool = True,
    why: str = "",
    covers: Mapping[str, SmallCover] = MappingProxyType({}),
) -> dict[str, Any]:
    """A piece in a list."""
    live = piece.live
    facts = dict(live.facts or {}) if live else {}
    return {
        "key": piece.public_id,
        "title": live.title if live else piece.title,
        "summary": live.summary if live else "",
        "href": addresses.piece(piece),
        "kind": piece.kind,
        "kind_label": piece.get_kind_display(),
        "language": piece.language,
        "language_label": _LANGUAGES.get(piece.language, piece.language),
        "minutes": facts.get("minutes", 1),
        "live_at": piece.live_at,
        "is_whole": is_whole,
        "audience": piece.audience,
        "is_plan": piece.audience == Audience.PLAN,
        "why": why,
        "picture": _cover(piece, addresses, covers),
    }
