"""Files of the library over the API: found, described, cropped, put away."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from media import permissions
from media.api import shapes
from media.models import Asset
from media.selectors import assets as selectors
from media.selectors import shown, uses
from media.selectors.assets import ORDERING, Wanted
from media.services import assets
from media.services.assets import Description
from media.terms import AssetKind
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated

_FILTERS = [
    OpenApiParameter("q", str, description="Words of the name, of what it shows, or a tag."),
    OpenApiParameter("kind", str, enum=AssetKind.values),
    OpenApiParameter("shelf", str, enum=["", "undescribed", "away"]),
]


class AssetsView(TenantListView):
    """Files of the library, newest first."""

    capability = permissions.ASSET_VIEW
    serializer_class = shapes.AssetOut
    ordering = ORDERING

    def get_queryset(self) -> Any:
        """By words, kind and shelf; what is unknown counts as not chosen."""
        asked = self.request.query_params
        kind = asked.get("kind", "")
        return selectors.assets(
            Wanted(
                words=asked.get("q", "")[:100],
                kind=kind if kind in AssetKind.values else "",
                shelf=asked.get("shelf", ""),
            )
        )

    @extend_schema(parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page."""
        rows = self.paginate_queryset(self.get_queryset()) or []
        cells = [told for _row, told in shown.shown_rows(rows, now=timezone.now())]
        return self.get_paginated_response(shapes.AssetOut(cells, many=True).data)


class AssetView(TenantAPIView):
    """One file."""

    capabilities: ClassVar = {
        "GET": permissions.ASSET_VIEW,
        "PATCH": permissions.ASSET_ADD,
        "DELETE": permissions.ASSET_CHANGE,
    }
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=shapes.AssetOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """What it is, and links to it in every size."""
        return _told(selectors.get_asset(public_id))

    @extend_schema(request=shapes.DescribeIn, responses=shapes.AssetOut)
    def patch(self, request: Request, organisation: str, public_id: str) -> Response:
        """Say what it is and shows. It shows at once, wherever the file is shown."""
        row, said = selectors.get_asset(public_id), Description(**validated(shapes.DescribeIn, request))
        version = expected_version(request)
        return _told(assets.describe(row.pk, said, by=self.actor, now=timezone.now(), version=version))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, public_id: str) -> Response:
        """Put it away. What something still shows is refused (409)."""
        row = selectors.get_asset(public_id)
        assets.put_away(row.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class RestorationView(TenantAPIView):
    """Undo putting away."""

    capability = permissions.ASSET_CHANGE

    @extend_schema(request=None, responses=shapes.AssetOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Bring it back."""
        row = selectors.get_asset(public_id)
        return _told(assets.bring_back(row.pk, by=self.actor, now=timezone.now()))


class FocusView(TenantAPIView):
    """What of a picture stays in sight where it is cropped."""

    capability = permissions.ASSET_ADD
    keeps_own_key = True  # drawing takes longer than a transaction should; repeating it does no harm

    @extend_schema(request=shapes.FocusIn, responses=shapes.AssetOut)
    def put(self, request: Request, organisation: str, public_id: str) -> Response:
        """Cut it anew around a spot."""
        row = selectors.get_asset(public_id)
        given = validated(shapes.FocusIn, request)
        return _told(assets.crop(row.pk, (given["x"], given["y"]), by=self.actor, now=timezone.now()))


class UsesView(TenantAPIView):
    """Where a file is shown."""

    capability = permissions.ASSET_VIEW

    @extend_schema(responses=shapes.UseOut(many=True))
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """What readers see first."""
        found = uses.where(selectors.get_asset(public_id), organisation)
        return Response(shapes.UseOut(found, many=True).data)


class RoomView(TenantAPIView):
    """How full the library is."""

    capability = permissions.ASSET_VIEW

    @extend_schema(responses=shapes.RoomOut)
    def get(self, request: Request, organisation: str) -> Response:
        """Begun megabytes, of files that were put away too."""
        return Response(shapes.RoomOut(selectors.room(self.actor.organisation_id or 0)).data)


def _told(row: Asset) -> Response:
    [(_row, told)] = shown.shown_rows([row], now=timezone.now())
    return Response(shapes.AssetOut(told).data, headers={"ETag": etag_for(row)})
