"""Figures of readers for editors: how often the organisation's pieces are opened, read to the end, bookmarked and found.

They count openings, nobody's name; a person inside an organisation counts once a day. Needs the tenant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from publishing.models import Piece, PieceDay, PieceQuerySet

SPANS: Final = (7, 30, 90)  # days
SORTS: Final = ("opened", "finished", "bookmarked", "searched")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How often something happened in a span, or on a day."""

    opened: int = 0
    finished: int = 0
    bookmarked: int = 0
    searched: int = 0

    @property
    def completion(self) -> int | None:
        """How many of a hundred openings ended with the end of the piece; None while nobody opened it."""
        return min(100, round(100 * self.finished / self.opened)) if self.opened else None


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day."""

    day: date
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Row:
    """A piece with its figures of a span."""

    piece: Piece
    figures: Figures


def span_of(asked: str) -> int:
    """The days of a span; 30 for what is none."""
    return next((days for days in SPANS if asked == str(days)), 30)


def total(days: int, *, now: datetime) -> Figures:
    """Of all pieces. One query."""
    return Figures(**_summed(_rows(days, now)))


def pieces(days: int, *, now: datetime, sort: str = "opened") -> PieceQuerySet:
    """Pieces that readers see or saw, each with `counted`, the number they are sorted by. Order by "-counted", "-pk"."""
    name = sort if sort in SORTS else "opened"
    of_piece = _rows(days, now).filter(piece_id=OuterRef("pk")).order_by().values("piece_id")
    number = Subquery(of_piece.annotate(number=Sum(name)).values("number"), output_field=IntegerField())
    rows = Piece.objects.kept().filter(first_live_at__isnull=False).defer("blocks", "seo", "touched")
    found: PieceQuerySet = rows.annotate(counted=Coalesce(number, 0))
    return found


def rows(found: Sequence[Piece], days: int, *, now: datetime) -> list[Row]:
    """These pieces with all their figures. One query."""
    days_of = _rows(days, now).filter(piece_id__in=[piece.pk for piece in found]).order_by()
    by_piece = {
        each.pop("piece_id"): Figures(**each)
        for each in days_of.values("piece_id").annotate(**{name: Sum(name) for name in SORTS})
    }
    return [Row(piece=piece, figures=by_piece.get(piece.pk, Figures())) for piece in found]


def daily(days: int, *, now: datetime, piece: Piece | None = None) -> list[Day]:
    """Each day of the span, oldest first, also those without a reader; of all pieces or of one. One query."""
    found = _rows(days, now) if piece is None else _rows(days, now).filter(piece_id=piece.pk)
    by_day = {
        each.pop("day"): Figures(**each)
        for each in found.order_by().values("day").annotate(**{name: Sum(name) for name in SORTS})
    }
    first = _first(days, now)
    span = [first + timedelta(days=number) for number in range(days)]
    return [Day(day=day, figures=by_day.get(day, Figures())) for day in span]


def summed(days: Sequence[Day]) -> Figures:
    """All of these days together."""
    return Figures(**{name: sum(getattr(each.figures, name) for each in days) for name in SORTS})


def _first(days: int, now: datetime) -> date:
    return timezone.localdate(now) - timedelta(days=days - 1)


def _rows(days: int, now: datetime) -> Any:
    return PieceDay.objects.filter(day__gte=_first(days, now), day__lte=timezone.localdate(now))


def _summed(found: Any) -> dict[str, int]:
    return {
        name: number or 0 for name, number in found.aggregate(**{name: Sum(name) for name in SORTS}).items()
    }
