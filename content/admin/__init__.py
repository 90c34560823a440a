"""Staff view of documents: that they exist and how they came to be. What they say stays the customer's."""

from django.contrib import admin

from content.admin import (  # noqa: F401 - registers them
    approvals,
    bulk,
    choices,
    reading,
    sending,
    signers,
    templates,
    versions,
    word_templates,
    writing,
)
from content.admin.wordless import WordlessAdmin
from content.models import Document
from synthai.core.staff.site import staff_site


@admin.register(Document, site=staff_site)
class DocumentAdmin(WordlessAdmin):
    """Documents of organisations, without their words."""

    fields = ("public_id", "organisation", "ref", "language", "state", "version", "created_at", "changed_at")
    list_display = ("public_id", "organisation", "ref", "state", "version", "changed_at", "removed_at")
    list_filter = ("state",)
    ordering = ("-changed_at",)
