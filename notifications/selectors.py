"""Reads of the inbox."""

from notifications.models import Notification, NotificationQuerySet
from synthai.core.errors import NotFound


def inbox(user_id: int) -> NotificationQuerySet:
    """One person's lines over all organisations, newest first, each with its organisation."""
    lines = Notification.objects.for_person(user_id).select_related("organisation")
    return lines.order_by("-created_at", "-id")


def unread_count(user_id: int) -> int:
    """How many lines this person has not read."""
    return Notification.objects.for_person(user_id).unread().count()


def get_line(user_id: int, public_id: str) -> Notification:
    """One of this person's lines. Raises NotFound."""
    found = Notification.objects.for_person(user_id).filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
