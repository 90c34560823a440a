"""Staff view of what went out: whether it was sealed, and why not. Names, addresses, messages and drawings stay the customer's."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from content.admin.acting import for_each
from content.admin.wordless import WordlessAdmin
from content.models import Obligation, SealState, ShareLink, SigningRequest
from content.services.signing import sealing
from synthai.core.staff.site import staff_site


@admin.register(ShareLink, site=staff_site)
class ShareLinkAdmin(WordlessAdmin):
    """Links: open, closed, or over."""

    fields = ("public_id", "organisation", "document", "asks_code", "has_watermark", "may_download")
    list_display = ("public_id", "organisation", "created_at", "expires_at", "first_viewed_at", "revoked_at")
    list_filter = ("asks_code", "has_watermark")
    ordering = ("-pk",)


@admin.register(SigningRequest, site=staff_site)
class SigningRequestAdmin(WordlessAdmin):
    """Requests for signatures, and what became of their seal."""

    fields = (
        "public_id",
        "organisation",
        "document",
        "state",
        "in_turn",
        "created_at",
        "expires_at",
        "ended_at",
        "seal_state",
        "attempts",
        "trouble",
        "sealed_sha256",
        "sealed_at",
    )
    list_display = (
        "public_id",
        "organisation",
        "state",
        "seal_state",
        "attempts",
        "trouble",
        "created_at",
        "sealed_at",
    )
    list_filter = ("state", "seal_state")
    find_exactly = ("pk", "public_id", "sealed_sha256")
    ordering = ("-pk",)
    actions = ("seal_again",)

    @admin.action(description=_("Seal again"))
    def seal_again(self, request: HttpRequest, rows: QuerySet[SigningRequest]) -> None:
        """Another round of attempts for those that could not be sealed."""
        failed = rows.filter(seal_state=SealState.FAILED)
        for_each(request, failed, sealing.try_again, str(_("is being sealed again")))


@admin.register(Obligation, site=staff_site)
class ObligationAdmin(WordlessAdmin):
    """Dates in documents: whether they were told of."""

    fields = ("public_id", "organisation", "document", "due_on", "tell_on", "told_at", "done_at")
    list_display = ("public_id", "organisation", "due_on", "tell_on", "told_at", "done_at")
    ordering = ("-due_on",)
