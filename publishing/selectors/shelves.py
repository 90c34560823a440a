"""Tags and series as writers find them."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from publishing.models import Piece, PieceTag, Series, Tag
from synthai.core.errors import NotFound


def get_series(public_id: str) -> Series:
    """The series with this id. Raises NotFound."""
    found: Series | None = Series.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def series() -> "QuerySet[Series]":
    """Every series, with how many pieces stand in it as `pieces`."""
    rows: QuerySet[Series] = Series.objects.annotate(
        pieces=_count(Piece.objects.kept().filter(series_id=OuterRef("pk")), "series")
    )
    return rows


def pieces_of(row: Series) -> list[Piece]:
    """The pieces of a series in their order, those put away left out. One query."""
    return list(Piece.objects.kept().filter(series_id=row.pk).order_by("series_position", "pk"))


def tags() -> "QuerySet[Tag]":
    """Every tag, with how many pieces carry it as `pieces`."""
    carried = PieceTag.objects.filter(tag_id=OuterRef("pk"), piece__removed_at__isnull=True)
    rows: QuerySet[Tag] = Tag.objects.annotate(pieces=_count(carried, "tag"))
    return rows


def tag_names(piece: Piece) -> list[str]:
    """The tags of a piece by name. One query."""
    rows = PieceTag.objects.filter(piece_id=piece.pk).order_by("tag__name")
    return list(rows.values_list("tag__name", flat=True))


def _count(rows: "QuerySet[Any]", by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
