"""Products over the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from pricing import permissions
from pricing.api import serializers_import as shapes
from pricing.selectors import products as selectors
from pricing.services import products
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated

_FILTERS = [
    OpenApiParameter("q", str, description="Part of a name or code."),
    OpenApiParameter("category", str, description="A category's name."),
    OpenApiParameter("shelf", str, enum=["on", "away", "all"], default="on"),
    OpenApiParameter("sort", str, enum=sorted(selectors.SORTS), default="name"),
]


class ProductsView(TenantListView):
    """Products."""

    capability = permissions.PRODUCT_VIEW
    serializer_class = shapes.ProductOut

    def chosen(self) -> selectors.ProductFilter:
        """The filters of the query string; what is unknown counts as not chosen."""
        asked = self.request.query_params
        return selectors.ProductFilter(
            words=asked.get("q", ""),
            category=asked.get("category", ""),
            shelf=asked.get("shelf", "on"),
            sort=asked.get("sort", "name"),
        )

    def get_ordering(self) -> tuple[str, ...]:
        """As `sort` says."""
        return self.chosen().ordering

    def get_queryset(self) -> Any:
        """With the cost in force today."""
        return selectors.products(self.chosen(), today=timezone.localdate())

    @extend_schema(parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of products."""
        return super().get(request, *args, **kwargs)


class ProductView(TenantAPIView):
    """One product."""

    capabilities: ClassVar = {"GET": permissions.PRODUCT_VIEW, "PATCH": permissions.PRODUCT_CHANGE}
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=shapes.ProductOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """Price, cost in force, limits."""
        return _product(public_id)

    @extend_schema(request=shapes.ProductChangeIn, responses=shapes.ProductOut)
    def patch(self, request: Request, organisation: str, public_id: str) -> Response:
        """Change price, VAT, limits, cost, or put it away. `unit_cost` counts from `cost_from_on`, or today."""
        given = validated(shapes.ProductChangeIn, request)
        found = selectors.get_product(public_id, today=timezone.localdate())
        products.change(
            found.pk,
            products.changes_from(given),
            by=self.actor,
            now=timezone.now(),
            today=timezone.localdate(),
            version=expected_version(request),
        )
        return _product(public_id)


def _product(public_id: str) -> Response:
    found = selectors.get_product(public_id, today=timezone.localdate())
    reply = Response(shapes.ProductOut(found).data)
    reply["ETag"] = etag_for(found)
    return reply
