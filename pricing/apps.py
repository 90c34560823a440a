from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PricingConfig(AppConfig):
    name = "pricing"
    verbose_name = _("Pricing")

    def ready(self) -> None:
        """Register capabilities and what follows from events."""
        from pricing import permissions, receivers  # noqa: F401, PLC0415 - needs the loaded models
