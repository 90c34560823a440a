from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "billing"
    verbose_name = _("Billing")

    def ready(self) -> None:
        """Register capabilities, what plans give, and what to erase."""
        from billing import kinds, known_facts, law_figures, permissions  # noqa: PLC0415 - needs the loaded models
        from billing.selectors import found  # noqa: PLC0415
        from billing.services import erasure, grants, live, usage_live  # noqa: PLC0415
        from notifications.services import mail_kinds  # noqa: PLC0415
        from synthai.core.entitlements import offer_source  # noqa: PLC0415
        from synthai.core.erasure import organisation_eraser  # noqa: PLC0415
        from synthai.core.realtime import register_area  # noqa: PLC0415
        from synthai.core.search import kinds as search_kinds  # noqa: PLC0415

        mail_kinds.name(
            {
                "billing/fact": _("About plan and payments"),
                "billing/payer": _("Receipt for who paid by a link"),
                "billing/document": _("Invoices and notes"),
                "billing/statement": _("Statements"),
                "billing/sale": _("Invoices of orders"),
            }
        )
        kinds.declare()
        known_facts.offer()
        law_figures.offer_all()
        search_kinds.offer(found.DOCUMENTS)
        search_kinds.offer(found.CHECKED)
        offer_source(grants.BillingSource())
        register_area(usage_live.AREA, capability=permissions.USAGE_VIEW)
        organisation_eraser("billing", erasure.erase, order=300)
        register_area(live.AREA, capability=permissions.PLAN_VIEW)
