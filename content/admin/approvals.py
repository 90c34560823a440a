"""Staff view of approvals: who was asked and what came of it, without what was said."""

from django.contrib import admin

from content.admin.wordless import WordlessAdmin
from content.models import Approval
from synthai.core.staff.site import staff_site


@admin.register(Approval, site=staff_site)
class ApprovalAdmin(WordlessAdmin):
    """Approvals of organisations, without their words."""

    fields = ("public_id", "organisation", "document", "of_version", "verdict", "asked_at", "decided_at")
    list_display = ("public_id", "organisation", "verdict", "asked_at", "decided_at")
    list_filter = ("verdict",)
    ordering = ("-asked_at",)
