from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Register capabilities, deeds, and what to erase."""
        from content import deeds, document_kinds, permissions, reckoners, template_deeds, template_kinds  # noqa: F401, PLC0415 - needs the loaded models  # noqa: F401, PLC0415
        from content.selectors import (  # noqa: PLC0415
            blueprints,
            own_blueprints,
            word_templates,  # noqa: F401, PLC0415 - offers its templates
        )
        from content.services import erasure  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415

        blueprints.SOURCES["own"] = own_blueprints.SOURCE
        organisation_eraser("content", erasure.erase, order=45)
        reckoners.register()
