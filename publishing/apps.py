from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        """Register capabilities, deeds, and what to erase."""
        from publishing import deeds, features, permissions  # noqa: F401, PLC0415 - needs the loaded models
        from publishing.selectors import found  # noqa: PLC0415
        from publishing.services import erasure  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.search import kinds  # noqa: PLC0415

        kinds.offer(found.KIND)
        organisation_eraser("publishing", erasure.erase, order=44)
