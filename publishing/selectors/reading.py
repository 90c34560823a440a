"""Live pieces as readers find them: the one door from an address, a key or a list to what is shown."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from publishing.engine import blocks as rules
from publishing.engine.access import Reader, Verdict
from publishing.engine.words import slug_of
from publishing.models import OldAddress, Piece, PieceAuthor, PieceQuerySet, Revision, Series
from publishing.selectors.readers import Shelf
from synthai.core.errors import NotFound

MOST_IN_FEED: Final = 20
MOST_IN_MAP: Final = 5000
MOST_BESIDE: Final = 30
_HEAVY: Final = ("blocks", "seo", "touched", "live__blocks", "live__seo")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A live piece before one reader. `blocks` is empty for who may not read them: there is no other way to them."""

    shelf: Shelf
    piece: Piece
    revision: Revision
    verdict: Verdict

    @property
    def is_whole(self) -> bool:
        """Whether the reader gets the text."""
        return self.verdict is Verdict.WHOLE

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """What stands in it, for who may read it."""
        return list(self.revision.blocks) if self.is_whole else []

    @property
    def assets(self) -> list[str]:
        """The public ids of files this reader may fetch: those of the text with the text, the cover always."""
        cover = [self.revision.cover.public_id] if self.revision.cover else []
        return list(dict.fromkeys([*cover, *rules.assets_of(self.blocks)]))


def get(shelf: Shelf, language: str, slug: str, reader: Reader, *, now: datetime) -> Shown:
    """The live piece with this address. One query. Raises NotFound, also for what this reader must not know of."""
    return _shown(shelf, _live(now).filter(language=language, slug=slug), reader)


def get_by_key(shelf: Shelf, key: str, reader: Reader, *, now: datetime) -> Shown:
    """The live piece with this public id. One query. Raises NotFound, also for what this reader must not know of."""
    return _shown(shelf, _live(now).filter(public_id=key), reader)


def moved(shelf: Shelf, language: str, slug: str, reader: Reader, *, now: datetime) -> Shown | None:
    """What had this address earlier, if this reader may know of it. Up to two queries."""
    old = OldAddress.objects.filter(language=language, slug=slug).order_by("pk").first()
    if old is None:
        return None
    try:
        return _shown(shelf, _live(now).filter(pk=old.piece_id), reader)
    except NotFound:
        return None


def listing(shelf: Shelf, reader: Reader, *, now: datetime, language: str = "") -> PieceQuerySet:
    """The live pieces this reader sees, whole or as teasers, without their texts. Order and page it. One query."""
    rows = _live(now).filter(audience__in=shelf.audiences(reader)).defer(*_HEAVY)
    return rows.filter(language=language) if language else rows


def languages_of(shelf: Shelf, reader: Reader, *, now: datetime) -> set[str]:
    """The languages in which this reader finds anything. One query."""
    rows = Piece.objects.live(now=now).filter(audience__in=shelf.audiences(reader))
    return set(rows.values_list("language", flat=True).order_by("language").distinct())


def tagged(rows: PieceQuerySet, tag: str) -> PieceQuerySet:
    """Those whose readers see this tag."""
    return rows.filter(live__facts__contains={"tags": [[tag]]})


def written_by(rows: PieceQuerySet, name: str) -> PieceQuerySet:
    """Those whose readers see this author."""
    return rows.filter(live__facts__contains={"authors": [name]})


def author_with(slug: str) -> str:
    """The name of the author with this address. One query. Raises NotFound."""
    names = PieceAuthor.objects.values_list("name", flat=True).order_by("name").distinct()
    for name in names:
        if slug_of(name) == slug:
            return str(name)
    raise NotFound


def get_series(language: str, slug: str) -> Series:
    """The series with this address. Raises NotFound."""
    found: Series | None = Series.objects.filter(language=language, slug=slug).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def of_series(rows: PieceQuerySet, series_id: int) -> list[Piece]:
    """Its pieces in their order. One query."""
    return list(rows.filter(series_id=series_id).order_by("series_position", "pk")[:MOST_BESIDE])


def without_hidden(blocks: Iterable[dict[str, Any]], shown: Collection[str]) -> list[dict[str, Any]]:
    """The blocks with "see also" naming only those of these pieces: nobody learns of one that they do not see."""
    return [
        {
            **block,
            "data": {**block["data"], "pieces": [key for key in block["data"]["pieces"] if key in shown]},
        }
        if "pieces" in block["data"]
        else block
        for block in blocks
    ]


def with_keys(rows: PieceQuerySet, keys: Iterable[str]) -> list[Piece]:
    """Those of the list with these public ids, in the order of the ids. One query, none for no ids."""
    wanted = list(keys)
    if not wanted:
        return []
    found = {piece.public_id: piece for piece in rows.filter(public_id__in=wanted)}
    return [found[key] for key in wanted if key in found]


def related_keys(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The public ids that "see also" blocks name."""
    return [key for block in blocks for key in block["data"].get("pieces", [])]


def translations(rows: PieceQuerySet, piece: Piece) -> list[Piece]:
    """The piece in every language this reader may have it in, itself too. One query."""
    root = piece.original_id or piece.pk
    return list(rows.filter(Q(pk=root) | Q(original_id=root)).order_by("language", "pk")[:MOST_BESIDE])


def _live(now: datetime) -> PieceQuerySet:
    return Piece.objects.live(now=now).select_related("live__cover", "series")


def _shown(shelf: Shelf, rows: PieceQuerySet, reader: Reader) -> Shown:
    piece = rows.defer("blocks", "seo", "touched").order_by("pk").first()
    if piece is None or piece.live is None:
        raise NotFound
    verdict = shelf.verdict(piece.audience, reader)
    if verdict is Verdict.NOTHING:
        raise NotFound
    return Shown(shelf=shelf, piece=piece, revision=piece.live, verdict=verdict)
