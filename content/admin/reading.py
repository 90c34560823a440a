"""Staff view of what is read in and of marketing texts: that they exist and what went wrong, never their words."""

from django.contrib import admin

from content.models import CopyRequest, ReadDocument
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(ReadDocument, site=staff_site)
class ReadDocumentAdmin(StaffAdmin):
    """Documents that were read in, without name and text."""

    fields = (
        "public_id", "organisation", "state", "kind", "size", "pages", "pages_read", "cut", "attempts", "error_code", "summary_state",
        "uploaded_at", "read_at", "keep_until", "removed_at",
    )  # fmt: skip
    list_display = (
        "public_id",
        "organisation",
        "state",
        "kind",
        "pages",
        "error_code",
        "attempts",
        "uploaded_at",
    )
    list_filter = ("state", "kind")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-uploaded_at",)


@admin.register(CopyRequest, site=staff_site)
class CopyRequestAdmin(StaffAdmin):
    """Marketing texts that were asked for, without their words."""

    fields = ("public_id", "organisation", "kind", "tone", "length", "language", "created_at", "removed_at")
    list_display = ("public_id", "organisation", "kind", "tone", "language", "created_at")
    list_filter = ("kind", "language")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-created_at",)
