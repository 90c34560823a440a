from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantForeignKey

if TYPE_CHECKING:
    from accounts.models.custom_role import CustomRole
    from accounts.models.organisation import Organisation


class Role(models.TextChoices):
    """The five built-in roles; what each may do is the table in `accounts.roles`."""

    OWNER = "owner", _("Owner")
    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")


def role_is_whole() -> models.Q:
    """A role is one of the five, or the public id of the custom role that the key beside it names."""
    built_in = models.Q(role__in=Role.values)
    return (built_in & models.Q(custom_role__isnull=True)) | (~built_in & models.Q(custom_role__isnull=False))


def role_label(role: str, custom_role: "CustomRole | None", organisation: "Organisation | None") -> str:
    """What people call a role, by its code; asks no query where role or organisation was loaded."""
    if role in Role.values:
        return str(Role(role).label)
    if custom_role is not None:
        return custom_role.name
    kept = (organisation.policy if organisation else {}).get("roles", {}).get(role, {})
    return str(kept.get("name") or _("a role that is gone"))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def owners(self) -> "MembershipQuerySet":
        return self.filter(role=Role.OWNER)

    def of_person(self, user_id: int) -> "MembershipQuerySet":
        return self.filter(user_id=user_id, user__is_active=True)


class Membership(models.Model):
    """A person in an organisation, with one role. An organisation has exactly one owner.

    `role` is one of the five, or the public id of a custom role of the organisation (`custom_role` is its key).
    `branch_ids` are public ids of branches (`BranchMember` has their keys); none is the whole organisation.

    Global table: it decides which tenant a request may enter, so it is read before any tenant is active.
    The database refuses a second owner; the services keep the first. Erasure: goes with either side.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, default=Role.MEMBER)
    custom_role = TenantForeignKey(
        "accounts.CustomRole",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    branch_ids = models.JSONField(default=list, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    checklist_hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="accounts_membership_once"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(role="owner"),
                name="accounts_membership_one_owner",
            ),
            models.CheckConstraint(condition=role_is_whole(), name="accounts_membership_role_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}: {self.role}"

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    def get_role_display(self) -> str:
        """What people call the role."""
        loaded = self._state.fields_cache
        return role_label(self.role, loaded.get("custom_role"), loaded.get("organisation"))

    @property
    def role_said(self) -> str:
        """As the trail says it: the code of one of the five, the name of an own one."""
        return self.role if self.custom_role_id is None else self.get_role_display()

    def change_role(self, role: str, custom_role_id: int | None = None) -> None:
        self.role, self.custom_role_id = role, custom_role_id
        self.version += 1
