"""Certificates over the API: one's own, as a PDF and as a credential. Anybody checks one at its public address."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.engine.certificates.numbers import write_number
from courses.models import Certificate
from courses.selectors import certificates as selectors
from courses.selectors.learning import person_of
from courses.services.certificates import addresses, papers
from synthai.core.api.views import TenantAPIView, TenantListView

_JWT = "application/vc+jwt"


class CertificateOut(serializers.ModelSerializer[Certificate]):
    """A certificate. `standing`: valid, expires_soon, expired, renewed, revoked. `check_url` is what its code leads to."""

    number = serializers.SerializerMethodField()
    course = serializers.CharField(source="course.public_id", read_only=True)
    standing = serializers.SerializerMethodField()
    check_url = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields: ClassVar = [
            "number",
            "course",
            "title",
            "name",
            "issued_at",
            "last_on",
            "standing",
            "revoked_reason",
            "check_url",
        ]
        read_only_fields: ClassVar = fields

    def get_number(self, found: Certificate) -> str:
        """In groups, as on paper."""
        return write_number(found.number)

    def get_standing(self, found: Certificate) -> str:
        """Today."""
        return found.standing(timezone.localdate()).value

    def get_check_url(self, found: Certificate) -> str:
        """For everybody."""
        return addresses.of_certificate(self.context["request"].organisation.public_id, found.number)


class CertificatesView(TenantListView):
    """One's own certificates, newest first."""

    capability = permissions.COURSE_LEARN
    serializer_class = CertificateOut
    ordering = ("-id",)

    def get_queryset(self) -> Any:
        """Never anybody else's."""
        return selectors.certificates(user_id=person_of(self.actor))


class _Own(TenantAPIView):
    capability = permissions.COURSE_LEARN

    def _mine(self, number: str) -> Certificate:
        return selectors.typed(number, of_user=person_of(self.actor))


class CertificateView(_Own):
    """One of one's own."""

    @extend_schema(responses=CertificateOut)
    def get(self, request: Request, organisation: str, number: str) -> Response:
        """By its number, with or without dashes."""
        return Response(CertificateOut(self._mine(number), context={"request": request}).data)


class CertificateFileView(_Own):
    """The paper."""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, number: str) -> HttpResponse:
        """As a PDF."""
        found = self._mine(number)
        headers = {"Content-Disposition": f'attachment; filename="certificate-{found.number}.pdf"'}
        return HttpResponse(papers.pdf_of(found), content_type="application/pdf", headers=headers)


class CredentialView(_Own):
    """The Open Badges 3.0 credential."""

    @extend_schema(responses={(200, _JWT): OpenApiTypes.STR})
    def get(self, request: Request, organisation: str, number: str) -> HttpResponse:
        """The signed token, for a wallet."""
        return HttpResponse(self._mine(number).token, content_type=_JWT)
