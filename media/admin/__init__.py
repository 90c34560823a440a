"""Staff view of the media library: that files exist and how they came to be. What they show stays the customer's."""

from django.contrib import admin

from media.models import Asset
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Asset, site=staff_site)
class AssetAdmin(StaffAdmin):
    """Files of organisations, without what they show."""

    fields = (
        "public_id",
        "organisation",
        "kind",
        "content_type",
        "size",
        "total_size",
        "state",
        "trouble",
        "attempts",
        "added_at",
    )
    list_display = ("public_id", "organisation", "kind", "size", "state", "added_at", "removed_at")
    list_filter = ("kind", "state")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-added_at",)
