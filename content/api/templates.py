"""Templates and clauses over the API: what a template asks, and what the clause library holds."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import template_shapes as shapes
from content.selectors import clauses, templates
from synthai.core.api.views import TenantAPIView, TenantListView


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
        """Those that were not put away."""
        return clauses.clauses()


class ClauseView(TenantAPIView):
    """One clause."""

    capability = permissions.TEMPLATE_CHANGE

    @extend_schema(responses=shapes.ClauseOut)
    def get(self, request: Request, organisation: str, clause: str) -> Response:
        """Its draft, and which version is approved."""
        return Response(shapes.ClauseOut(clauses.get_clause(clause)).data)
