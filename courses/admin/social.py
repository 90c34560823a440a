"""Staff view of what goes on around courses: questions and reviews by their state, reminders, who waits. Words, notes and
bookmarks stay the customer's."""

from django.contrib import admin

from courses.models import Post, Reminder, Review, WaitingPlace
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Post, site=staff_site)
class PostAdmin(StaffAdmin):
    """Questions and answers: when, and whether they stand."""

    list_display = (
        "public_id",
        "course",
        "organisation",
        "is_trainer",
        "created_at",
        "answered_at",
        "removed_at",
        "hidden_at",
    )
    list_filter = ("is_trainer",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("course", "organisation")
    search_fields = ("public_id", "course__title", "organisation__name")
    ordering = ("-pk",)
    exclude = ("text",)


@admin.register(Review, site=staff_site)
class ReviewAdmin(StaffAdmin):
    """Reviews: stars, and whether they stand."""

    list_display = ("public_id", "course", "organisation", "stars", "created_at", "removed_at", "hidden_at")
    list_filter = ("stars",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("course", "organisation")
    search_fields = ("public_id", "course__title", "organisation__name")
    ordering = ("-pk",)
    exclude = ("text", "reply")


@admin.register(Reminder, site=staff_site)
class ReminderAdmin(StaffAdmin):
    """What learners were reminded of."""

    list_display = ("enrolment", "organisation", "kind", "day", "sent_at", "sent_by_label")
    list_filter = ("kind",)
    find_exactly = ("pk", "enrolment_id")
    list_select_related = ("enrolment", "organisation")
    search_fields = ("organisation__name",)
    ordering = ("-pk",)


@admin.register(WaitingPlace, site=staff_site)
class WaitingPlaceAdmin(StaffAdmin):
    """Who waits for a place, and how it ended."""

    list_display = ("public_id", "course", "user", "organisation", "since", "ended_at", "came_in")
    list_filter = ("came_in",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("course", "user", "organisation")
    search_fields = ("public_id", "user__email", "organisation__name")
    ordering = ("-pk",)
