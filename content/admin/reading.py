"""Staff view of what is read in and of marketing texts: that they exist and what went wrong, never their words."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from content.admin.acting import for_each
from content.admin.wordless import PartAdmin, WordlessAdmin
from content.models import CopyRequest, CopyVariant, ReadDocument
from content.services import reads
from synthai.core.staff.site import staff_site


@admin.register(ReadDocument, site=staff_site)
class ReadDocumentAdmin(WordlessAdmin):
    """Documents that were read in, without name and text."""

    fields = (
        "public_id", "organisation", "state", "kind", "size", "pages", "pages_read", "cut", "attempts", "error_code", "summary_state",
        "uploaded_at", "read_at", "keep_until", "removed_at",
    )  # fmt: skip
    list_display = (
        "public_id",
        "organisation",
        "state",
        "kind",
        "pages",
        "error_code",
        "attempts",
        "uploaded_at",
    )
    list_filter = ("state", "kind")
    ordering = ("-uploaded_at",)
    actions = ("read_again",)

    @admin.action(description=_("Read again"))
    def read_again(self, request: HttpRequest, queryset: QuerySet[ReadDocument]) -> None:
        """Another round for those that failed and whose file is still there."""
        for_each(request, queryset, reads.retry, str(_("is being read again")))


@admin.register(CopyRequest, site=staff_site)
class CopyRequestAdmin(WordlessAdmin):
    """Marketing texts that were asked for, without their words."""

    fields = ("public_id", "organisation", "kind", "tone", "length", "language", "created_at", "removed_at")
    list_display = ("public_id", "organisation", "kind", "tone", "language", "created_at")
    list_filter = ("kind", "language")
    ordering = ("-created_at",)


@admin.register(CopyVariant, site=staff_site)
class CopyVariantAdmin(PartAdmin):
    """Texts to choose from, without their words: who wrote each, and why a machine did not."""

    fields = (
        "public_id",
        "organisation",
        "request",
        "number",
        "by",
        "because",
        "is_unchecked",
        "used_at",
        "created_at",
    )
    list_display = ("request", "organisation", "number", "by", "because", "is_unchecked", "used_at")
    list_filter = ("by", "because")
    list_select_related = ("organisation", "request")
    search_fields = ("request__public_id", "organisation__name")
