"""Certificates: what a course gives to who completes it, what was given, and the keys that sign it."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.engine.certificates.numbers import write_number
from courses.engine.certificates.standing import SOON, Held, Standing
from courses.models.course import Course
from courses.terms import TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

NAME_LENGTH, REASON_LENGTH = 200, 300


class CertificateTerms(TenantModel):
    """What a course's certificate says and how long it holds. None, or switched off: the course gives none.

    Erasure rule: deleted with the organisation.
    """

    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(_("who completes the course gets a certificate"), default=True)
    months = models.PositiveSmallIntegerField(
        _("holds for so many months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    text = models.CharField(_("sentence on the certificate"), max_length=300, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=NAME_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("terms of a certificate")
        verbose_name_plural = _("terms of certificates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "course"], name="courses_terms_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.months or '∞'}"


class IssuerKey(TenantModel):
    """A key that signs credentials of the organisation; the newest signs, all verify. `private` is encrypted.

    Erasure rule: deleted with the organisation, and with it whatever it signed can no longer be verified.
    """

    public_id = PublicIdField()
    private = models.TextField(editable=False)
    public = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("key of credentials")
        verbose_name_plural = _("keys of credentials")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-id"], name="courses_key_newest"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class CertificateQuerySet(TenantQuerySet["Certificate"]):
    """Filters of certificates."""

    def present(self) -> "CertificateQuerySet":
        """Neither taken back nor renewed."""
        return self.filter(revoked_at__isnull=True, renewed_at__isnull=True)

    def expiring(self, *, on: date) -> "CertificateQuerySet":
        """Present ones whose last day is within 60 days, or over."""
        return self.present().filter(last_on__lte=on + SOON)


class Certificate(TenantModel):
    """What was given, word for word. `token` is the signed credential, `place` its place in the list of revocations.

    Erasure rule: goes with the person or the organisation.
    """

    number = models.CharField(max_length=17, editable=False, db_collation="C")
    course = TenantForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.CharField(max_length=300, blank=True)
    signed_by = models.CharField(max_length=NAME_LENGTH, blank=True)
    issued_at = models.DateTimeField()
    last_on = models.DateField(null=True, blank=True)
    renewed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    place = models.PositiveIntegerField()
    token = models.TextField(editable=False)

    objects: ClassVar[CertificateQuerySet] = CertificateQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="courses_certificate_number"),
            models.UniqueConstraint(fields=["organisation", "place"], name="courses_certificate_place"),
            models.UniqueConstraint(
                fields=["organisation", "course", "user"],
                condition=models.Q(revoked_at__isnull=True, renewed_at__isnull=True),
                name="courses_certificate_one_present",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "user", "-id"], name="courses_certificate_of_person"),
            models.Index(fields=["organisation", "last_on", "id"], name="courses_certificate_ends"),
        ]

    def __str__(self) -> str:
        return write_number(self.number)

    @property
    def public_id(self) -> str:
        """What it is called in addresses and in the trail."""
        return self.number

    @property
    def held(self) -> Held:
        """Its dates, cut into days here."""
        return Held(
            issued_on=timezone.localdate(self.issued_at),
            last_on=self.last_on,
            revoked_on=timezone.localdate(self.revoked_at) if self.revoked_at else None,
            renewed_on=timezone.localdate(self.renewed_at) if self.renewed_at else None,
        )

    def standing(self, on: date) -> Standing:
        """What it is worth on a day."""
        return self.held.standing(on)
