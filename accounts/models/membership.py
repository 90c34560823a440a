from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField


class Role(models.TextChoices):
    """The five roles; what each may do is the table in `accounts.roles`."""

    OWNER = "owner", _("Owner")
    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def owners(self) -> "MembershipQuerySet":
        return self.filter(role=Role.OWNER)

    def of_person(self, user_id: int) -> "MembershipQuerySet":
        return self.filter(user_id=user_id, user__is_active=True)


class Membership(models.Model):
    """A person in an organisation, with one role. An organisation has exactly one owner.

    Global table: it decides which tenant a request may enter, so it is read before any tenant is active.
    The database refuses a second owner; the services keep the first. Erasure: goes with either side.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.MEMBER)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
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
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="accounts_membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}: {self.role}"

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    def change_role(self, role: str) -> None:
        self.role = role
        self.version += 1
