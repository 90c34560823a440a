"""Staff view of pieces: that they exist and where they stand."""

from django.contrib import admin

from publishing.admin import workflow  # noqa: F401 - registers it
from publishing.models import Comment, Piece
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Piece, site=staff_site)
class PieceAdmin(StaffAdmin):
    """Pieces of organisations, without their words."""

    fields = (
        "public_id",
        "organisation",
        "kind",
        "language",
        "standing",
        "audience",
        "version",
        "live_at",
        "goes_live_at",
        "ends_at",
        "ended_told_at",
        "created_at",
        "changed_at",
    )
    list_display = (
        "public_id",
        "organisation",
        "kind",
        "language",
        "standing",
        "live_at",
        "changed_at",
        "removed_at",
    )
    list_filter = ("kind", "standing", "audience", "language")
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-changed_at",)


@admin.register(Comment, site=staff_site)
class CommentAdmin(StaffAdmin):
    """Comments, without their words and without who wrote them."""

    fields = ("public_id", "organisation", "state", "created_at", "edited_at", "removed_at")
    list_display = ("public_id", "organisation", "state", "created_at", "removed_at")
    list_filter = ("state",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation",)
    search_fields = ("public_id", "organisation__name")
    ordering = ("-pk",)
