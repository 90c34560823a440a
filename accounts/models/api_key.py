from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField

USED_WITHIN = timedelta(hours=1)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def of_organisation(self, organisation_id: int) -> "ApiKeyQuerySet":
        return self.filter(organisation_id=organisation_id)

    def with_secret(self, digest: str) -> "ApiKeyQuerySet":
        """The key whose present or replaced secret has this SHA-256."""
        return self.filter(models.Q(secret_hash=digest) | models.Q(previous_hash=digest))

    def alive(self, *, at: datetime) -> "ApiKeyQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class ApiKey(models.Model):
    """A program's way in: scopes, expiry, addresses, and the SHA-256 of a secret that nobody can read again.

    Global table: like a membership it decides which organisation a request may enter, so it is read before any
    tenant is active. `responsible` is the person in whose name it acts: it may never do more than they may.
    While a rotation overlaps, the replaced secret works until `previous_until`. Erasure: goes with the
    organisation; the person's link is cleared with the person, and the key then opens nothing.
    """

    public_id = PublicIdField()
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    name = models.CharField(_("name"), max_length=60)
    scopes = models.JSONField(_("scopes"), default=list)
    addresses = models.JSONField(_("allowed addresses"), default=list, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("responsible"),
        editable=False,
    )
    prefix = models.CharField(_("begins with"), max_length=20, editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - unique
    previous_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at"], name="accounts_apikey_list")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def used_before(self) -> datetime | None:
        """It was last used between `used_at` and this moment: an hour is all that is kept."""
        return self.used_at + USED_WITHIN if self.used_at else None

    @property
    def last_day(self) -> date | None:
        """The day until whose end it works, as the form says it; None when it ends in the middle of a day."""
        end = timezone.localtime(self.expires_at)
        return None if end.time() != time.min else (end - timedelta(days=1)).date()

    def is_alive(self, *, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at

    def opens_with(self, digest: str, *, at: datetime) -> bool:
        """Whether this secret still works: the present one, or the replaced one within the overlap."""
        if digest == self.secret_hash:
            return True
        return digest == self.previous_hash and self.previous_until is not None and self.previous_until > at

    def replace_secret(self, *, prefix: str, digest: str, old_until: datetime | None) -> None:
        """A new secret; the old one works until then, or no longer."""
        self.previous_hash = self.secret_hash if old_until else None
        self.previous_until = old_until
        self.prefix, self.secret_hash = prefix, digest
        self.version += 1

    def revoke(self, *, at: datetime) -> None:
        self.revoked_at = at
        self.previous_hash = self.previous_until = None
        self.version += 1
