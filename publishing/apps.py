from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        """Register capabilities, deeds, and what to erase."""
        from media.selectors.uses import name_place  # noqa: PLC0415
        from publishing import check_kinds, deeds, features, permissions  # noqa: F401, PLC0415 - needs the loaded models
        from publishing.selectors import found, uses  # noqa: PLC0415
        from publishing.services import erasure, following  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.search import kinds  # noqa: PLC0415

        kinds.offer(found.KIND)
        name_place(following.PLACE, label=uses.LABEL, read=uses.places)
        organisation_eraser("publishing", erasure.erase, order=44)
