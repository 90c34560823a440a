"""The rules of a library over the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.selectors import approval
from publishing.services import review_rules
from synthai.core.api.views import TenantAPIView, validated


class RulesIn(serializers.Serializer[Any]):
    """`demands_review`: somebody else approves a piece before it is published."""

    demands_review = serializers.BooleanField()


class LibraryRulesOut(RulesIn):
    """With the names of who may approve."""

    approvers = serializers.ListField(child=serializers.CharField())


class LibraryRulesView(TenantAPIView):
    """What is demanded before readers see a piece."""

    capabilities: ClassVar = {"GET": permissions.PIECE_WRITE, "PUT": permissions.RULES_SET}

    @extend_schema(operation_id="library_rules", responses=LibraryRulesOut)
    def get(self, request: Request, organisation: str) -> Response:
        """As it is now."""
        return self._told()

    @extend_schema(operation_id="library_rules_set", request=RulesIn, responses=LibraryRulesOut)
    def put(self, request: Request, organisation: str) -> Response:
        """Set it. Idempotent. Refused while fewer than two people may approve: nobody approves their own."""
        wanted = validated(RulesIn, request)["demands_review"]
        review_rules.demand_review(is_demanded=wanted, by=self.actor, now=timezone.now())
        return self._told()

    def _told(self) -> Response:
        names = approval.approvers(self.actor.organisation_id or 0)
        told = {"demands_review": approval.is_demanded(), "approvers": names}
        return Response(LibraryRulesOut(told).data)
