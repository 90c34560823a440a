"""Branches of an organisation."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, selectors
from accounts.api.serializers_access import BranchIn, BranchOut
from accounts.models import Branch
from accounts.services import branches
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated


class BranchesView(TenantAPIView):
    """The branches."""

    capabilities: ClassVar[dict[str, str | None]] = {
        "GET": permissions.MEMBER_VIEW,
        "POST": permissions.BRANCH_CHANGE,
    }

    @extend_schema(responses=BranchOut(many=True), tags=["branches"])
    def get(self, request: Request, organisation: str) -> Response:
        """All of them by name, closed ones too; at most 200."""
        return Response(BranchOut(selectors.branches_query().order_by("name", "pk"), many=True).data)

    @extend_schema(request=BranchIn, responses={201: BranchOut}, tags=["branches"])
    def post(self, request: Request, organisation: str) -> Response:
        """Add a branch."""
        return _branch(branches.create(**validated(BranchIn, request), by=self.actor), status=201)


class BranchView(TenantAPIView):
    """One branch."""

    capabilities: ClassVar[dict[str, str | None]] = {
        "GET": permissions.MEMBER_VIEW,
        "PATCH": permissions.BRANCH_CHANGE,
    }
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=BranchOut, tags=["branches"])
    def get(self, request: Request, organisation: str, branch: str) -> Response:
        """Its name, code and city, and whether it is open."""
        return _branch(selectors.get_branch(branch))

    @extend_schema(request=BranchIn, responses=BranchOut, tags=["branches"])
    def patch(self, request: Request, organisation: str, branch: str) -> Response:
        """Write it anew: name, code and city together."""
        selectors.get_branch(branch)
        given = validated(BranchIn, request)
        return _branch(branches.change(branch, **given, by=self.actor, version=expected_version(request)))


class BranchCloseView(TenantAPIView):
    """Closing."""

    capability = permissions.BRANCH_CHANGE

    @extend_schema(request=None, responses={200: BranchOut}, tags=["branches"])
    def post(self, request: Request, organisation: str, branch: str) -> Response:
        """Close it; refused while a rule in force speaks of it."""
        selectors.get_branch(branch)
        expected = expected_version(request, required=False)
        return _branch(branches.close(branch, by=self.actor, version=expected))


class BranchReopenView(TenantAPIView):
    """Opening again."""

    capability = permissions.BRANCH_CHANGE

    @extend_schema(request=None, responses={200: BranchOut}, tags=["branches"])
    def post(self, request: Request, organisation: str, branch: str) -> Response:
        """Open a closed branch again, with the people it had."""
        selectors.get_branch(branch)
        expected = expected_version(request, required=False)
        return _branch(branches.reopen(branch, by=self.actor, version=expected))


def _branch(branch: Branch, *, status: int = 200) -> Response:
    response = Response(BranchOut(branch).data, status=status)
    response["ETag"] = etag_for(branch)
    return response
