"""Staff view of quizzes, attempts and certificates: where they stand. Questions, keys and answers stay the customer's."""

from django.contrib import admin

from courses.models import Attempt, Certificate, Quiz
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Quiz, site=staff_site)
class QuizAdmin(StaffAdmin):
    """Quizzes of organisations."""

    list_display = ("public_id", "title", "organisation", "state", "minutes", "changed_at", "removed_at")
    list_filter = ("state",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "title", "organisation__name")
    ordering = ("-changed_at",)


@admin.register(Attempt, site=staff_site)
class AttemptAdmin(StaffAdmin):
    """Attempts: when they began and ended, and what they came to. The seed is nobody's."""

    list_display = (
        "public_id",
        "quiz",
        "user",
        "organisation",
        "state",
        "started_at",
        "ends_at",
        "finished_at",
        "is_passed",
    )
    list_filter = ("state", "ended_by")
    find_exactly = ("pk", "public_id")
    list_select_related = ("quiz", "user", "organisation")
    search_fields = ("public_id", "quiz__title", "organisation__name")
    ordering = ("-pk",)
    exclude = ("seed",)


@admin.register(Certificate, site=staff_site)
class CertificateAdmin(StaffAdmin):
    """Certificates: what was given, and until when it holds."""

    list_display = (
        "number",
        "title",
        "name",
        "organisation",
        "issued_at",
        "last_on",
        "renewed_at",
        "revoked_at",
    )
    find_exactly = ("pk", "number")
    list_select_related = ("organisation",)
    search_fields = ("number", "title", "organisation__name")
    ordering = ("-pk",)
    exclude = ("token",)
