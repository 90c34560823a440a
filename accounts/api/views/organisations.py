"""One organisation: its details and its end."""

from typing import Any, ClassVar, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import permissions, sign_in, step_up
from accounts.api.serializers import OrganisationChangeIn, OrganisationOut, PasswordIn
from accounts.api.views.people import person
from accounts.models import Organisation
from accounts.services import deletion, organisations
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, validated


class OrganisationView(TenantAPIView):
    """Details."""

    capabilities: ClassVar[dict[str, str | None]] = {"GET": None, "PATCH": permissions.ORGANISATION_CHANGE}
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=OrganisationOut, tags=["organisations"])
    def get(self, request: Request, organisation: str) -> Response:
        """Name, VAT number, currency, formats."""
        return _answer(cast("Any", request).organisation)

    @extend_schema(request=OrganisationChangeIn, responses=OrganisationOut, tags=["organisations"])
    def patch(self, request: Request, organisation: str) -> Response:
        """Change name or VAT number."""
        given = validated(OrganisationChangeIn, request)
        return _answer(organisations.change(**given, by=self.actor, version=expected_version(request)))


class DeletionView(TenantAPIView):
    """The days of grace before an organisation is deleted."""

    capability = permissions.ORGANISATION_DELETE

    @extend_schema(request=PasswordIn, responses={200: OrganisationOut}, tags=["organisations"])
    def post(self, request: Request, organisation: str) -> Response:
        """Start them: 30 days, everybody is told. With the password, or after other fresh proof."""
        given = validated(PasswordIn, request)
        if "password" in given:
            sign_in.confirm_password(request, person(request), given["password"])
        else:
            step_up.require_proof(request)
        return _answer(deletion.request(by=self.actor, now=timezone.now()))

    @extend_schema(responses={200: OrganisationOut}, tags=["organisations"])
    def delete(self, request: Request, organisation: str) -> Response:
        """Take the deletion back."""
        return _answer(deletion.undo(by=self.actor))


def _answer(organisation: Organisation) -> Response:
    response = Response(OrganisationOut(organisation).data)
    response["ETag"] = etag_for(organisation)
    return response
