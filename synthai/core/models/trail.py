from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models.tenant import OptionalTenantModel
from synthai.core.tenancy import active_organisation_id


class AuditEntry(OptionalTenantModel):
    """Who did what, when. Written in the transaction of the deed; the application's role cannot change or delete it.

    `changes` is {"field": [old, new]}. `seq`, `previous_hash` and `hash` chain the entries of one organisation
    (those of none form a chain too); a trigger fills them in when the transaction commits, so they are empty
    inside it (docs/audit.md). Erasure: when a person's row goes, PostgreSQL empties `actor_user` (ON DELETE SET
    NULL in the database, which needs no right to update, and is not part of the hash); the label written at
    the time stays as the record the law asks for. An organisation's entries go with its row (ON DELETE CASCADE).
    """

    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,  # as for actor_user, with ON DELETE CASCADE
        editable=False,
        default=active_organisation_id,
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    actor_kind = models.CharField(max_length=16)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,  # the migration adds the constraint, with ON DELETE SET NULL
    )
    actor_label = models.CharField(max_length=254)
    code = models.CharField(max_length=100)
    object_type = models.CharField(max_length=100, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)
    ip = models.GenericIPAddressField(null=True)
    seq = models.BigIntegerField(null=True, editable=False)
    previous_hash = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    class Meta(OptionalTenantModel.Meta):
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-at"], name="core_audit_organisation"),
            models.Index(
                fields=["organisation", "object_type", "object_id", "-at"], name="core_audit_object"
            ),
            models.Index(fields=["actor_user"], name="core_audit_actor"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "seq"],
                condition=models.Q(seq__isnull=False),
                nulls_distinct=False,
                name="core_audit_chain",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} by {self.actor_label}"
