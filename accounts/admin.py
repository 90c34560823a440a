"""Staff view of people and organisations. Read-only: changes go through the services, as actions."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import (
    AccessRule,
    ApiKey,
    CustomRole,
    Invitation,
    Membership,
    Organisation,
    TokenFamily,
    User,
)
from accounts.services import people
from accounts.support_admin import SupportAccessAdmin  # noqa: F401 - registers itself
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(User, site=staff_site)
class UserAdmin(StaffAdmin):
    """People: who they are, where they work, whether they may sign in."""

    list_display = ("email", "name", "is_active", "is_staff", "joined_at", "last_login")
    list_filter = ("is_active", "is_staff", "joined_at", "last_login")
    search_fields = ("email", "name", "public_id")
    find_exactly = ("pk", "public_id")
    find_newest = ("email__istartswith", "name__istartswith")
    ordering = ("-joined_at",)
    fields: ClassVar = (
        "public_id",
        "email",
        "name",
        "is_active",
        "is_staff",
        "is_superuser",
        "joined_at",
        "last_login",
    )
    actions = ("block", "unblock")

    @admin.action(description=_("Block: sign out everywhere and refuse sign-in"))
    def block(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Blocks each; nobody can block themselves."""
        self._set_active(request, queryset, is_active=False)

    @admin.action(description=_("Let sign in again"))
    def unblock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Takes the block back."""
        self._set_active(request, queryset, is_active=True)

    def _set_active(self, request: HttpRequest, queryset: QuerySet[User], *, is_active: bool) -> None:
        by = staff_actor(request)
        keys = [key for key in queryset.values_list("pk", flat=True) if key != by.user_id]
        for key in keys:
            people.set_active(key, is_active=is_active, by=by, now=timezone.now())
        said = ngettext("%(count)d person was changed.", "%(count)d people were changed.", len(keys))
        messages.success(request, said % {"count": len(keys)})


@admin.register(Organisation, site=staff_site)
class OrganisationAdmin(StaffAdmin):
    """Organisations, and those on their way out."""

    list_display = ("name", "desk", "slug", "member_count", "vat_number", "created_at", "delete_after")
    list_filter = (("delete_after", admin.EmptyFieldListFilter), "created_at")
    search_fields = ("name", "slug", "public_id", "vat_number")
    find_exactly = ("pk", "public_id", "slug")
    find_newest = ("name__icontains", "slug__istartswith", "vat_number")
    change_form_outer_before_template = "admin/desk_link.html"
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """With the number of members, in the same query."""
        found: QuerySet[Organisation] = super().get_queryset(request).annotate(members=Count("memberships"))
        return found

    def _record(
        self, request: HttpRequest, verb: str, found: Model | None, changes: dict[str, Any] | None = None
    ) -> None:
        """In the trail of the organisation itself: its row has no `organisation_id` to say so."""
        audit(
            found,
            f"staff.organisation.{verb}",
            by=staff_actor(request),
            changes=changes,
            organisation_id=found.pk if found else None,
        )

    @admin.display(description=_("support desk"))
    def desk(self, organisation: Organisation) -> SafeString:
        """What happened there, in one timeline."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:organisation-desk", args=[organisation.pk]), _("Open")
        )

    @admin.display(description=_("members"), ordering="members")
    def member_count(self, organisation: Organisation) -> int:
        """How many people belong to it."""
        count: int = vars(organisation)["members"]
        return count


@admin.register(Membership, site=staff_site)
class MembershipAdmin(StaffAdmin):
    """Who works where."""

    list_display = ("user", "organisation", "role", "joined_at", "opened_at")
    list_filter = ("role", "joined_at")
    search_fields = ("user__email", "organisation__name", "organisation__slug")
    find_exactly = ("pk", "public_id")
    list_select_related = ("user", "organisation")
    ordering = ("-joined_at",)


@admin.register(Invitation, site=staff_site)
class InvitationAdmin(StaffAdmin):
    """Invitations of every organisation; their links are not shown."""

    list_display = ("email", "organisation", "role", "status", "sent_at", "expires_at", "closed_at")
    list_filter = ("status", "role", "created_at")
    find_exactly = ("pk", "public_id")
    find_newest = ("email__istartswith",)
    search_fields = ("email", "organisation__name", "organisation__slug")
    list_select_related = ("organisation",)
    ordering = ("-created_at",)
    exclude = ("link_number",)


@admin.register(TokenFamily, site=staff_site)
class TokenFamilyAdmin(StaffAdmin):
    """Sign-ins of the mobile app and how they ended."""

    list_display = ("user", "device", "created_at", "used_at", "expires_at", "ended_at", "end_reason")
    list_filter = ("end_reason", "created_at")
    find_exactly = ("pk", "public_id")
    search_fields = ("user__email", "device")
    list_select_related = ("user",)
    ordering = ("-created_at",)
    exclude = ("current_jti",)


@admin.register(CustomRole, site=staff_site)
class CustomRoleAdmin(StaffAdmin):
    """Roles that organisations made."""

    list_display = ("name", "organisation", "description", "created_at")
    search_fields = ("name", "organisation__name", "organisation__slug", "public_id")
    find_exactly = ("pk", "public_id")
    find_newest = ("name__icontains",)
    list_select_related = ("organisation",)
    ordering = ("-created_at",)


@admin.register(AccessRule, site=staff_site)
class AccessRuleAdmin(StaffAdmin):
    """Rules that organisations made: what support looks at first when somebody is refused."""

    list_display = ("name", "organisation", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name", "organisation__name", "organisation__slug", "public_id")
    find_exactly = ("pk", "public_id")
    find_newest = ("name__icontains",)
    list_select_related = ("organisation",)
    ordering = ("-created_at",)


@admin.register(ApiKey, site=staff_site)
class ApiKeyAdmin(StaffAdmin):
    """Keys of programs. Nobody can read a secret; a key that leaked can be revoked here."""

    list_display = ("name", "organisation", "prefix", "responsible", "expires_at", "used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "prefix", "organisation__name", "organisation__slug", "public_id")
    find_exactly = ("pk", "public_id")
    find_newest = ("name__icontains", "prefix")
    list_select_related = ("organisation", "responsible")
    ordering = ("-created_at",)
    exclude = ("secret_hash", "previous_hash")
