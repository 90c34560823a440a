"""Checks and suggestions over the API."""

from typing import Any, Final

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api import check_shapes as shapes
from publishing.check_terms import FindingGroup, Urgency
from publishing.selectors import findings as selectors
from publishing.selectors import helping, writing
from publishing.selectors.findings import FindingFilter
from publishing.services import checks, findings, suggesting
from synthai.core.access import Actor
from synthai.core.api.views import TenantAPIView, TenantListView, validated

_URGENCIES: Final = {each.name.lower(): str(each.value) for each in Urgency}
_FILTERS: Final = [
    OpenApiParameter("urgency", str, enum=list(_URGENCIES)),
    OpenApiParameter("group", str, enum=list(FindingGroup.values)),
    OpenApiParameter("seen", str, enum=["live", "draft"], description="What readers see, or only in drafts."),
    OpenApiParameter("dismissed", bool, description="Those that somebody let stay instead."),
]


class ChecksView(TenantListView):
    """What is wrong with the pieces one may change, the most urgent first."""

    capability = permissions.PIECE_WRITE
    serializer_class = shapes.FindingOut
    ordering = selectors.ORDERING

    def get_queryset(self) -> Any:
        """Those the filters of the query string choose; what is unknown counts as not chosen."""
        asked = self.request.query_params
        chosen = FindingFilter(
            urgency=_URGENCIES.get(asked.get("urgency", ""), ""),
            group=asked.get("group", "")[:20],
            seen=asked.get("seen", "")[:10],
            is_dismissed=asked.get("dismissed", "") == "true",
        )
        return selectors.findings(chosen, by=self.actor)

    @extend_schema(parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of findings."""
        return super().get(request, *args, **kwargs)


def _of_piece(public_id: str, *, by: Actor) -> Response:
    found = writing.get_piece(public_id, by=by)
    look = selectors.look_at(found)
    rows, away = selectors.of_piece(found), selectors.of_piece(found, is_dismissed=True)
    for row in (*rows, *away):
        row.piece = found
    told = {
        "checked_at": look.checked_at if look else None,
        "is_behind": look is None or look.checked_at is None or look.version < found.version,
        "findings": rows,
        "dismissed": away,
    }
    return Response(shapes.PieceChecksOut(told).data)


class DraftChecksView(TenantAPIView):
    """Checks of one piece."""

    capability = permissions.PIECE_WRITE

    @extend_schema(responses=shapes.PieceChecksOut)
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """What was found when it was checked last."""
        return _of_piece(piece, by=self.actor)

    @extend_schema(request=None, responses=shapes.PieceChecksOut)
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Check it now. Idempotent."""
        found = writing.get_piece(piece, by=self.actor)
        checks.check_now(found.pk, by=self.actor, now=timezone.now())
        return _of_piece(piece, by=self.actor)


class FindingStayView(TenantAPIView):
    """Findings that stay as they are."""

    capability = permissions.PIECE_WRITE

    @extend_schema(request=shapes.FindingReasonIn, responses=shapes.FindingOut)
    def put(self, request: Request, organisation: str, piece: str, finding: str) -> Response:
        """Let it stay, for a reason; it comes back when the text there changes. Idempotent."""
        row = selectors.get(writing.get_piece(piece, by=self.actor), finding)
        reason = validated(shapes.FindingReasonIn, request)["reason"]
        row = findings.dismiss(row.pk, reason=reason, by=self.actor, now=timezone.now())
        return Response(shapes.FindingOut(row).data)

    @extend_schema(responses=shapes.FindingOut)
    def delete(self, request: Request, organisation: str, piece: str, finding: str) -> Response:
        """Undo it. Idempotent."""
        row = selectors.get(writing.get_piece(piece, by=self.actor), finding)
        return Response(shapes.FindingOut(findings.take_back(row.pk, by=self.actor)).data)


class SuggestionsView(TenantAPIView):
    """Suggestions for a draft."""

    capability = permissions.PIECE_WRITE

    @extend_schema(responses=shapes.SuggestionOut(many=True))
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """What was suggested last, for each part."""
        rows: Any = list(helping.suggestions(writing.get_piece(piece, by=self.actor)).values())
        return Response(shapes.SuggestionOut(rows, many=True).data)

    @extend_schema(request=shapes.SuggestionIn, responses={202: shapes.SuggestionOut})
    def post(self, request: Request, organisation: str, piece: str) -> Response:
        """Suggest a summary or tags. What is taken from the text is there at once; a language model answers later. Nothing is put in."""
        found = writing.get_piece(piece, by=self.actor)
        part = validated(shapes.SuggestionIn, request)["part"]
        row = suggesting.ask(found.pk, part, by=self.actor, now=timezone.now())
        return Response(shapes.SuggestionOut(row).data, status=202)


class RelatedView(TenantAPIView):
    """Pieces to point at."""

    capability = permissions.PIECE_WRITE

    @extend_schema(responses=shapes.RelatedOut(many=True))
    def get(self, request: Request, organisation: str, piece: str) -> Response:
        """By tags in common, then by what search finds for the title."""
        found = writing.get_piece(piece, by=self.actor)
        rows = helping.related(found, by=self.actor, now=timezone.now())
        return Response(shapes.RelatedOut(rows, many=True).data)
