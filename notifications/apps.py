"""Notifications: the in-app inbox, outgoing mail and the one WebSocket."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    label = "notifications"
    verbose_name = "Notifications"
