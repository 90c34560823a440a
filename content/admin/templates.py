"""Staff view of templates and clauses: that they exist and how far they are. What they say stays the customer's."""

from django.contrib import admin

from content.admin.wordless import WordlessAdmin
from content.models import Clause, Template
from synthai.core.staff.site import staff_site


@admin.register(Template, site=staff_site)
class TemplateAdmin(WordlessAdmin):
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
    ordering = ("-changed_at",)


@admin.register(Clause, site=staff_site)
class ClauseAdmin(WordlessAdmin):
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
    ordering = ("-changed_at",)
