"""Who was asked whether she agrees to marketing: POPIA section 69 lets somebody be asked once."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentAsk(models.Model):
    """One person was asked about one category by a message. There is no second row: nobody is asked twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    category = models.CharField(max_length=40)
    wording = models.CharField(max_length=1000)
    by_label = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("question for consent")
        verbose_name_plural = _("questions for consent")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "category"], name="consent_asked_once"),
        ]

    def __str__(self) -> str:
        return self.category
