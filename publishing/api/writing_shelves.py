"""Revisions, series and tags over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api import writing_shapes as shapes
from publishing.api.writing import detail
from publishing.selectors import comparisons, shelves, writing
from publishing.services import keeping
from publishing.services import shelves as services
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound


class RevisionsView(TenantListView):
    """Revisions of a piece, newest first."""

    capability = permissions.PIECE_WRITE
    serializer_class = shapes.RevisionOut
    ordering = ("-number", "-id")

    def get_queryset(self) -> Any:
        """Those of the piece in the address."""
        return writing.revisions(writing.get_piece(self.kwargs["piece"], by=self.actor))

    @extend_schema(request=shapes.NoteIn, responses={201: shapes.RevisionOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Keep the draft as it stands."""
        found = writing.get_piece(piece, by=self.actor)
        note = validated(shapes.NoteIn, request)["note"]
        kept = keeping.keep(found.pk, note=note, by=self.actor, now=timezone.now())
        return Response(shapes.RevisionOut(kept).data, status=201)


class RevisionRestoreView(TenantAPIView):
    """An earlier revision again."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=None, responses=shapes.DraftDetailOut)
    def post(self, request: Request, organisation: str, piece: str, number: int) -> Response:
        """Let the draft say what that revision says; what stood there is kept. What readers see does not change."""
        found = writing.get_piece(piece, by=self.actor)
        keeping.restore(found.pk, number, by=self.actor, now=timezone.now())
        return detail(piece, by=self.actor)


class DraftCompareView(TenantAPIView):
    """Two revisions of a piece."""

    capability = permissions.PIECE_WRITE

    @extend_schema(
        parameters=[
            OpenApiParameter("old", int, description="A revision's number; left out: the draft now."),
            OpenApiParameter("new", int, description="A revision's number; left out: the draft now."),
        ],
        responses=shapes.DraftComparisonOut,
    )
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """What changed, word by word."""
        found = writing.get_piece(piece, by=self.actor)
        asked = (request.query_params.get(name, "") for name in ("old", "new"))
        rows = [writing.get_revision(found, _number(number)) if number else found for number in asked]
        return Response(shapes.DraftComparisonOut(comparisons.between(*rows)).data)


class SeriesListView(TenantListView):
    """Series."""

    capability = permissions.PIECE_EDIT
    serializer_class = shapes.SeriesOut
    ordering = ("title", "id")

    def get_queryset(self) -> Any:
        """Every one."""
        return shelves.series()

    @extend_schema(request=shapes.SeriesIn, responses={201: shapes.SeriesDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Begin one."""
        made = services.begin_series(**validated(shapes.SeriesIn, request), by=self.actor)
        return _series(made.public_id, status=201)


class SeriesView(TenantAPIView):
    """One series."""

    capability = permissions.PIECE_EDIT

    @extend_schema(responses=shapes.SeriesDetailOut)
    def get(self, request: Request, organisation: str, series: str) -> Response:
        """Its name, and its pieces in their order."""
        return _series(series)

    @extend_schema(request=shapes.SeriesNameIn, responses=shapes.SeriesDetailOut)
    def put(self, request: Request, organisation: str, series: str) -> Response:
        """Name it anew, and put its pieces in an order."""
        found = shelves.get_series(series)
        given = validated(shapes.SeriesNameIn, request)
        order = given.pop("order")
        services.change_series(found.pk, **given, by=self.actor)
        services.arrange(found.pk, order, by=self.actor)
        return _series(series)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, series: str) -> Response:
        """Take it away when no piece stands in it."""
        services.remove_series(shelves.get_series(series).pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class TagsView(TenantListView):
    """Tags that pieces carry."""

    capability = permissions.PIECE_WRITE
    serializer_class = shapes.TagOut
    ordering = ("name", "id")

    def get_queryset(self) -> Any:
        """Every one, with how many pieces carry it."""
        return shelves.tags()


def _series(public_id: str, *, status: int = 200) -> Response:
    found = shelves.get_series(public_id)
    told = {"series": found, "pieces": shelves.pieces_of(found)}
    return Response(shapes.SeriesDetailOut(told).data, status=status)


def _number(text: str) -> int:
    """A revision's number. Raises NotFound for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound
    return int(text)
