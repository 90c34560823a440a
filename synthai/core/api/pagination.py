"""Lists by cursor: `?cursor=…&limit=50`, the neighbours in the body and in the Link header (RFC 8288)."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from synthai.core import keyset
from synthai.core.api.kinds import CursorInvalid
from synthai.core.errors import Invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


class LimitInvalid(Invalid):
    """`limit` is no number from 1 to 200."""

    code = "core.limit_invalid"
    title = _("The limit is out of range")
    message = _("limit must be a whole number from 1 to %(most)s.")
    remedy = _("Leave limit out for 50 rows a page, or ask for 1 to 200.")


class CursorPagination(BasePagination):
    """Pages by key, in the order of the view's `ordering` (default: newest first)."""

    default_ordering: Sequence[str] = ("-pk",)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page of rows. Raises CursorInvalid and LimitInvalid (400)."""
        self.address = request.build_absolute_uri()
        cursor = request.query_params.get("cursor") or None
        if cursor and len(cursor) > 2000:
            raise CursorInvalid
        self.page: keyset.Page[Any] = keyset.page(
            queryset,
            ordering=self.ordering(view),
            size=_limit(request),
            cursor=cursor,
            scope=request.path,
        )
        return self.page.rows

    def ordering(self, view: Any) -> Sequence[str]:
        """The sort keys: `view.get_ordering()` when the list can be sorted, else `view.ordering`."""
        if hasattr(view, "get_ordering"):
            chosen: Sequence[str] = view.get_ordering()
            return chosen
        fixed: Sequence[str] = getattr(view, "ordering", self.default_ordering)
        return fixed

    def get_paginated_response(self, data: Any) -> Response:
        """`{"next": …, "previous": …, "results": […]}`."""
        links = {"next": self._link(self.page.next), "prev": self._link(self.page.previous)}
        response = Response({"next": links["next"], "previous": links["prev"], "results": data})
        header = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items() if address)
        if header:
            response["Link"] = header
        return response

    def _link(self, cursor: str | None) -> str | None:
        return replace_query_param(self.address, "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The reply's shape, as valid in OpenAPI 3.1."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "Address of the next page; null on the last."},
                "previous": {**link, "description": "Address of the page before; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The query parameters of every list."""
        del view
        cursor = "Where the page starts: take it from `next` or `previous`, it means nothing by itself."
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        return [
            {
                "name": "cursor",
                "in": "query",
                "required": False,
                "description": cursor,
                "schema": {"type": "string"},
            },
            {
                "name": "limit",
                "in": "query",
                "required": False,
                "description": "Rows a page.",
                "schema": limit,
            },
        ]


def _limit(request: Request) -> int:
    asked = request.query_params.get("limit")
    if asked is None:
        return DEFAULT_LIMIT
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= MAX_LIMIT):
        raise LimitInvalid(most=MAX_LIMIT)
    return int(asked)
