"""Staff view of what was kept or published as it stood: when, and which file, without the words."""

from django.contrib import admin

from content.admin.wordless import PartAdmin
from content.models import ClauseVersion, DocumentVersion, TemplateVersion, WordTemplateVersion
from synthai.core.staff.site import staff_site


@admin.register(DocumentVersion, site=staff_site)
class DocumentVersionAdmin(PartAdmin):
    """Versions of documents; of those that went out, the mark of their file."""

    fields = (
        "organisation",
        "document",
        "number",
        "of_version",
        "kind",
        "ref",
        "language",
        "made_at",
        "sha256",
    )
    list_display = ("document", "organisation", "number", "kind", "ref", "made_at")
    list_filter = ("kind",)
    list_select_related = ("organisation", "document")
    search_fields = ("document__public_id", "organisation__name")


@admin.register(TemplateVersion, site=staff_site)
class TemplateVersionAdmin(PartAdmin):
    """Versions of templates."""

    fields = ("organisation", "template", "number", "published_at")
    list_display = ("template", "organisation", "number", "published_at")
    list_select_related = ("organisation", "template")
    search_fields = ("template__public_id", "organisation__name")


@admin.register(ClauseVersion, site=staff_site)
class ClauseVersionAdmin(PartAdmin):
    """Versions of clauses."""

    fields = ("organisation", "clause", "number", "approved_at")
    list_display = ("clause", "organisation", "number", "approved_at")
    list_select_related = ("organisation", "clause")
    search_fields = ("clause__public_id", "organisation__name")


@admin.register(WordTemplateVersion, site=staff_site)
class WordTemplateVersionAdmin(PartAdmin):
    """Versions of Word templates, with the mark of each file."""

    fields = ("organisation", "template", "number", "size", "sha256", "made_at")
    list_display = ("template", "organisation", "number", "size", "made_at")
    list_select_related = ("organisation", "template")
    search_fields = ("template__public_id", "organisation__name")
