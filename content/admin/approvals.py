"""Staff view of approvals: who was asked and what came of it, without what was said."""

from django.contrib import admin

from content.models import Approval
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Approval, site=staff_site)
class ApprovalAdmin(StaffAdmin):
    """Approvals of organisations, without their words."""

    fields = ("public_id", "organisation", "document", "of_version", "verdict", "asked_at", "decided_at")
    list_display = ("public_id", "organisation", "verdict", "asked_at", "decided_at")
    list_filter = ("verdict",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-asked_at",)
