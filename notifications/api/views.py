"""The inbox over the API: personal, over all organisations."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from notifications import selectors
from notifications.api.serializers import NotificationOut, ReadIn, UnreadOut
from notifications.services import inbox
from synthai.core.access import signed_in_id
from synthai.core.api.views import PersonAPIView, PersonListView, validated


class NotificationsView(PersonListView):
    """Everything a person was told, newest first."""

    serializer_class = NotificationOut
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> Any:
        """All lines, or the unread ones with ?show=unread."""
        lines = selectors.inbox(signed_in_id(self.request))
        return lines.unread() if self.request.query_params.get("show") == "unread" else lines

    @extend_schema(parameters=[OpenApiParameter("show", str, enum=["unread"])])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of the inbox."""
        return super().get(request, *args, **kwargs)


class NotificationView(PersonAPIView):
    """One line."""

    @extend_schema(request=ReadIn, responses=NotificationOut)
    def patch(self, request: Request, public_id: str) -> Response:
        """Mark it read, or unread again."""
        line = selectors.get_line(signed_in_id(request), public_id)
        if validated(ReadIn, request)["read"]:
            inbox.mark_read(signed_in_id(request), public_id, now=timezone.now())
        else:
            inbox.mark_unread(signed_in_id(request), public_id)
        line.refresh_from_db()
        return Response(NotificationOut(line).data)


class UnreadView(PersonAPIView):
    """The bell."""

    @extend_schema(responses=UnreadOut)
    def get(self, request: Request) -> Response:
        """How many lines are unread."""
        return Response({"unread": selectors.unread_count(signed_in_id(request))})


class ReadAllView(PersonAPIView):
    """Clear the bell."""

    @extend_schema(request=None, responses=UnreadOut)
    def post(self, request: Request) -> Response:
        """Mark everything read."""
        inbox.mark_all_read(signed_in_id(request), now=timezone.now())
        return Response({"unread": selectors.unread_count(signed_in_id(request))})
