"""The inbox over the API: personal, over all organisations."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from notifications import catching_up, selectors
from notifications.api.serializers import ChangesOut, LineIn, NotificationOut, UnreadOut
from notifications.services import inbox
from synthai.core.access import signed_in_id
from synthai.core.api.views import PersonAPIView, PersonListView, validated


class NotificationsView(PersonListView):
    """Everything a person was told, newest first."""

    serializer_class = NotificationOut
    ordering = ("-listed_at", "-id")

    def get_queryset(self) -> Any:
        """The open lines; with ?show= the unread ones of them, those put off, or the archive."""
        show = self.request.query_params.get("show", "all")
        return selectors.inbox(signed_in_id(self.request), show, now=timezone.now())

    @extend_schema(parameters=[OpenApiParameter("show", str, enum=list(selectors.SHOWN))])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of the inbox."""
        return super().get(request, *args, **kwargs)


class ChangesView(PersonAPIView):
    """What somebody missed, told from a cursor: nothing twice, nothing never."""

    @extend_schema(parameters=[OpenApiParameter("after", str)], responses=ChangesOut)
    def get(self, request: Request) -> Response:
        """New lines, and lines that were read, archived or put off elsewhere, with the bell's number.

        Without `after` (or with one that is too old) `is_whole` is false: take the cursor, then read the list.
        """
        after = request.query_params.get("after", "")
        return Response(
            ChangesOut(catching_up.changes(signed_in_id(request), after, now=timezone.now())).data
        )


class NotificationView(PersonAPIView):
    """One line."""

    @extend_schema(request=LineIn, responses=NotificationOut)
    def patch(self, request: Request, public_id: str) -> Response:
        """Mark it read or unread, archive it, put it off, or bring it back."""
        user_id, now = signed_in_id(request), timezone.now()
        line = selectors.get_line(user_id, public_id)
        given = validated(LineIn, request)
        if "read" in given:
            _mark(user_id, public_id, is_read=given["read"], now=now)
        if "archived" in given:
            _archive(user_id, public_id, is_wanted=given["archived"], now=now)
        if "snoozed_until" in given:
            _snooze(user_id, public_id, until=given["snoozed_until"], now=now)
        line.refresh_from_db()
        return Response(NotificationOut(line).data)


def _mark(user_id: int, public_id: str, *, is_read: bool, now: datetime) -> None:
    if is_read:
        inbox.mark_read(user_id, public_id, now=now)
    else:
        inbox.mark_unread(user_id, public_id)


def _archive(user_id: int, public_id: str, *, is_wanted: bool, now: datetime) -> None:
    if is_wanted:
        inbox.archive(user_id, public_id, now=now)
    else:
        inbox.bring_back(user_id, public_id)


def _snooze(user_id: int, public_id: str, *, until: datetime | None, now: datetime) -> None:
    if until is None:
        inbox.bring_back(user_id, public_id)
    else:
        inbox.snooze(user_id, public_id, until=until, now=now)


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
