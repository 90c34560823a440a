"""Reads of the inbox."""

from notifications.models import Notification, NotificationQuerySet


def inbox(user_id: int) -> NotificationQuerySet:
    """One person's lines over all organisations, newest first."""
    return Notification.objects.for_person(user_id).order_by("-created_at", "-id")


def unread_count(user_id: int) -> int:
    """How many lines this person has not read."""
    return Notification.objects.for_person(user_id).unread().count()
