"""Staff view of tables that became documents: how they run. What stands in them stays the customer's."""

from django.contrib import admin

from content.models import BulkRun
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(BulkRun, site=staff_site)
class BulkRunAdmin(StaffAdmin):
    """Runs of organisations, without their rows."""

    fields = (
        "public_id", "organisation", "refs", "state", "formats", "makes_documents", "row_count", "good_count", "bad_count", "done_count",
        "failed_count", "attempts", "lease_until", "created_at", "asked_at", "finished_at", "expires_at", "removed_at", "size", "error",
    )  # fmt: skip
    list_display = ("public_id", "organisation", "state", "row_count", "done_count", "failed_count", "asked_at", "finished_at")  # fmt: skip
    list_filter = ("state",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-asked_at",)
