"""What is read most, for who does not know what to look for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Sum
from django.utils import timezone

from publishing.engine.access import ANYBODY, Reader
from publishing.models import Piece, PieceDay
from publishing.selectors import readers, reading
from publishing.selectors.found import path_of
from publishing.selectors.readers import OWN, Shelf
from synthai.core.access import Actor
from synthai.core.errors import NotFound

MOST: Final = 6
LATELY: Final = timedelta(days=30)
_LOOKED_AT: Final = 40


@dataclass(frozen=True, kw_only=True)
class Popular:
    """A piece that many open."""

    title: str
    path: str
    language: str
    is_shelf: bool


def public(*, now: datetime, most: int = MOST) -> list[Popular]:
    """What is read most of the platform's pieces that everybody may read. Three queries."""
    try:
        with readers.opened() as shelf:
            return _most_read(shelf, ANYBODY, now=now)[:most]
    except NotFound:
        return []


def inside(organisation: Any, *, by: Actor, now: datetime, most: int = MOST) -> list[Popular]:
    """What is read most: of the organisation's own shelf first, then of the platform's. Constantly many queries."""
    with readers.beside(organisation, OWN) as shelf:
        own = _most_read(shelf, readers.of_actor(by, shelf), now=now)[: most // 2]
    try:
        with readers.opened() as shelf:
            shared = (
                [] if shelf.pk == organisation.pk else _most_read(shelf, readers.of_actor(by, shelf), now=now)
            )
    except NotFound:
        shared = []
    return [*own, *shared][:most]


def _most_read(shelf: Shelf, reader: Reader, *, now: datetime) -> list[Popular]:
    """Those opened most in a month, then what editors show first, then the newest; whole texts only. Needs the shelf's tenant."""
    since = timezone.localdate(now - LATELY)
    days = PieceDay.objects.filter(day__gte=since).values("piece_id").annotate(times=Sum("opened"))
    counts = dict(days.order_by("-times").values_list("piece_id", "times")[:_LOOKED_AT])
    rows = reading.listing(shelf, reader, now=now).filter(audience__in=shelf.audiences(reader, whole=True))
    read = sorted(rows.filter(pk__in=counts), key=lambda piece: (-counts[piece.pk], -piece.pk))
    newest = rows.exclude(pk__in=counts).order_by("-is_featured", "-live_at", "-pk")
    chosen = read[:MOST] if len(read) >= MOST else [*read, *newest[: MOST - len(read)]]
    return [_told(piece, shelf) for piece in chosen]


def _told(piece: Piece, shelf: Shelf) -> Popular:
    return Popular(
        title=piece.live.title if piece.live else piece.title,
        path=path_of(piece, shelf.slug, is_platform=shelf.is_platform),
        language=piece.language,
        is_shelf=shelf.is_platform,
    )
