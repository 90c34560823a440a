"""What an organisation demands before readers see a piece."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel


class LibraryRule(TenantModel):
    """Whether somebody else has to approve a piece before it is published. No row: nobody has to.

    Erasure rule: deleted with the organisation; the link to who decided it is cleared with the person.
    """

    demands_review = models.BooleanField(
        _("somebody else approves a piece before it is published"), default=False
    )
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("rule of a library")
        verbose_name_plural = _("rules of libraries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="publishing_libraryrule_one"),
        ]

    def __str__(self) -> str:
        return str(self.demands_review)
