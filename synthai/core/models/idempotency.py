from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models.tenant import OptionalTenantModel


class IdempotencyRecord(OptionalTenantModel):
    """The answer once given to an unsafe call with an Idempotency-Key, so that a repeat gets the same.

    Calls outside every organisation (a person's own things) have none. `fingerprint` is the SHA-256 (hex) of
    method, path and body. Inserted before the work in the work's own transaction; the answer is filled in at
    its end. Erasure: swept at `expires_at`.
    """

    actor_key = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    response_status = models.PositiveSmallIntegerField(null=True)
    response_headers = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    response_body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta(OptionalTenantModel.Meta):
        verbose_name = _("idempotency record")
        verbose_name_plural = _("idempotency records")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "actor_key", "key"],
                nulls_distinct=False,
                name="core_idempotency_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "expires_at"], name="core_idempotency_expiry")
        ]

    def __str__(self) -> str:
        return f"{self.actor_key} {self.key}"
