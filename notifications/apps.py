"""Notifications: the in-app inbox, outgoing mail and the one WebSocket."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        """Register capabilities, and say what to erase."""
        from notifications import permissions  # noqa: F401, PLC0415 - needs the loaded settings
        from notifications.services import erasure  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415

        organisation_eraser("notifications", erasure.erase, order=900)
