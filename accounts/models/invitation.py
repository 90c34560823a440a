from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.membership import Role, role_is_whole, role_label
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class InvitationQuerySet(TenantQuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        return self.filter(status=Invitation.Status.PENDING)


class Invitation(TenantModel):
    """An invitation by e-mail. Its link carries organisation, public id and `link_number`, signed.

    Sending again raises `link_number`, so the older link dies; a link works once because accepting needs
    the status `pending`. `branch_ids` are public ids, looked up in the tenant when somebody joins. Erasure: goes with the organisation; `email` is personal data of the invited person.
    """

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REVOKED = "revoked", _("Withdrawn")

    public_id = PublicIdField()
    email = models.EmailField(_("e-mail address"))
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
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    link_number = models.PositiveIntegerField(default=1, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(status="pending"),
                name="accounts_invitation_one_pending",
            ),
            models.CheckConstraint(
                condition=~models.Q(role="owner"), name="accounts_invitation_role_not_owner"
            ),
            # A closed one may name a role that is gone.
            models.CheckConstraint(
                condition=~models.Q(status="pending") | role_is_whole(), name="accounts_invitation_role_whole"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "status", "-created_at"], name="accounts_invitation_list")
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.role} ({self.status})"

    def get_role_display(self) -> str:
        """What people call the role it offers."""
        loaded = self._state.fields_cache
        return role_label(self.role, loaded.get("custom_role"), loaded.get("organisation"))

    def is_expired(self, *, at: datetime) -> bool:
        return self.expires_at <= at

    def renew(self, *, at: datetime, until: datetime) -> None:
        """A new link: the number in the old one no longer fits."""
        self.link_number += 1
        self.sent_at = at
        self.expires_at = until
        self.version += 1

    def close(self, status: str, *, at: datetime, accepted_by_id: int | None = None) -> None:
        self.status = status
        self.closed_at = at
        self.accepted_by_id = accepted_by_id
        self.version += 1

    def reopen(self) -> None:
        """Take a withdrawal back; the newest link works again until it expires."""
        self.status = self.Status.PENDING
        self.closed_at = None
        self.version += 1
