"""Certificates: what a course gives to who completes it, what was given, and the keys that sign it."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.engine.certificates.numbers import write_number
from courses.engine.certificates.standing import REMINDED, SOON, Held, Standing
from courses.models.course import Course
from courses.terms import TITLE_LENGTH
from synthai.core.documents.sheets import HOUSE_COLOUR
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

NAME_LENGTH, REASON_LENGTH = 200, 300
_COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour like #0b6b4f."))


class Look(models.TextChoices):
    """How a certificate looks; each is a layout of `synthai.core.documents`."""

    FRAME = "frame", _("Framed, in the middle")
    BAND = "band", _("A band of colour at the side")


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
    look = models.CharField(_("look"), max_length=10, choices=Look, default=Look.FRAME)
    colour = models.CharField(_("colour"), max_length=7, default=HOUSE_COLOUR, validators=[_COLOUR])
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


class IssuerKeyQuerySet(TenantQuerySet["IssuerKey"]):
    """Filters of keys."""

    def trusted(self) -> "IssuerKeyQuerySet":
        """Those that were not withdrawn, newest first: the first signs, all verify."""
        return self.filter(withdrawn_at__isnull=True).order_by("-id")


class IssuerKey(TenantModel):
    """A key that signs credentials of the organisation; the newest signs, all verify. `private` is encrypted.

    One that was withdrawn (it leaked) neither signs nor verifies; its private half is emptied.

    Erasure rule: deleted with the organisation, and with it whatever it signed can no longer be verified.
    """

    public_id = PublicIdField()
    private = models.TextField(editable=False)
    public = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[IssuerKeyQuerySet] = IssuerKeyQuerySet.as_tenant_manager()

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

    def to_remind(self, *, now: datetime) -> "CertificateQuerySet":
        """Present ones that end within 60 days and whose person was not told of the nearest step yet."""
        today = timezone.localdate(now)
        due = models.Q()
        for days in REMINDED:
            told = models.Q(reminded_days__isnull=True) | models.Q(reminded_days__gt=days)
            due |= models.Q(last_on__lte=today + timedelta(days=days)) & told
        return self.present().filter(due, last_on__gte=today)

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
    look = models.CharField(max_length=10, choices=Look, default=Look.FRAME)
    colour = models.CharField(max_length=7, default=HOUSE_COLOUR)
    issued_at = models.DateTimeField()
    last_on = models.DateField(null=True, blank=True)
    renewed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
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
