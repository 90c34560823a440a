"""POST /api/v1/o/<organisation>/library/graphql/."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.api.graphql.answering import answer
from publishing.api.graphql.limits import LETTERS
from publishing.api.graphql.root import Root
from synthai.core.api.views import TenantAPIView, validated


class QuestionIn(serializers.Serializer[Any]):
    """A question, as GraphQL over HTTP sends it."""

    query = serializers.CharField(max_length=LETTERS * 2, trim_whitespace=False)
    variables = serializers.DictField(required=False, allow_null=True)
    operationName = serializers.CharField(required=False, allow_null=True, allow_blank=True, max_length=200)  # noqa: N815 - the protocol's word


class AnswerOut(serializers.Serializer[Any]):
    """`errors` name a `code` each; `extensions` says what the question cost."""

    data = serializers.DictField(required=False, allow_null=True)
    errors = serializers.ListField(child=serializers.DictField(), required=False)
    extensions = serializers.DictField(required=False)


class GraphQLView(TenantAPIView):
    """The library by GraphQL: reading alone."""

    capabilities: ClassVar = {"POST": permissions.LIBRARY_READ}

    @extend_schema(
        operation_id="library_graphql", request=QuestionIn, responses={200: AnswerOut, 400: AnswerOut}
    )
    def post(self, request: Request, organisation: str) -> Response:
        """Answer a question. The schema tells itself by introspection."""
        given = validated(QuestionIn, request)
        root = Root(getattr(request, "organisation"), self.actor, now=timezone.now())  # noqa: B009 - of the middleware
        operation = given.get("operationName") or None
        status, body = answer(root, given["query"], given.get("variables") or {}, operation)
        return Response(body, status=status)
