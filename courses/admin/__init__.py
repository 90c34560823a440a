"""Staff view of courses: where they and their learners stand. What lessons say stays the customer's."""

from django.contrib import admin

from courses.admin import handins, live, quizzes, selling, social  # noqa: F401 - registers them
from courses.models import Course, CourseVersion, Enrolment, MediaFile
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Course, site=staff_site)
class CourseAdmin(StaffAdmin):
    """Courses of organisations."""

    list_display = (
        "public_id",
        "title",
        "organisation",
        "state",
        "entry",
        "seats",
        "changed_at",
        "removed_at",
    )
    list_filter = ("state", "entry")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "title", "organisation__name")
    ordering = ("-changed_at",)


@admin.register(CourseVersion, site=staff_site)
class CourseVersionAdmin(StaffAdmin):
    """Versions: what went live when, and what waits."""

    list_display = (
        "course",
        "number",
        "organisation",
        "lesson_count",
        "live_at",
        "went_live_at",
        "created_by_label",
    )
    list_filter = ("live_at",)
    list_select_related = ("course", "organisation")
    search_fields = ("title", "organisation__name")
    ordering = ("-pk",)
    exclude = ("outline",)


@admin.register(Enrolment, site=staff_site)
class EnrolmentAdmin(StaffAdmin):
    """Who is in which course, and how far."""

    list_display = (
        "public_id",
        "course",
        "user",
        "organisation",
        "state",
        "done_count",
        "total_count",
        "due_on",
    )
    list_filter = ("state", "source")
    find_exactly = ("pk", "public_id")
    list_select_related = ("course", "user", "organisation")
    search_fields = ("public_id", "user__email", "organisation__name")
    ordering = ("-pk",)


@admin.register(MediaFile, site=staff_site)
class MediaFileAdmin(StaffAdmin):
    """Files of courses: which are being made smaller, which failed and why. What they show stays the customer's."""

    list_display = (
        "public_id",
        "kind",
        "organisation",
        "content_type",
        "size",
        "seconds",
        "state",
        "progress",
        "trouble",
        "attempts",
        "added_at",
    )
    list_filter = ("state", "kind", "trouble")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-pk",)
    exclude = ("name", "path", "small_path", "lease_token")
