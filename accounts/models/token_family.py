from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField


class TokenFamilyQuerySet(models.QuerySet["TokenFamily"]):
    def alive(self, *, at: datetime) -> "TokenFamilyQuerySet":
        return self.filter(ended_at__isnull=True, expires_at__gt=at)


class TokenFamily(models.Model):
    """One sign-in of the mobile app: the chain of refresh tokens that grew from it.

    Only the newest refresh token's id is kept; presenting an older one ends the family, and with it every
    access token that names it. `providers` are the identity providers it came through, by their ids in allauth. Global table (a person's, not an organisation's). Erasure: goes with the person.
    """

    class Ended(models.TextChoices):
        SIGNED_OUT = "signed_out", _("Signed out")
        REUSED = "reused", _("An old token was presented again")
        PASSWORD = "password", _("The password changed")  # noqa: S105 - a reason, not a secret
        DEACTIVATED = "deactivated", _("The person may no longer sign in")
        PROVIDER = "provider", _("The identity provider is no longer in use")

    public_id = PublicIdField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="token_families"
    )
    device = models.CharField(_("device"), max_length=200, blank=True)
    current_jti = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(default=timezone.now, editable=False)
    proved_at = models.DateTimeField(null=True, editable=False)
    providers = models.JSONField(default=list, editable=False)
    used_second_factor = models.BooleanField(_("second factor used"), default=False, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, editable=False)
    end_reason = models.CharField(max_length=16, choices=Ended.choices, blank=True, editable=False)

    objects = TokenFamilyQuerySet.as_manager()

    class Meta:
        verbose_name = _("token family")
        verbose_name_plural = _("token families")
        indexes: ClassVar = [
            models.Index(
                fields=["user"], condition=models.Q(ended_at__isnull=True), name="accounts_tokenfamily_alive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} of {self.user_id}"

    def came_through(self, prefix: str) -> bool:
        """Whether it was opened by an identity provider whose id begins so."""
        return any(str(provider).startswith(prefix) for provider in self.providers)
