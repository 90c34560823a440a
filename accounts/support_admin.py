"""Staff's way into a customer's organisation: only through a consent that is open and in time."""

from dataclasses import replace

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actors, support_visits
from accounts.models import SupportAccess, User
from accounts.services import support
from synthai.core.access import staff_actor
from synthai.core.errors import DomainError
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(SupportAccess, site=staff_site)
class SupportAccessAdmin(StaffAdmin):
    """Who lets support in, until when, and why."""

    list_display = (
        "organisation",
        "reason",
        "level",
        "allowed_by_label",
        "allowed_at",
        "expires_at",
        "entered_at",
        "ended_at",
    )
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "level")
    search_fields = ("organisation__name", "organisation__slug", "public_id")
    list_select_related = ("organisation",)
    ordering = ("-allowed_at",)
    actions = ("enter",)

    @admin.action(description=_("Enter as support"))
    def enter(self, request: HttpRequest, queryset: QuerySet[SupportAccess]) -> HttpResponse | None:
        """Into the organisation of the one chosen row, on record there; the customer is told."""
        chosen, staff = list(queryset.select_related("organisation")[:2]), request.user
        if len(chosen) != 1 or not isinstance(staff, User):
            messages.error(request, _("Choose one access."))
            return None
        by = replace(staff_actor(request), ip=actors.client_ip(request))
        try:
            access = support.enter(
                chosen[0].public_id,
                organisation_id=chosen[0].organisation_id or 0,
                staff=staff,
                by=by,
                now=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return None
        support_visits.remember(request, access)
        return redirect("accounts:dashboard", access.organisation.slug)
