"""Live classes: when and where, who teaches, who is asked, who was there; and the calendars that people subscribe to."""

from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses import live_terms as terms
from courses.live_terms import Answer, Attendance, ClassState, Invites, MarkedBy
from courses.models.course import Course
from courses.terms import KEY_LENGTH, TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class LiveClassQuerySet(TenantQuerySet["LiveClass"]):
    """Filters of classes."""

    def planned(self) -> "LiveClassQuerySet":
        """Those that were not cancelled."""
        return self.filter(state=ClassState.PLANNED)

    def to_come(self, *, now: datetime) -> "LiveClassQuerySet":
        """Planned ones that are not over."""
        return self.planned().filter(ends_at__gt=now)

    def due(self, *, now: datetime) -> "LiveClassQuerySet":
        """Those with something to do by themselves: a reminder, the end, the word to who missed it."""
        coming = models.Q(starts_at__gt=now)
        wanted = (
            coming & models.Q(day_told_at=None, starts_at__lte=now + timedelta(days=1))
            | coming & models.Q(hour_told_at=None, starts_at__lte=now + timedelta(hours=1))
            | models.Q(settled_at=None, ends_at__lte=now)
            | models.Q(followed_at=None, ends_at__lte=now - terms.FOLLOW_AFTER)
        )
        return self.planned().filter(wanted, followed_at=None)


class LiveClass(TenantModel):
    """One date on which people learn together, online or somewhere. A series is several with the same `series`.

    `sequence` is the number of its invitation (RFC 5545): it grows whenever people must hear again. `lesson` is the key of a lesson that
    is done by being there. Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    lesson = models.CharField(max_length=KEY_LENGTH, blank=True)
    series = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    description = models.CharField(_("what it is about"), max_length=terms.DESCRIPTION_LENGTH, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=40, default=terms.JOHANNESBURG)
    is_online = models.BooleanField(_("online"), default=True)
    join_url = models.CharField(_("link to join"), max_length=terms.URL_LENGTH, blank=True)
    opens_late = models.BooleanField(_("show the link from 15 minutes before"), default=True)
    address = models.CharField(_("address"), max_length=terms.ADDRESS_LENGTH, blank=True)
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True, validators=[MinValueValidator(1)])
    invites = models.CharField(_("who is asked"), max_length=10, choices=Invites, default=Invites.CHOICE)
    state = models.CharField(max_length=10, choices=ClassState, default=ClassState.PLANNED)
    cancel_reason = models.CharField(max_length=300, blank=True)
    recording_url = models.CharField(_("recording"), max_length=terms.URL_LENGTH, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    day_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    hour_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)
    followed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[LiveClassQuerySet] = LiveClassQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("live class")
        verbose_name_plural = _("live classes")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="courses_class_titled"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="courses_class_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(seats__isnull=True) | models.Q(seats__gt=0),
                name="courses_class_seats_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(join_url="") | models.Q(join_url__startswith="https://"),
                name="courses_class_link_is_safe",
            ),
            models.CheckConstraint(
                condition=models.Q(recording_url="") | models.Q(recording_url__startswith="https://"),
                name="courses_class_recording_is_safe",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "starts_at", "id"], name="courses_class_by_date"),
            models.Index(fields=["organisation", "course"], name="courses_class_of_course"),
            models.Index(fields=["organisation", "series"], name="courses_class_of_series"),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(state=ClassState.PLANNED, followed_at__isnull=True),
                name="courses_class_to_work",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_planned(self) -> bool:
        """Whether it takes place, or took place."""
        return self.state == ClassState.PLANNED

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def local_start(self) -> datetime:
        """When it begins, by the clocks of its zone."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> datetime:
        """When it ends, by the same clocks."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended."""
        return self.ends_at <= now

    def link_is_open(self, now: datetime) -> bool:
        """Whether who has a place may see the link now."""
        if not self.is_planned or not self.is_online or not self.join_url or self.is_over(now):
            return False
        return not self.opens_late or now >= self.starts_at - terms.OPENS_BEFORE


class ClassTrainer(TenantModel):
    """Who teaches a class. Erasure rule: goes with the person or the organisation."""

    live_class = TenantForeignKey(LiveClass, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("trainer of a class")
        verbose_name_plural = _("trainers of classes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "live_class", "user"], name="courses_trainer_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "user"], name="courses_trainer_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} teaches {self.live_class_id}"


class BookingQuerySet(TenantQuerySet["Booking"]):
    """Filters of bookings."""

    def present(self) -> "BookingQuerySet":
        """Those that were not taken out."""
        return self.filter(removed_at__isnull=True)

    def placed(self) -> "BookingQuerySet":
        """Those who have a place."""
        return self.present().filter(answer=Answer.YES, waiting_since__isnull=True)

    def waiting(self) -> "BookingQuerySet":
        """The waiting list, first come first."""
        return self.present().filter(waiting_since__isnull=False).order_by("waiting_since", "pk")


class Booking(TenantModel):
    """A person and a class: asked, answered, waiting, and whether they were there.

    `told_sequence` is the last invitation they were sent, `told_cancel` whether that took it back. Erasure rule: goes with the person or
    the organisation.
    """

    public_id = PublicIdField()
    live_class = TenantForeignKey(LiveClass, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.ASKED)
    waiting_since = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    told_sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    told_cancel = models.BooleanField(default=False, editable=False)
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True)
    minutes = models.PositiveIntegerField(_("minutes there"), null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_how = models.CharField(max_length=10, choices=MarkedBy, blank=True)
    marked_by_label = models.CharField(max_length=200, blank=True)

    objects: ClassVar[BookingQuerySet] = BookingQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("booking of a class")
        verbose_name_plural = _("bookings of classes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "live_class", "user"], name="courses_booking_once"
            ),
            models.CheckConstraint(
                condition=models.Q(waiting_since__isnull=True) | models.Q(answer=Answer.YES),
                name="courses_booking_waits_to_come",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "user"], name="courses_booking_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.live_class_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether they are on the waiting list."""
        return self.waiting_since is not None

    @property
    def has_place(self) -> bool:
        """Whether they come and have a place."""
        return self.answer == Answer.YES and not self.is_waiting and self.removed_at is None

    @property
    def was_there(self) -> bool:
        """Whether they came, in time or late."""
        return self.attendance in terms.WAS_THERE


class CalendarFeed(TenantModel):
    """A private address from which a person's calendar fetches their classes, and dates in documents where they want those. Deleting the row
    ends the address.

    Erasure rule: goes with the person or the organisation.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    has_dates = models.BooleanField(_("dates in documents too"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("calendar to subscribe to")
        verbose_name_plural = _("calendars to subscribe to")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="courses_feed_once"),
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
