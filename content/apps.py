from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Register capabilities, deeds, and what to erase."""
        from content import deeds, document_kinds, permissions, reading, reckoners  # noqa: F401, PLC0415 - needs the loaded models
        from content.services import erasure  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415

        organisation_eraser("content", erasure.erase, order=45)
        reckoners.register()
        reading.offer()
