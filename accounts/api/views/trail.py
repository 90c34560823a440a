"""The audit trail: entries, and checks of its chain."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, selectors
from accounts.api.serializers_trail import CheckOut, EntryOut, TrailIn
from accounts.services import trail
from synthai.core import audit_checks, audit_reading, audit_veils
from synthai.core.api.views import TenantAPIView, TenantListView
from synthai.core.models import AuditEntry, OptionalTenantQuerySet


class TrailView(TenantListView):
    """The audit trail."""

    capability = permissions.AUDIT_VIEW
    serializer_class = EntryOut
    ordering: ClassVar[tuple[str, ...]] = audit_reading.ORDERING
    veiled: audit_veils.Veiled = ()

    def get_queryset(self) -> OptionalTenantQuerySet[AuditEntry]:
        """The entries that fit the query."""
        asked = TrailIn(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        person = asked.validated_data.get("actor")
        return audit_reading.entries(asked.wanted((selectors.user_id_of(person) or -1) if person else None))

    def paginate_queryset(self, queryset: Any) -> Any:
        """A page of them, and of which of their objects this actor sees no values."""
        found = super().paginate_queryset(queryset)
        self.veiled = audit_veils.veiled(found or (), self.actor)
        return found

    def get_serializer_context(self) -> dict[str, Any]:
        """Those too."""
        return {**super().get_serializer_context(), "veiled": self.veiled}

    @extend_schema(parameters=[TrailIn], responses=EntryOut(many=True), tags=["audit"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Entries, newest first."""
        return super().get(request, *args, **kwargs)


class ChecksView(TenantAPIView):
    """Checks of the chain."""

    capability = permissions.AUDIT_VIEW

    @extend_schema(request=None, responses={202: CheckOut}, tags=["audit"])
    def post(self, request: Request, organisation: str) -> Response:
        """Have every fingerprint computed again, in the background; the check under way when there is one."""
        found = trail.check(by=self.actor, now=timezone.now())
        return Response(CheckOut(found).data, status=202)


class CheckView(TenantAPIView):
    """One check."""

    capability = permissions.AUDIT_VIEW

    @extend_schema(responses=CheckOut, tags=["audit"])
    def get(self, request: Request, organisation: str, check: str) -> Response:
        """How far it is, and what it found."""
        return Response(CheckOut(audit_checks.get(check)).data)
