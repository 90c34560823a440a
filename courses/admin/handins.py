"""Staff view of hand-ins: where they stand. What was written and said stays the customer's."""

from django.contrib import admin

from courses.models import Submission
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Submission, site=staff_site)
class SubmissionAdmin(StaffAdmin):
    """Hand-ins: when they came and how they were marked."""

    list_display = (
        "public_id",
        "course",
        "user",
        "organisation",
        "number",
        "state",
        "handed_in_at",
        "is_late",
        "marked_at",
    )
    list_filter = ("state", "is_late")
    find_exactly = ("pk", "public_id")
    list_select_related = ("course", "user", "organisation")
    search_fields = ("public_id", "course__title", "organisation__name")
    ordering = ("-pk",)
    exclude = ("text", "link", "brief", "task")
