"""Files sent to the library in pieces, over the API. Beginning and ending may be repeated."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from media import permissions
from media.api import shapes
from media.selectors import assets as selectors
from media.selectors import shown
from media.services import uploads as of_media
from media.services.uploads import NEW, PURPOSE
from synthai.core.api.views import TenantAPIView, validated
from synthai.core.media import uploads
from synthai.core.media.uploads import Named
from synthai.core.models import Upload


class UploadsView(TenantAPIView):
    """Uploads to the library."""

    capability = permissions.ASSET_ADD
    keeps_own_key = (
        True  # room in storage is made outside of a transaction; what nobody goes on with is dropped
    )

    @extend_schema(request=shapes.UploadIn, responses={201: shapes.UploadOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Begin: the answer lists the pieces to send."""
        named = Named(**validated(shapes.UploadIn, request))
        return Response(_told(of_media.begin(named, by=self.actor, now=timezone.now())), status=201)


class UploadView(TenantAPIView):
    """One's own upload."""

    capability = permissions.ASSET_ADD

    @extend_schema(responses=shapes.UploadOut)
    def get(self, request: Request, organisation: str, upload: str) -> Response:
        """How far it is, and the pieces to send next."""
        return Response(_told(uploads.get(upload, purpose=PURPOSE, target=NEW, by=self.actor)))


class UploadEndView(TenantAPIView):
    """The end of an upload."""

    capability = permissions.ASSET_ADD
    keeps_own_key = True  # the upload itself remembers what came of it

    @extend_schema(request=None, responses={201: shapes.AssetOut})
    def post(self, request: Request, organisation: str, upload: str) -> Response:
        """All of it is sent: it becomes a file of the library, or is refused with a sentence."""
        found = uploads.get(upload, purpose=PURPOSE, target=NEW, by=self.actor)
        row = selectors.get_asset(of_media.end(found, by=self.actor, now=timezone.now()))
        [(_row, told)] = shown.shown_rows([row], now=timezone.now())
        return Response(shapes.AssetOut(told).data, status=201)


def _told(upload: Upload) -> dict[str, Any]:
    standing = uploads.standing(upload, now=timezone.now())
    pieces = [{"url": each.url, "start": each.start, "end": each.end} for each in standing.pieces]
    return {
        "id": upload.public_id,
        "received": standing.received,
        "bytes": upload.size,
        "pieces": pieces,
    }
