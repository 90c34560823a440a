"""What was answered before, offered again in the next document."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.terms import KEY_LENGTH
from synthai.core.models import TenantModel, TenantQuerySet


class RememberedAnswer(TenantModel):
    """The newest answer to a question whose template says that it may be remembered, as it was typed. Private answers never get here, nor those of
    confidential documents.

    Erasure rule: deleted with the organisation.
    """

    key = models.CharField(max_length=KEY_LENGTH, db_collation="C")
    kind = models.CharField(max_length=24)
    value = models.JSONField()
    answered_at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet["RememberedAnswer"]] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="content_remembered_once")
        ]

    def __str__(self) -> str:
        return self.key
