from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        """Register capabilities, deeds, and what to erase."""
        from media.selectors.uses import name_place  # noqa: PLC0415
        from publishing import (  # noqa: F401, PLC0415 - needs the loaded models  # noqa: F401, PLC0415
            check_kinds,
            comment_kinds,
            deeds,
            features,
            permissions,
            translation_deeds,
            translation_kinds,
            translation_live,
        )
        from publishing import kinds as notices  # noqa: F401, PLC0415
        from publishing.selectors import found, uses  # noqa: PLC0415
        from publishing.services import answer_text, erasure, following, hints, reader_hints  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.realtime import register_area  # noqa: PLC0415
        from synthai.core.search import kinds, readers  # noqa: PLC0415

        kinds.offer(found.KIND)
        readers.also("publishing", found.held)
        readers.unless("publishing", found.withheld)
        answer_text.offer()
        translation_live.offer()
        name_place(following.PLACE, label=uses.LABEL, read=uses.places)
        hints.offer()
        organisation_eraser("publishing", erasure.erase, order=44)
        register_area(reader_hints.AREA, capability=permissions.PIECE_EDIT)
