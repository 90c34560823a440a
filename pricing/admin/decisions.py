"""Staff view of runs, advice and decisions."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pricing.models import Decision, PricingSettings, Recommendation, Run
from pricing.services import runs
from synthai.core.access import staff_actor
from synthai.core.errors import DomainError
from synthai.core.staff.site import StaffAdmin, staff_site
from synthai.core.tenancy import tenant


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
    list_filter = ("state",)
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-requested_at",)
    actions = ("try_again",)
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
        for run in queryset.order_by("pk")[:100]:
            try:
                with tenant(run.organisation):
                    actor = staff_actor(request, run.organisation_id)
                    runs.try_again(run.pk, by=actor, now=timezone.now())
            except DomainError as error:
                messages.error(request, f"{run.public_id}: {error}")
            else:
                messages.success(request, f"{run.public_id}: {_('waits for a worker')}")


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

    list_display = ("sku", "organisation", "action", "current_price", "price", "profit_gain", "state")
    list_filter = ("action", "state")
    list_select_related = ("organisation",)
    search_fields = ("sku", "public_id")
    ordering = ("-id",)


@admin.register(Decision, site=staff_site)
class DecisionAdmin(StaffAdmin):
    """The log of decisions."""

    list_display = ("at", "organisation", "product", "verb", "price", "by_label")
    list_filter = ("verb",)
    list_select_related = ("organisation", "product")
    ordering = ("-at",)


@admin.register(PricingSettings, site=staff_site)
class PricingSettingsAdmin(StaffAdmin):
    """Guard rails per organisation."""

    list_display = ("organisation", "min_margin", "max_change", "endings", "caution", "cooldown_days")
    list_select_related = ("organisation",)
