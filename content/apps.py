from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Documents")

    def ready(self) -> None:
        """Register capabilities, deeds, and what to erase."""
        from content import deeds, document_kinds, permissions, reckoners  # noqa: F401, PLC0415 - needs the loaded models
        from content import sending_deeds, sending_kinds  # noqa: F401, PLC0415 - needs the loaded models
        from content import template_deeds, template_kinds  # noqa: F401, PLC0415 - needs the loaded models
        from content.selectors import blueprints, own_blueprints  # noqa: PLC0415
        from content.selectors import word_templates  # noqa: F401, PLC0415 - offers its templates
        from content.services import erasure  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415

        blueprints.SOURCES["own"] = own_blueprints.SOURCE
        organisation_eraser("content", erasure.erase, order=45)
        reckoners.register()
