"""POST /api/v1/o/<organisation>/library/graphql/."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api.graphql.answering import answer
from publishing.api.graphql.limits import LETTERS
from publishing.api.graphql.root import Root
from synthai.core.api.views import TenantAPIView, validated


class GraphQLIn(serializers.Serializer[Any]):
    """A question, as GraphQL over HTTP sends it."""

    query = serializers.CharField(max_length=LETTERS * 2, trim_whitespace=False)
    variables = serializers.DictField(required=False, allow_null=True)
    operationName = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=200)  # noqa: N815 - the protocol's word


class GraphQLView(TenantAPIView):
    """The library by GraphQL: reading alone."""

    capabilities: ClassVar = {"POST": permissions.LIBRARY_READ}

    @extend_schema(operation_id="library_graphql", request=GraphQLIn, responses={200: OpenApiTypes.OBJECT})
    def post(self, request: Request, organisation: str) -> Response:
        """Answer a question: `data`, `errors` that name a `code` each, and in `extensions` what it cost. What cannot be carried out is 400
        with `errors` alone. The schema tells itself by introspection."""
        given = validated(GraphQLIn, request)
        root = Root(getattr(request, "organisation"), self.actor, now=timezone.now())  # noqa: B009 - of the middleware
        operation = given.get("operationName") or None
        status, body = answer(root, given["query"], given.get("variables") or {}, operation)
        return Response(body, status=status)
