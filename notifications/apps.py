"""Notifications: the in-app inbox, outgoing mail and the one WebSocket."""

from django.apps import AppConfig
from django.core import checks


class NotificationsConfig(AppConfig):
    name = "notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        """Register capabilities, say what to erase and what to look at before a start."""
        from notifications import (  # noqa: F401, PLC0415 - needs the loaded settings
            announcement_kinds,
            erasing,
            own_kinds,
            permissions,
            signing_out,
            staff_kinds,
        )
        from notifications.checks import providers_can_be_made  # noqa: PLC0415
        from notifications.services import erasure, topic_audience  # noqa: F401, PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415

        own_kinds.declare()
        signing_out.connect()
        erasing.connect()
        announcement_kinds.declare()
        checks.register(providers_can_be_made)
        organisation_eraser("notifications", erasure.erase, order=900)
