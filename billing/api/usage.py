"""Usage, limits and caps over the API."""

from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from billing import permissions
from billing.api import usage_shapes as shapes
from billing.selectors import usage as selectors
from billing.services import usage as service
from billing.services.usage_caps import version_of_cap
from synthai.core import entitlements
from synthai.core.api.etags import expected_version
from synthai.core.api.views import TenantAPIView, validated


class UsageView(TenantAPIView):
    """Usage and limits."""

    capability = permissions.USAGE_VIEW

    @extend_schema(responses=shapes.UsageOut)
    def get(self, request: Request, organisation: str) -> Response:
        """Every feature plans differ in: what is given, what is used, when the limit will be reached."""
        organisation_id = self.actor.organisation_id or 0
        meters = selectors.meters(organisation_id, now=timezone.now())
        plan = entitlements.grants(organisation_id).plan
        return Response(shapes.UsageOut({"plan": plan, "features": meters}).data)


class CapView(TenantAPIView):
    """A cap on one meter."""

    capabilities: ClassVar = {"PUT": permissions.USAGE_CAP}
    requires_if_match = frozenset({"PUT"})

    @extend_schema(request=shapes.CapIn, responses=shapes.CapSetOut)
    def put(self, request: Request, organisation: str, feature: str) -> Response:
        """Set, change or take away the cap. If-Match is the cap's version from the list of usage, in quotes."""
        expected = expected_version(request)
        given, now = validated(shapes.CapIn, request), timezone.now()
        cap = service.set_cap(feature, given["quantity"], by=self.actor, now=now, version=expected)
        meter, version = (
            selectors.meter(self.actor.organisation_id or 0, feature, now=now),
            version_of_cap(cap),
        )
        is_reached = cap is not None and meter is not None and meter.used >= cap.quantity
        told = {"quantity": cap.quantity if cap else None, "version": version, "is_reached": is_reached}
        body = shapes.CapSetOut(told).data
        return Response(body, headers={"ETag": f'"{version}"'})
