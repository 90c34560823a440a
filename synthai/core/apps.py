from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "synthai.core"
    label = "core"
    verbose_name = "Machinery"

    def ready(self) -> None:
        # Registers the system checks and the tasks of the machinery.
        from synthai.core import checks, erasure, housekeeping, outbox  # noqa: F401, PLC0415
        from synthai.core.ai import checks as ai_checks  # noqa: F401, PLC0415
        from synthai.core.search import permissions  # noqa: F401, PLC0415
        from synthai.core.search import tasks as search_tasks  # noqa: F401, PLC0415

        autodiscover_modules("deeds")  # each app's words for the audit trail
        erasure.organisation_eraser("core", housekeeping.erase_organisation, order=900)
