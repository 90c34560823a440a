from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet


class CustomRole(TenantModel):
    """A role an organisation made itself: ticked capabilities under a name.

    Memberships and invitations hold it by `public_id` in `role`, with a key beside it, so the database
    keeps a role that somebody holds. Erasure: goes with the organisation.
    """

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=60)
    description = models.CharField(_("description"), max_length=200, blank=True)
    capabilities = models.JSONField(_("capabilities"), default=list)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[TenantQuerySet["CustomRole"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("custom role")
        verbose_name_plural = _("custom roles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="accounts_customrole_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def rewrite(self, *, name: str, description: str, capabilities: list[str]) -> None:
        """Other words, other ticks."""
        self.name, self.description, self.capabilities = name, description, capabilities
        self.version += 1
