"""Staff view of reviews: that they wait, and what came of them. What people said to each other stays theirs."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from publishing.models import Review
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(Review, site=staff_site)
class ReviewAdmin(StaffAdmin):
    """Reviews of organisations, without their words."""

    fields = ("public_id", "organisation", "piece_key", "verdict", "due_on", "asked_at", "decided_at")
    list_display = ("public_id", "organisation", "piece_key", "verdict", "due_on", "asked_at", "decided_at")
    list_filter = ("verdict",)
    find_exactly = ("pk", "public_id")
    list_select_related = ("organisation", "piece")
    search_fields = ("public_id", "piece__public_id", "organisation__name")
    ordering = ("-asked_at",)
    unseen = ("note", "words")

    @admin.display(description=_("piece"))
    def piece_key(self, row: Review) -> str:
        """The piece by its id: its title is the customer's."""
        return str(row.piece.public_id)
