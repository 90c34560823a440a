"""Runs, advice, decisions, price list and guard rails over the API."""

from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from pricing import permissions
from pricing.api import serializers_decide as shapes
from pricing.forms.days import parse_day
from pricing.models import Action, DecisionState, Recommendation
from pricing.selectors import decisions
from pricing.selectors.price_list import of_day
from pricing.services import guardrails, price_list, recommendations, runs
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated

_FILTERS = [
    OpenApiParameter("state", str, enum=DecisionState.values),
    OpenApiParameter("action", str, enum=Action.values),
    OpenApiParameter("category", str, description="A category's name."),
    OpenApiParameter("q", str, description="Part of a name or code."),
    OpenApiParameter("starts_on", date, description="Accepted prices with this first day."),
    OpenApiParameter("starts_after", date, description="Accepted prices that start later than this day."),
    OpenApiParameter("sort", str, enum=sorted(decisions.SORTS), default="-gain"),
    OpenApiParameter("run", str, description="A run's id; the newest finished run when left out."),
]


class RunsView(TenantListView):
    """Price runs."""

    capabilities: ClassVar = {"GET": permissions.PRODUCT_VIEW, "POST": permissions.RUN_CREATE}
    serializer_class = shapes.RunOut
    ordering = ("-requested_at", "-id")

    def get_queryset(self) -> Any:
        """Every run of the organisation."""
        return decisions.runs()

    @extend_schema(request=shapes.RunIn, responses={202: shapes.RunOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Ask for new prices; a worker takes the run."""
        run = runs.start(by=self.actor, now=timezone.now(), **validated(shapes.RunIn, request))
        return Response(shapes.RunOut(run).data, status=status.HTTP_202_ACCEPTED)


class RunView(TenantAPIView):
    """One run."""

    capability = permissions.PRODUCT_VIEW

    @extend_schema(responses=shapes.RunOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """Progress while it lasts, then metrics and totals."""
        return Response(shapes.RunOut(decisions.get_run(public_id)).data)


class RunCancelView(TenantAPIView):
    """Stop a run."""

    capability = permissions.RUN_CANCEL

    @extend_schema(request=None, responses=shapes.RunOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """A waiting run ends at once, a running one at its next step."""
        run = runs.cancel(decisions.get_run(public_id).pk, by=self.actor, now=timezone.now())
        return Response(shapes.RunOut(run).data)


class RecommendationsView(TenantListView):
    """Advice, one row a product."""

    capability = permissions.PRODUCT_VIEW
    serializer_class = shapes.RecommendationOut

    def chosen(self) -> decisions.RecommendationFilter:
        """The filters of the query string; what is unknown counts as not chosen."""
        asked = self.request.query_params
        return decisions.RecommendationFilter(
            state=asked.get("state", ""),
            action=asked.get("action", ""),
            category=asked.get("category", ""),
            words=asked.get("q", "").strip(),
            sort=asked.get("sort", "-gain"),
            starts_on=parse_day(asked.get("starts_on"), field="starts_on"),
            starts_after=parse_day(asked.get("starts_after"), field="starts_after"),
        )

    def get_ordering(self) -> tuple[str, ...]:
        """As `sort` says."""
        return decisions.SORTS.get(self.chosen().sort, decisions.SORTS["-gain"])

    def get_queryset(self) -> Any:
        """The newest finished run's advice, or the named run's."""
        named = self.request.query_params.get("run")
        run = decisions.get_run(named) if named else decisions.current_runs()[1]
        if run is None:
            return Recommendation.objects.none()
        return decisions.recommendations(run, self.chosen())

    @extend_schema(parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of advice."""
        return super().get(request, *args, **kwargs)


class RecommendationView(TenantAPIView):
    """One product's advice."""

    capability = permissions.PRODUCT_VIEW

    @extend_schema(responses=shapes.RecommendationDetailOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """Everything the engine said, with the demand curve."""
        return _advice(decisions.get_recommendation(public_id))


class AcceptView(TenantAPIView):
    """Accept a price."""

    capability = permissions.RECOMMENDATION_ACCEPT

    @extend_schema(request=shapes.AcceptIn, responses=shapes.RecommendationDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """The advised price, or the one given, inside the guard rails, from `starts_on` on (today when left out)."""
        found = decisions.get_recommendation(public_id)
        given = validated(shapes.AcceptIn, request)
        expected = expected_version(request, required=False)
        return _advice(
            recommendations.accept(found.pk, by=self.actor, now=timezone.now(), expected=expected, **given)
        )


class RejectView(TenantAPIView):
    """Refuse a price."""

    capability = permissions.RECOMMENDATION_ACCEPT

    @extend_schema(request=None, responses=shapes.RecommendationDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Today's price stays."""
        found = decisions.get_recommendation(public_id)
        expected = expected_version(request, required=False)
        return _advice(recommendations.reject(found.pk, by=self.actor, now=timezone.now(), expected=expected))


class UndoView(TenantAPIView):
    """Take a decision back."""

    capability = permissions.RECOMMENDATION_ACCEPT

    @extend_schema(request=None, responses=shapes.RecommendationDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """The advice is open again."""
        found = decisions.get_recommendation(public_id)
        expected = expected_version(request, required=False)
        return _advice(recommendations.undo(found.pk, by=self.actor, now=timezone.now(), expected=expected))


class AcceptManyView(TenantAPIView):
    """Accept many prices at once."""

    capability = permissions.RECOMMENDATION_ACCEPT

    @extend_schema(request=shapes.AcceptManyIn, responses=shapes.AcceptManyOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Each at its advised price from `starts_on` on (today when left out); refusals are listed, the rest goes
        through."""
        given = validated(shapes.AcceptManyIn, request)
        wanted = decisions.recommendation_ids(given["ids"])
        result = recommendations.accept_many(
            wanted, by=self.actor, now=timezone.now(), starts_on=given["starts_on"]
        )
        refused = [{"sku": sku, "detail": detail} for sku, detail in result.refused]
        return Response({"accepted": result.accepted, "refused": refused})


class PriceListView(TenantAPIView):
    """The price list."""

    capability = permissions.PRICE_LIST_EXPORT

    @extend_schema(
        parameters=[OpenApiParameter("on", date, description="The day to list, today when left out.")],
        responses=shapes.PriceListRowOut(many=True),
    )
    def get(self, request: Request, organisation: str) -> Response:
        """Every product on sale with its price on a day, today or later, and the one that comes after it."""
        asked = parse_day(request.query_params.get("on"), field="on")
        day = price_list.listed_day(asked, today=timezone.localdate())
        return Response(shapes.PriceListRowOut(of_day(day), many=True).data)


class SettingsView(TenantAPIView):
    """Guard rails."""

    capabilities: ClassVar = {"GET": permissions.PRODUCT_VIEW, "PATCH": permissions.SETTINGS_CHANGE}
    requires_if_match = frozenset({"PATCH"})

    @extend_schema(responses=shapes.SettingsOut)
    def get(self, request: Request, organisation: str) -> Response:
        """The limits in force."""
        rules = guardrails.current()
        return Response(shapes.SettingsOut(rules).data, headers={"ETag": etag_for(rules)})

    @extend_schema(request=shapes.SettingsIn, responses=shapes.SettingsOut)
    def patch(self, request: Request, organisation: str) -> Response:
        """Change what is given."""
        expected = expected_version(request)
        given = validated(shapes.SettingsIn, request)
        rules = guardrails.change(by=self.actor, now=timezone.now(), expected=expected, **given)
        return Response(shapes.SettingsOut(rules).data, headers={"ETag": etag_for(rules)})


def _advice(found: Recommendation) -> Response:
    return Response(shapes.RecommendationDetailOut(found).data, headers={"ETag": etag_for(found)})
