from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField

SLUG_LENGTH = 48


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def being_deleted(self) -> "OrganisationQuerySet":
        return self.filter(delete_after__isnull=False)

    def due_for_purge(self, *, at: datetime) -> "OrganisationQuerySet":
        """Those whose days of grace have run out at that instant."""
        return self.filter(delete_after__lte=at)


class Organisation(models.Model):
    """A business: the tenant. Everything it owns carries its key.

    Global table. Erasure: the last row to go, after every app's eraser (`synthai.core.erasure`) has run.
    Deletion asked for and its end are set together; within these days the owner may undo.
    """

    public_id = PublicIdField()
    slug = models.SlugField(
        _("address"),
        max_length=SLUG_LENGTH,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use small letters, digits and hyphens."))],
    )
    name = models.CharField(_("trading name"), max_length=120)
    vat_number = models.CharField(_("VAT number"), max_length=10, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="ZAR")
    locale = models.CharField(_("language and formats"), max_length=10, default="en-ZA")
    timezone = models.CharField(_("time zone"), max_length=40, default="Africa/Johannesburg")
    requires_sso = models.BooleanField(_("only through single sign-on"), default=False, editable=False)
    # Who needs a second factor, {"roles": {role: since}, "days": {role: n}, "grace_days": n}; empty when nobody does.
    second_factor = models.JSONField(default=dict, editable=False)
    # What pages need of its logo (`Logo.summary`), so that no page asks for it; empty when there is none.
    logo = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    deletion_requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    deletion_requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    delete_after = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    # Its custom roles and rules as one value, written by `services.policy` with each change of them: so the query that
    # finds a membership brings everything a decision needs. The stamp is new with each change.
    policy = models.JSONField(default=dict, editable=False)
    policy_stamp = models.CharField(max_length=16, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(deletion_requested_at__isnull=True, delete_after__isnull=True)
                | models.Q(deletion_requested_at__isnull=False, delete_after__isnull=False),
                name="accounts_organisation_deletion_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(vat_number="") | models.Q(vat_number__regex=r"^[0-9]{10}$"),
                name="accounts_organisation_vat_form",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_being_deleted(self) -> bool:
        return self.delete_after is not None

    def mark_for_deletion(self, *, by_id: int | None, at: datetime, until: datetime) -> None:
        self.deletion_requested_at = at
        self.deletion_requested_by_id = by_id
        self.delete_after = until
        self.version += 1

    def keep(self) -> None:
        """Take the deletion back."""
        self.deletion_requested_at = None
        self.deletion_requested_by = None
        self.delete_after = None
        self.version += 1
