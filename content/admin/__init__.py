"""Staff view of documents: that they exist and how they came to be. What they say stays the customer's."""

from django.contrib import admin

from content.admin import approvals, bulk, reading, sending, templates, word_templates, writing  # noqa: F401 - registers them
from content.models import Document
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Document, site=staff_site)
class DocumentAdmin(StaffAdmin):
    """Documents of organisations, without their words."""

    fields = ("public_id", "organisation", "ref", "language", "state", "version", "created_at", "changed_at")
    list_display = ("public_id", "organisation", "ref", "state", "version", "changed_at", "removed_at")
    list_filter = ("state",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-changed_at",)
