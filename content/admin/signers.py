"""Staff view of who looked and who signed: what happened and when, without names, addresses and drawings."""

from django.contrib import admin

from content.admin.wordless import PartAdmin
from content.models import ShareView, Signer, SigningEvent
from synthai.core.staff.site import staff_site


@admin.register(ShareView, site=staff_site)
class ShareViewAdmin(PartAdmin):
    """When a link was opened or its file taken along."""

    fields = ("organisation", "link", "kind", "at")
    list_display = ("link", "organisation", "kind", "at")
    list_filter = ("kind",)
    list_select_related = ("organisation", "link")
    search_fields = ("link__public_id", "organisation__name")


@admin.register(Signer, site=staff_site)
class SignerAdmin(PartAdmin):
    """How far each signer is, and how often they were asked."""

    fields = (
        "public_id", "organisation", "request", "place", "state", "asked_at", "opened_at", "proved_at", "ended_at", "reminders", "codes_sent",
        "told_event",
    )  # fmt: skip
    find_exactly = ("public_id",)
    list_display = (
        "public_id",
        "organisation",
        "request",
        "place",
        "state",
        "asked_at",
        "opened_at",
        "ended_at",
    )
    list_filter = ("state",)
    list_select_related = ("organisation", "request")
    search_fields = ("public_id", "request__public_id", "organisation__name")


@admin.register(SigningEvent, site=staff_site)
class SigningEventAdmin(PartAdmin):
    """The chain of what happened to a request, by its marks."""

    fields = ("organisation", "request", "signer", "number", "kind", "at", "before", "sha256")
    list_display = ("request", "organisation", "number", "kind", "at")
    list_filter = ("kind",)
    list_select_related = ("organisation", "request")
    search_fields = ("request__public_id", "organisation__name")
