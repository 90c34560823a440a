"""Staff view of Word templates: that they exist. Their files stay the customer's."""

from django.contrib import admin

from content.admin.wordless import WordlessAdmin
from content.models import WordTemplate
from synthai.core.staff.site import staff_site


@admin.register(WordTemplate, site=staff_site)
class WordTemplateAdmin(WordlessAdmin):
    """Word templates of organisations, without their files."""

    fields = ("public_id", "organisation", "latest", "created_at", "changed_at", "removed_at")
    list_display = ("public_id", "organisation", "latest", "changed_at", "removed_at")
    ordering = ("-changed_at",)
