from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet


class AccessRule(TenantModel):
    """A rule about who may do what under which conditions, as data (`synthai.core.rules` says its shape).

    `definition` is what the linter let through. A rule that is switched off decides nothing.
    Erasure: goes with the organisation.
    """

    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=80)
    definition = models.JSONField(_("definition"), default=dict)
    is_active = models.BooleanField(_("in force"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[TenantQuerySet["AccessRule"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("access rule")
        verbose_name_plural = _("access rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="accounts_accessrule_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def rewrite(self, *, name: str, definition: dict[str, Any], is_active: bool) -> None:
        """Another text of the same rule."""
        self.name, self.definition, self.is_active = name, definition, is_active
        self.version += 1
