from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PricingConfig(AppConfig):
    name = "pricing"
    verbose_name = _("Pricing")

    def ready(self) -> None:
        """Register capabilities, the first page's steps, and what to erase."""
        from pricing import checklist, features, kinds, known_facts, permissions  # noqa: F401, PLC0415 - needs the loaded models
        from pricing.selectors import found  # noqa: PLC0415
        from pricing.services import erasure, followed_products, live, runs  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.realtime import register_area  # noqa: PLC0415
        from synthai.core.search import kinds as search_kinds  # noqa: PLC0415

        checklist.offer()
        known_facts.offer()
        followed_products.offer()
        for area in (live.AREA, runs.AREA):
            register_area(area, capability=permissions.PRODUCT_VIEW)
        search_kinds.offer(found.KIND)
        organisation_eraser("pricing", erasure.erase, order=100)
