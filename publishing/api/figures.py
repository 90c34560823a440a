"""Figures of readers over the API, for editors."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.selectors import figures
from publishing.selectors import pieces as drafts
from synthai.core.api.views import TenantAPIView, TenantListView

_SPAN = OpenApiParameter("days", int, enum=list(figures.SPANS), description="The last so many days; 30.")
_SORT = OpenApiParameter("sort", str, enum=list(figures.SORTS), description="The most of these first.")


class FiguresOut(serializers.Serializer[Any]):
    """How often. `completion`: of a hundred openings, how many came to the end; null while there is none."""

    opened = serializers.IntegerField()
    finished = serializers.IntegerField()
    completion = serializers.IntegerField(allow_null=True)
    bookmarked = serializers.IntegerField()
    searched = serializers.IntegerField()


class DayOut(serializers.Serializer[Any]):
    """A day."""

    day = serializers.DateField()
    figures = FiguresOut()


class RowOut(serializers.Serializer[Any]):
    """A piece with its figures."""

    id = serializers.CharField(source="piece.public_id")
    title = serializers.CharField(source="piece.title")
    language = serializers.CharField(source="piece.language")
    figures = FiguresOut()


class SpanOut(serializers.Serializer[Any]):
    """All days of a span."""

    total = FiguresOut()
    days = DayOut(many=True)


class ReadersView(TenantListView):
    """Pieces by how often they are read."""

    capability = permissions.PIECE_EDIT
    serializer_class = RowOut
    ordering = ("-counted", "-pk")

    @extend_schema(operation_id="library_readers_list", parameters=[_SPAN, _SORT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Those that readers see or saw."""
        self.days, self.now = figures.span_of(request.query_params.get("days", "")), timezone.now()
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Sorted by one figure."""
        return figures.pieces(self.days, now=self.now, sort=self.request.query_params.get("sort", ""))

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The figures of a whole page are fetched at once."""
        if args and kwargs.get("many"):
            return super().get_serializer(figures.rows(args[0], self.days, now=self.now), **kwargs)
        return super().get_serializer(*args, **kwargs)


class ReadersOfPieceView(TenantAPIView):
    """One piece, day by day."""

    capability = permissions.PIECE_EDIT

    @extend_schema(operation_id="library_readers_get", parameters=[_SPAN], responses=SpanOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """Each day of the span, oldest first."""
        days = figures.span_of(request.query_params.get("days", ""))
        told = figures.daily(days, now=timezone.now(), piece=drafts.get_piece(piece))
        return Response(SpanOut({"total": figures.summed(told), "days": told}).data)
