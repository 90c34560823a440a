"""Staff view of Word templates: that they exist. Their files stay the customer's."""

from django.contrib import admin

from content.models import WordTemplate
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(WordTemplate, site=staff_site)
class WordTemplateAdmin(StaffAdmin):
    """Word templates of organisations, without their files."""

    fields = ("public_id", "organisation", "latest", "created_at", "changed_at", "removed_at")
    list_display = ("public_id", "organisation", "latest", "changed_at", "removed_at")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-changed_at",)
