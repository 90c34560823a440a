from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models.token_family import TokenFamily


class AppCode(models.Model):
    """What a browser hands an app after signing in: good for one exchange within a minute (services.app_codes).

    The code itself is not kept, only its digest. The row outlives its use for a day, to notice a second one. Global table
    (a person's, not an organisation's). Erasure: goes with the person.
    """

    digest = models.CharField(max_length=64, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    client_id = models.CharField(max_length=100, editable=False)
    redirect_uri = models.CharField(max_length=600, editable=False)
    challenge = models.CharField(max_length=43, editable=False)
    device = models.CharField(max_length=200, blank=True, editable=False)
    providers = models.JSONField(default=list, editable=False)
    used_second_factor = models.BooleanField(default=False, editable=False)
    proved_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(editable=False)
    used_at = models.DateTimeField(null=True, editable=False)
    family = models.ForeignKey(TokenFamily, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "sign-in code of an app"
        verbose_name_plural = "sign-in codes of apps"
        indexes: ClassVar = [
            models.Index(
                fields=["user"], condition=models.Q(used_at__isnull=True), name="accounts_appcode_open"
            )
        ]

    def __str__(self) -> str:
        return f"code {self.pk} of {self.user_id}"
