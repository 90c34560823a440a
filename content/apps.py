from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Register capabilities, deeds, who sees which of them, and what to erase."""
        from content import (  # noqa: PLC0415 - needs the loaded models
            bulk_deeds,  # noqa: F401
            bulk_kinds,  # noqa: F401
            deeds,  # noqa: F401
            document_kinds,  # noqa: F401
            features,  # noqa: F401
            law_figures,
            live,
            permissions,  # noqa: F401
            reading,
            reckoners,
            sending_deeds,  # noqa: F401
            sending_kinds,  # noqa: F401
            template_deeds,  # noqa: F401
            template_kinds,  # noqa: F401
            trail_veils,
            writing_deeds,  # noqa: F401
            writing_kinds,  # noqa: F401
        )
        from content.selectors import (  # noqa: PLC0415
            blueprints,
            found,
            found_templates,
            own_blueprints,
            word_templates,  # noqa: F401 - offers its templates
        )
        from content.services import ai_credits, calls, erasure  # noqa: PLC0415
        from synthai.core.ai import metering  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.search import kinds, readers  # noqa: PLC0415

        blueprints.SOURCES["own"] = own_blueprints.SOURCE
        organisation_eraser("content", erasure.erase, order=45)
        reckoners.register()
        law_figures.offer_all()
        live.offer()
        trail_veils.hang()
        metering.use_meter(ai_credits.METER, ai_credits.CreditMeter())
        metering.use_keeper(calls.KEEPER, calls.CallKeeper())
        reading.offer()
        for kind in (found.KIND, *found_templates.KINDS):
            kinds.offer(kind)
        readers.also("content", found.tokens)
