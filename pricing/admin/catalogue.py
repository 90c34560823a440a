"""Staff view of products and imports."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pricing.admin.jobs import for_each
from pricing.models import Import, Product
from pricing.services import imports
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Import, site=staff_site)
class ImportAdmin(StaffAdmin):
    """Uploaded files: where they stand, what was found, why they failed. The file itself stays the customer's."""

    list_display = (
        "public_id",
        "organisation",
        "kind",
        "state",
        "row_count",
        "refused_count",
        "attempts",
        "uploaded_at",
        "error",
    )
    list_filter = ("state", "kind", "preset", "uploaded_at")
    find_exactly = ("pk", "public_id")
    find_newest = ("file_name__icontains",)
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-uploaded_at",)
    actions = ("try_again", "cancel")
    exclude = ("path", "report_path", "lease_token", "request_key")
    readonly_fields = ("log",)

    @admin.display(description=_("Log"))
    def log(self, row: Import) -> SafeString:
        """What happened, in order."""
        events = [
            (row.uploaded_at, "uploaded"),
            (row.queued_at, "handed to the workers"),
            (row.started_at, f"started, attempt {row.attempts}"),
            (row.cancel_requested_at, "cancellation asked for"),
            (row.finished_at, f"{row.state} {row.error}".strip()),
            (row.undone_at, "undone"),
        ]
        return format_html_join("\n", "<div>{} {}</div>", ((at, text) for at, text in events if at))

    @admin.action(description=_("Try again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Import]) -> None:
        """Give failed and cancelled imports another round."""
        for_each(request, queryset, imports.retry, _("waits for a worker"))

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Import]) -> None:
        """Ends at once, or when its worker next looks up; nothing of it is kept."""
        for_each(request, queryset, imports.cancel, _("stops"))


@admin.register(Product, site=staff_site)
class ProductAdmin(StaffAdmin):
    """What organisations sell."""

    list_display = (
        "sku",
        "name",
        "organisation",
        "category",
        "current_price",
        "vat",
        "is_sample",
        "archived_at",
    )
    list_filter = ("vat", "is_sample")
    list_select_related = ("organisation", "category")
    search_fields = ("sku", "name", "public_id")
    find_exactly = ("pk", "public_id")
    find_newest = ("sku__iexact", "name__icontains")
    ordering = ("-id",)
