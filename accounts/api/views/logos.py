"""An organisation's logo over the API."""

from typing import IO, Any, ClassVar, cast

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import logo_pictures, logo_uploads, permissions
from accounts.api.serializers_logo import LogoIn, LogoOut
from accounts.models import Organisation
from accounts.services import logos
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView
from synthai.core.errors import NotFound


class LogoView(TenantAPIView):
    """The logo. Its ETag is the organisation's, which If-Match names."""

    capabilities: ClassVar[dict[str, str | None]] = {
        "GET": None,
        "PUT": permissions.ORGANISATION_CHANGE,
        "DELETE": permissions.ORGANISATION_CHANGE,
    }
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT", "DELETE"})
    parser_classes = [MultiPartParser]
    keeps_own_key = True  # drawing takes longer than a transaction should, and the same picture twice is once

    @extend_schema(responses=LogoOut, tags=["organisations"])
    def get(self, request: Request, organisation: str) -> Response:
        """Its size, and the addresses of its pictures. 404 when there is none."""
        return _answer(cast("Any", request).organisation)

    @extend_schema(request={"multipart/form-data": LogoIn}, responses=LogoOut, tags=["organisations"])
    def put(self, request: Request, organisation: str) -> Response:
        """Put it up: a PNG, JPEG or WebP to 10 MB. What was photographed upright is shown upright."""
        version = expected_version(request)
        done = logos.replace(_file_of(request), by=self.actor, now=timezone.now(), version=version)
        return _answer(done.organisation)

    @extend_schema(responses={204: None}, tags=["organisations"])
    def delete(self, request: Request, organisation: str) -> Response:
        """Take it away; the initials stand in its place."""
        done = logos.remove(by=self.actor, now=timezone.now(), version=expected_version(request))
        return Response(status=204, headers={"ETag": etag_for(done.organisation)})


class LogoPictureView(TenantAPIView):
    """One picture of the logo."""

    capability = None

    @extend_schema(
        operation_id="logo_picture_retrieve",
        responses={(200, "image/webp"): OpenApiTypes.BINARY},
        tags=["organisations"],
    )
    def get(self, request: Request, organisation: str, logo: str, picture: str) -> FileResponse:
        """WebP at 64, 256 or 512 pixels, or PNG as `document`. The address names the content: keep it for good."""
        return logo_pictures.answer(logo, picture)


def _file_of(request: Request) -> IO[bytes]:
    def find() -> Any:
        return cast("dict[str, Any]", request.data).get("file")

    return logo_uploads.file_of(request._request, find)  # noqa: SLF001 - the upload handler marks Django's


def _answer(organisation: Organisation) -> Response:
    if not organisation.logo:
        raise NotFound
    return Response(LogoOut(organisation).data, headers={"ETag": etag_for(organisation)})
