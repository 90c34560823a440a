"""Staff view of tables that became documents: how they run. What stands in them stays the customer's."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.admin.wordless import PartAdmin, WordlessAdmin
from content.models import BulkPart, BulkRow, BulkRun
from synthai.core.staff.site import staff_site


@admin.register(BulkRun, site=staff_site)
class BulkRunAdmin(WordlessAdmin):
    """Runs of organisations, without their rows."""

    fields = (
        "public_id", "organisation", "refs", "state", "formats", "makes_documents", "row_count", "good_count", "bad_count", "done_count",
        "failed_count", "attempts", "lease_until", "created_at", "asked_at", "finished_at", "expires_at", "removed_at", "size", "error",
    )  # fmt: skip
    list_display = ("public_id", "organisation", "state", "row_count", "done_count", "failed_count", "asked_at", "finished_at")  # fmt: skip
    list_filter = ("state",)
    ordering = ("-asked_at",)


@admin.register(BulkRow, site=staff_site)
class BulkRowAdmin(PartAdmin):
    """Rows of tables, without their cells: which were written, and which not."""

    fields = ("organisation", "run", "line", "state", "document")
    list_display = ("run", "organisation", "line", "state")
    list_filter = ("state",)
    list_select_related = ("organisation", "run")
    search_fields = ("run__public_id", "organisation__name")


@admin.register(BulkPart, site=staff_site)
class BulkPartAdmin(PartAdmin):
    """Files that a run writes before they become one ZIP."""

    fields = ("organisation", "run", "path", "is_done")
    list_display = ("run", "organisation", "path", "is_done")
    list_filter = ("is_done",)
    list_select_related = ("organisation", "run")
    search_fields = ("run__public_id", "organisation__name")
    when_empty = _("Rows are here while a run is at work; they go when it has ended.")
