"""What pricing shows on an organisation's first page: three steps, and the newest run."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pricing import permissions
from pricing.models import SalesRow
from pricing.selectors import decisions
from synthai.core import dashboard
from synthai.core.access import Actor


def offer() -> None:
    """Register steps and panel."""
    dashboard.checklist_step("pricing.import", import_step, order=10)
    dashboard.checklist_step("pricing.run", run_step, order=20)
    dashboard.checklist_step("pricing.decide", decide_step, order=30)
    dashboard.panel("pricing.prices", prices_panel, order=10)


def import_step(actor: Actor) -> dashboard.Step | None:
    """Upload sales."""
    if not actor.can(permissions.IMPORT_CREATE):
        return None
    return dashboard.Step(
        key="pricing.import",
        title=_("Upload your sales"),
        text=_("The CSV or Excel file your till exports. One line for each sale, day or week is enough."),
        action=_("Upload sales"),
        url=reverse("pricing:import-create", args=[actor.organisation_slug]),
        is_done=SalesRow.objects.exists(),
    )


def run_step(actor: Actor) -> dashboard.Step | None:
    """Work out prices."""
    if not actor.can(permissions.RUN_CREATE):
        return None
    return dashboard.Step(
        key="pricing.run",
        title=_("Work out prices"),
        text=_(
            "SynthAI learns from your sales how each product answers to its price. It takes a minute or two."
        ),
        action=_("Work out prices"),
        url=reverse("pricing:recommendation-list", args=[actor.organisation_slug]),
        is_done=decisions.latest_run() is not None,
    )


def decide_step(actor: Actor) -> dashboard.Step | None:
    """Accept or reject a price."""
    if not actor.can(permissions.RECOMMENDATION_ACCEPT):
        return None
    return dashboard.Step(
        key="pricing.decide",
        title=_("Decide about your first price"),
        text=_("Accept what you agree with, keep the rest. You can undo it."),
        action=_("Look at the prices"),
        url=reverse("pricing:recommendation-list", args=[actor.organisation_slug]),
        is_done=decisions.has_decisions(),
    )


def prices_panel(actor: Actor) -> dashboard.Panel | None:
    """The newest run in figures."""
    run = decisions.latest_run()
    if run is None or not actor.can(permissions.PRODUCT_VIEW):
        return None
    return dashboard.Panel(
        key="pricing.prices", template="pricing/dashboard_panel.html", context={"run": run}
    )
