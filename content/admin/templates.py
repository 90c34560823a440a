"""Staff view of templates and clauses: that they exist and how far they are. What they say stays the customer's."""

from django.contrib import admin

from content.models import Clause, Template
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Template, site=staff_site)
class TemplateAdmin(StaffAdmin):
    """Templates of organisations, without their words."""

    fields = (
        "public_id",
        "organisation",
        "origin",
        "number",
        "version",
        "created_at",
        "changed_at",
        "removed_at",
    )
    list_display = ("public_id", "organisation", "origin", "number", "version", "changed_at", "removed_at")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-changed_at",)


@admin.register(Clause, site=staff_site)
class ClauseAdmin(StaffAdmin):
    """Clauses of organisations, without their words."""

    fields = (
        "public_id",
        "organisation",
        "number",
        "version",
        "review_on",
        "reminded_for",
        "changed_at",
        "removed_at",
    )
    list_display = ("public_id", "organisation", "number", "version", "review_on", "changed_at", "removed_at")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-changed_at",)
