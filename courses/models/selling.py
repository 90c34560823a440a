"""A course on sale: who may see it, what it costs, who bought it. Money, invoices and coupons are billing's (services.selling)."""

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.models.people import Enrolment
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

LEARNS_LENGTH: Final = 2000


def new_link() -> str:
    """A secret that nobody guesses: 128 bits."""
    return secrets.token_urlsafe(16)


class Visibility(models.TextChoices):
    """Who may see a course from outside."""

    ORGANISATION = "org", _("Only people of the organisation")
    LINK = "link", _("Whoever has the link")
    PUBLIC = "public", _("Everybody: it stands in the catalogue and search engines find it")


class OfferQuerySet(TenantQuerySet["Offer"]):
    def in_catalogue(self) -> "OfferQuerySet":
        """Those that everybody may see now: public, of a published course."""
        return self.filter(
            visibility=Visibility.PUBLIC, course__state="live", course__removed_at__isnull=True
        )


class Offer(TenantModel):
    """How a course is offered outside. Prices include VAT where the seller is registered. Erasure rule: deleted with the organisation.

    `link_key` is the secret of the link-only address; a new one makes the old die. `promise_days` and `promise_share` are the
    seller's own promise to pay back, beside the law's seven days: so many days, and at most so much of the course done.
    """

    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    visibility = models.CharField(
        _("who sees it"), max_length=6, choices=Visibility, default=Visibility.ORGANISATION
    )
    link_key = models.CharField(max_length=32, default=new_link, editable=False)
    is_on_sale = models.BooleanField(_("can be bought now"), default=False)
    price = models.DecimalField(
        _("price"), max_digits=10, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    early_price = models.DecimalField(
        _("early price"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    early_until = models.DateField(_("last day of the early price"), null=True, blank=True)
    trainer = models.CharField(_("trainer"), max_length=160, blank=True)
    learns = models.TextField(_("what you learn"), max_length=LEARNS_LENGTH, blank=True)
    promise_days = models.PositiveSmallIntegerField(
        _("money back within"), default=0, validators=[MaxValueValidator(365)]
    )
    promise_share = models.PositiveSmallIntegerField(
        _("when at most this much is done"), default=30, validators=[MaxValueValidator(100)]
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[OfferQuerySet] = OfferQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("offer of a course")
        verbose_name_plural = _("offers of courses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "course"], name="courses_offer_once"),
            models.CheckConstraint(
                condition=Q(price__gte=0) & (Q(early_price__isnull=True) | Q(early_price__gte=0)),
                name="courses_offer_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(early_price__isnull=True) | Q(early_until__isnull=False),
                name="courses_offer_early_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.price}"

    def price_on(self, day: date) -> Decimal:
        """What it costs on that day."""
        return self.early_price if self.early_price is not None and self.is_early(day) else self.price

    def is_early(self, day: date) -> bool:
        """Whether the early price holds."""
        return self.early_price is not None and self.early_until is not None and day <= self.early_until

    @property
    def points(self) -> list[str]:
        """What one learns, a line each."""
        return [line.strip(" -*•\t") for line in self.learns.splitlines() if line.strip(" -*•\t")]


class PurchaseState(models.TextChoices):
    """Where a purchase stands."""

    HELD = "held", _("To be paid")
    PAID = "paid", _("Paid, not claimed yet")
    ENROLLED = "enrolled", _("In the course")
    RETURNED = "returned", _("Paid back")
    DROPPED = "dropped", _("Not paid in time")


class PurchaseQuerySet(TenantQuerySet["Purchase"]):
    def holding(self, course_id: int, *, now: datetime) -> "PurchaseQuerySet":
        """Those that keep a place in a course nobody sits in yet: being paid, or paid and not claimed."""
        waiting = Q(state=PurchaseState.PAID) | Q(state=PurchaseState.HELD, held_until__gt=now)
        return self.filter(waiting, course_id=course_id)

    def of_person(self, user_id: int) -> "PurchaseQuerySet":
        """A person's own."""
        return self.filter(user_id=user_id)


class Purchase(TenantModel):
    """One place in a course, bought. `sale` is billing's public id of the order, which has the buyer, the money and the papers.

    `promise` is what was promised on that day; a later change of the offer takes nothing away. `agreed_at` is when the buyer
    agreed that the course begins with the first lesson they open. Erasure rule: deleted with the organisation; of a person who is
    erased only `user` goes, since an order is the seller's record.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    sale = models.CharField(max_length=16, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    enrolment = TenantForeignKey(
        Enrolment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=8, choices=PurchaseState, default=PurchaseState.HELD)
    promise = models.JSONField(default=dict)
    agreed_at = models.DateTimeField()
    created_at = models.DateTimeField()
    held_until = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=255, blank=True)

    objects: ClassVar[PurchaseQuerySet] = PurchaseQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("purchase of a course")
        verbose_name_plural = _("purchases of courses")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "sale"], condition=~Q(sale=""), name="courses_purchase_of_sale"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "course", "state"], name="courses_purchase_of_course"),
            models.Index(fields=["organisation", "user"], name="courses_purchase_of_person"),
            models.Index(fields=["organisation", "enrolment"], name="courses_purchase_enrolment"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} ({self.state})"
