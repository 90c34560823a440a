from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        """Register capabilities, deeds, and what to erase."""
        from media import deeds, features, permissions  # noqa: F401, PLC0415 - needs the loaded models
        from media.selectors import found  # noqa: PLC0415
        from media.services import erasure  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.search import kinds  # noqa: PLC0415

        kinds.offer(found.KIND)
        organisation_eraser("media", erasure.erase, order=60)
