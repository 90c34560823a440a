"""Roles of an organisation."""

from typing import Any, ClassVar, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, roles, seeing, selectors, step_up
from accounts.api.serializers_access import RoleEditIn, RoleOut, RoleSeeIn, SightOut
from accounts.models import CustomRole, Organisation
from accounts.services import custom_roles
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated


class RolesView(TenantAPIView):
    """The roles."""

    capabilities: ClassVar[dict[str, str | None]] = {
        "GET": permissions.MEMBER_VIEW,
        "POST": permissions.ROLE_CHANGE,
    }

    @extend_schema(responses=RoleOut(many=True), tags=["roles"])
    def get(self, request: Request, organisation: str) -> Response:
        """What each role may do, the built-in ones first."""
        built_in: list[dict[str, Any]] = [
            {
                "role": role.value,
                "title": role.label,
                "description": roles.DESCRIPTIONS[role],
                "is_custom": False,
                "capabilities": sorted(roles.capabilities_of(role)),
            }
            for role in roles.ROLES
        ]
        own = [_shape(role) for role in selectors.custom_roles()]
        return Response(RoleOut([*built_in, *own], many=True).data)

    @extend_schema(request=RoleEditIn, responses={201: RoleOut}, tags=["roles"])
    def post(self, request: Request, organisation: str) -> Response:
        """Make a role of the organisation's own. Nobody can give more than they hold."""
        step_up.require_proof(request)
        return _role(custom_roles.create(**_details(request), by=self.actor), status=201)


class RoleView(TenantAPIView):
    """One role of the organisation's own."""

    capabilities: ClassVar[dict[str, str | None]] = {
        "GET": permissions.MEMBER_VIEW,
        "PATCH": permissions.ROLE_CHANGE,
        "DELETE": permissions.ROLE_CHANGE,
    }
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=RoleOut, tags=["roles"])
    def get(self, request: Request, organisation: str, role: str) -> Response:
        """Its name and what it may do."""
        return _role(selectors.get_custom_role(role))

    @extend_schema(request=RoleEditIn, responses=RoleOut, tags=["roles"])
    def patch(self, request: Request, organisation: str, role: str) -> Response:
        """Write it anew: name, description and capabilities together."""
        step_up.require_proof(request)
        selectors.get_custom_role(role)
        details = _details(request)
        return _role(custom_roles.change(role, **details, by=self.actor, version=expected_version(request)))

    @extend_schema(
        parameters=[OpenApiParameter("move_to", str, description="The role its holders get instead.")],
        responses={204: None},
        tags=["roles"],
    )
    def delete(self, request: Request, organisation: str, role: str) -> Response:
        """Delete it; while somebody holds it, `move_to` is needed."""
        step_up.require_proof(request)
        selectors.get_custom_role(role)
        expected = expected_version(request, required=False)
        move_to = request.query_params.get("move_to", "")
        custom_roles.delete(role, by=self.actor, move_to=move_to, version=expected)
        return Response(status=204)


class RoleSeeView(TenantAPIView):
    """See as."""

    capability = permissions.ROLE_CHANGE

    @extend_schema(request=RoleSeeIn, responses=SightOut, tags=["roles"])
    def post(self, request: Request, organisation: str) -> Response:
        """What somebody with these capabilities would see. Nothing is saved."""
        given = validated(RoleSeeIn, request)
        here = cast("Organisation", cast("Any", request).organisation)
        sight = seeing.of_capabilities(
            here, given["capabilities"], role=given["role"], branch=given["branch"], by=self.actor
        )
        doors = [*sight.open_pages, *sight.refused_pages, *sight.open_api, *sight.refused_api]
        menu = [str(entry.label) for entry in sight.menu]
        return Response(SightOut({"menu": menu, "doors": doors}).data)


def _details(request: Request) -> dict[str, Any]:
    given = validated(RoleEditIn, request)
    return {"name": given["name"], "description": given["description"], "wanted": given["capabilities"]}


def _shape(role: CustomRole) -> dict[str, Any]:
    return {
        "role": role.public_id,
        "title": role.name,
        "description": role.description,
        "is_custom": True,
        "capabilities": role.capabilities,
    }


def _role(role: CustomRole, *, status: int = 200) -> Response:
    response = Response(RoleOut(_shape(role)).data, status=status)
    response["ETag"] = etag_for(role)
    return response
