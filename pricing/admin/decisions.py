"""Staff view of runs, advice and decisions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pricing.admin.jobs import for_each
from pricing.models import Decision, PricingSettings, Recommendation, Run
from pricing.services import runs
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Run, site=staff_site)
class RunAdmin(StaffAdmin):
    """Price runs with what they measured and why they failed."""

    list_display = (
        "public_id",
        "organisation",
        "state",
        "progress",
        "attempts",
        "requested_at",
        "took",
        "error",
    )
    list_filter = ("state", "requested_at")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-requested_at",)
    find_exactly = ("pk", "public_id")
    actions = ("try_again", "cancel")
    readonly_fields = ("log",)

    @admin.display(description=_("Took"))
    def took(self, run: Run) -> str:
        """How long training lasted."""
        if run.started_at is None or run.finished_at is None:
            return ""
        return f"{(run.finished_at - run.started_at).total_seconds():.0f} s"

    @admin.display(description=_("Log"))
    def log(self, run: Run) -> SafeString:
        """What happened, in order."""
        rows = ((at, text) for at, text in _events(run) if at)
        return format_html_join("\n", "<div>{} {}</div>", rows)

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        """Give failed and cancelled runs another round."""
        for_each(request, queryset, runs.try_again, _("waits for a worker"))

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Run]) -> None:
        """A waiting run ends at once, a running one at its next step."""
        for_each(request, queryset, runs.cancel, _("stops"))


def _events(run: Run) -> list[tuple[Any, str]]:
    return [
        (run.requested_at, "requested"),
        (run.started_at, f"started, attempt {run.attempts}"),
        (run.cancel_requested_at, "cancellation asked for"),
        (run.finished_at, f"{run.state} {run.error}".strip()),
    ]


@admin.register(Recommendation, site=staff_site)
class RecommendationAdmin(StaffAdmin):
    """Advice and what became of it."""

    list_display = (
        "sku",
        "organisation",
        "action",
        "current_price",
        "price",
        "profit_gain",
        "state",
        "starts_on",
    )
    list_filter = ("action", "state", "starts_on")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("sku", "public_id")
    ordering = ("-id",)


@admin.register(Decision, site=staff_site)
class DecisionAdmin(StaffAdmin):
    """The log of decisions."""

    list_display = ("at", "organisation", "product", "verb", "price", "starts_on", "by_label")
    list_filter = ("verb", "at")
    find_newest = ("by_label__istartswith",)
    list_select_related = ("organisation", "product")
    ordering = ("-at",)


@admin.register(PricingSettings, site=staff_site)
class PricingSettingsAdmin(StaffAdmin):
    """Guard rails per organisation."""

    search_fields = ("organisation__name", "organisation__slug")
    find_newest = ("organisation__name__istartswith", "organisation__slug__istartswith")
    list_display = (
        "organisation",
        "min_margin",
        "max_change",
        "endings",
        "caution",
        "cooldown_days",
        "stock_days",
    )
    list_select_related = ("organisation",)
