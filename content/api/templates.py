"""Templates and clauses over the API: what a template asks, and what the clause library holds."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import template_shapes as shapes
from content.selectors import clauses, templates
from content.services import clauses as services
from content.services.clauses import ClauseSettings
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class TemplateView(TenantAPIView):
    """One template."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses=shapes.TemplateDetailOut)
    def get(self, request: Request, organisation: str, ref: str) -> Response:
        """What it asks, and which sections its documents have; ours and one's own alike."""
        return Response(shapes.TemplateDetailOut(templates.detail_of(ref)).data)


class ClausesView(TenantListView):
    """Clauses of the library, by heading."""

    capability = permissions.TEMPLATE_CHANGE
    serializer_class = shapes.ClauseOut
    ordering = ("title", "id")

    def get_queryset(self) -> Any:
        """Those in use; put away ones when the query string asks."""
        return clauses.clauses(put_away=self.request.query_params.get("put_away", "") == "true")

    @extend_schema(parameters=[OpenApiParameter("put_away", bool)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of them."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.ClauseIn, responses={201: shapes.ClauseOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Write one. Templates can use it once it is approved."""
        made = services.create(_settings(request), by=self.actor, now=timezone.now())
        return _detail(made.public_id, status=201)


class ClauseView(TenantAPIView):
    """One clause."""

    capability = permissions.TEMPLATE_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT"})

    @extend_schema(responses=shapes.ClauseOut)
    def get(self, request: Request, organisation: str, clause: str) -> Response:
        """Its draft, and which version is approved."""
        return _detail(clause)

    @extend_schema(request=shapes.ClauseIn, responses=shapes.ClauseOut)
    def put(self, request: Request, organisation: str, clause: str) -> Response:
        """Other words, another owner or day. If-Match names the ETag one has seen."""
        found, version = clauses.get_clause(clause), expected_version(request)
        services.change(found.pk, _settings(request), by=self.actor, now=timezone.now(), version=version)
        return _detail(clause)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, clause: str) -> Response:
        """Put it away: its fallback stands in where there is one. Idempotent."""
        services.put_away(clauses.get_clause(clause).pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class ClauseApprovalView(TenantAPIView):
    """Approving a clause."""

    capability = permissions.DOCUMENT_APPROVE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(request=shapes.NoteIn, responses=shapes.ClauseOut)
    def post(self, request: Request, organisation: str, clause: str) -> Response:
        """Drafts of documents say it from now on. If-Match names the ETag of what was read."""
        found, version = clauses.get_clause(clause), expected_version(request)
        note = validated(shapes.NoteIn, request)["note"]
        services.approve(found.pk, by=self.actor, now=timezone.now(), note=note, version=version)
        return _detail(clause)


class ClauseReturnView(TenantAPIView):
    """Bringing a clause back."""

    capability = permissions.TEMPLATE_CHANGE

    @extend_schema(request=None, responses=shapes.ClauseOut)
    def post(self, request: Request, organisation: str, clause: str) -> Response:
        """Undo putting it away. Idempotent."""
        services.bring_back(clauses.get_clause(clause).pk, by=self.actor)
        return _detail(clause)


def _settings(request: Request) -> ClauseSettings:
    given = validated(shapes.ClauseIn, request)
    return ClauseSettings(slug=given.pop("name"), **given)


def _detail(public_id: str, *, status: int = 200) -> Response:
    found = clauses.get_clause(public_id)
    return Response(shapes.ClauseOut(found).data, status=status, headers={"ETag": etag_for(found)})
