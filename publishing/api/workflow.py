"""Review, schedule and readiness of pieces over the API. A draft that one may not change is not there (404); its times are set by
whoever may publish, as publishing itself."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api import workflow_shapes as shapes
from publishing.models import Piece
from publishing.selectors import pieces as drafts
from publishing.selectors import readiness, reviews, writing
from publishing.services import reviews as services
from publishing.services import scheduling
from publishing.services.scheduling import Plan
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound


class DraftReadinessView(TenantAPIView):
    """Whether a draft is whole."""

    capability = permissions.PIECE_WRITE

    @extend_schema(responses=shapes.ReadinessOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """What stands against publishing, each with its part. Drafts may lack anything; publishing asks this."""
        found = readiness.troubles(writing.get_piece(piece, by=self.actor), now=timezone.now())
        return Response(shapes.ReadinessOut({"is_ready": not found, "troubles": found}).data)


class DraftScheduleView(TenantAPIView):
    """When a piece goes live and ends."""

    capability = permissions.PIECE_PUBLISH

    @extend_schema(responses=shapes.ScheduleOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """What is planned."""
        return _schedule(drafts.get_piece(piece))

    @extend_schema(request=shapes.ScheduleIn, responses=shapes.ScheduleOut)
    def put(self, request: Request, organisation: str, piece: str) -> Response:
        """Plan both times. Readers see what they saw until the time has come."""
        found = drafts.get_piece(piece)
        wanted = Plan(**validated(shapes.ScheduleIn, request))
        return _schedule(scheduling.plan(found.pk, wanted, by=self.actor, now=timezone.now()))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, piece: str) -> Response:
        """Nothing goes live by itself any more. Idempotent."""
        found = drafts.get_piece(piece)
        scheduling.withdraw(found.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class ReviewsView(TenantListView):
    """Pieces that wait for review."""

    capability = permissions.PIECE_WRITE
    serializer_class = shapes.ReviewOut
    ordering = ("asked_at", "id")

    def get_queryset(self) -> Any:
        """Those of the list that the query string names; without a name, of the first that one has."""
        known = reviews.lists_of(self.actor)
        asked = self.request.query_params.get("list", "")
        return reviews.waiting(asked if asked in known else known[0], by=self.actor)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "list",
                str,
                enum=list(reviews.LISTS),
                description="mine: asked of you or of whoever may; all; sent: what you sent.",
            )
        ]
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page, the oldest first."""
        return super().get(request, *args, **kwargs)


class DraftReviewView(TenantAPIView):
    """The review of a piece."""

    capability = permissions.PIECE_WRITE

    @extend_schema(responses=shapes.ReviewDetailOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """The last one: it waits, or what came of it. 404 when there was none."""
        return _last(writing.get_piece(piece, by=self.actor))

    @extend_schema(request=shapes.AskIn, responses={201: shapes.ReviewDetailOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Send the draft as it stands for review."""
        found = writing.get_piece(piece, by=self.actor)
        services.ask(found.pk, **validated(shapes.AskIn, request), by=self.actor, now=timezone.now())
        return _last(found, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, piece: str) -> Response:
        """Take it back. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        services.take_back(found.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class DraftApproveView(TenantAPIView):
    """Approving."""

    capability = permissions.PIECE_EDIT

    @extend_schema(request=shapes.DecisionIn, responses=shapes.ReviewDetailOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """It may be published as it stands."""
        found = writing.get_piece(piece, by=self.actor)
        services.approve(found.pk, **validated(shapes.DecisionIn, request), by=self.actor, now=timezone.now())
        return _last(found)


class DraftSendBackView(TenantAPIView):
    """Sending back."""

    capability = permissions.PIECE_EDIT

    @extend_schema(request=shapes.DecisionIn, responses=shapes.ReviewDetailOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """It is to be changed first, and how."""
        found = writing.get_piece(piece, by=self.actor)
        given = validated(shapes.DecisionIn, request)
        services.send_back(found.pk, **given, by=self.actor, now=timezone.now())
        return _last(found)


def _last(found: Piece, *, status: int = 200) -> Response:
    history = reviews.of_piece(found)
    if not history:
        raise NotFound
    review = history[0]
    review.piece = found
    return Response(shapes.ReviewDetailOut(review).data, status=status)


def _schedule(found: Piece) -> Response:
    return Response(shapes.ScheduleOut(found).data)
