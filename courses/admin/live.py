"""Staff view of live classes and learning paths: where they stand. Links to join, addresses of calendars and minutes stay the customer's."""

from django.contrib import admin

from courses.models import Booking, LiveClass, Path, PathMember
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(LiveClass, site=staff_site)
class LiveClassAdmin(StaffAdmin):
    """Classes: when they are, and what was done about them by itself."""

    list_display = (
        "public_id",
        "title",
        "organisation",
        "state",
        "starts_at",
        "sequence",
        "settled_at",
        "followed_at",
    )
    list_filter = ("state", "is_online")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "title", "organisation__name")
    ordering = ("-starts_at",)
    exclude = ("join_url", "recording_url", "description", "address")


@admin.register(Booking, site=staff_site)
class BookingAdmin(StaffAdmin):
    """Who was asked to which class, what they said, and which invitation they were sent."""

    list_display = (
        "public_id",
        "live_class",
        "user",
        "organisation",
        "answer",
        "waiting_since",
        "told_sequence",
        "removed_at",
    )
    list_filter = ("answer",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("live_class", "user", "organisation")
    search_fields = ("public_id", "user__email", "organisation__name")
    ordering = ("-pk",)
    exclude = ("attendance", "minutes", "marked_at", "marked_how", "marked_by_label")


@admin.register(Path, site=staff_site)
class PathAdmin(StaffAdmin):
    """Learning paths of organisations."""

    list_display = (
        "public_id",
        "title",
        "organisation",
        "state",
        "is_ordered",
        "electives_needed",
        "changed_at",
        "removed_at",
    )
    list_filter = ("state",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "title", "organisation__name")
    ordering = ("-changed_at",)


@admin.register(PathMember, site=staff_site)
class PathMemberAdmin(StaffAdmin):
    """Who is on which path."""

    list_display = ("public_id", "path", "user", "organisation", "state", "due_on", "completed_at")
    list_filter = ("state", "source")
    find_exactly = ("pk", "public_id")
    list_select_related = ("path", "user", "organisation")
    search_fields = ("public_id", "user__email", "organisation__name")
    ordering = ("-pk",)
