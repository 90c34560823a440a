"""What a person decided about what reaches her, and where. Personal tables: they hold across her organisations."""

from datetime import time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.engine.clock import DigestTime, QuietHours
from notifications.engine.locales import LANGUAGES
from notifications.models.message import CHANNELS
from synthai.core.models import PublicIdField

FREQUENCIES = [
    ("now", _("At once")),
    ("hourly", _("Hourly")),
    ("daily", _("Daily")),
    ("weekly", _("Weekly")),
    ("off", _("Off")),
]
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
HOME = "Africa/Johannesburg"
LOCALES = list(LANGUAGES.items())


class Personal(models.Model):
    """Quiet hours, time zone, when digests come, and the language of messages (empty: her organisation's).

    No row: no quiet hours, digests at seven in South Africa.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField(max_length=60, default=HOME)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_hour = models.PositiveSmallIntegerField(default=7)
    digest_weekday = models.PositiveSmallIntegerField(default=0, choices=WEEKDAYS)
    language = models.CharField(max_length=10, blank=True, default="", db_default="", choices=LOCALES)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("person's hours")
        verbose_name_plural = _("people's hours")

    def __str__(self) -> str:
        return self.zone

    @property
    def zone_info(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.zone)

    @property
    def quiet(self) -> QuietHours | None:
        """The quiet hours; None without."""
        start, end = self.quiet_from, self.quiet_until
        return QuietHours(start, end) if isinstance(start, time) and isinstance(end, time) else None

    @property
    def digest(self) -> DigestTime:
        """When digests come."""
        return DigestTime(hour=self.digest_hour, weekday=self.digest_weekday)


class Choice(models.Model):
    """How often one category may speak to one person on one channel. No row: what the organisation or the kind says."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    category = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=CHANNELS)
    frequency = models.CharField(max_length=10, choices=FREQUENCIES)
    chosen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "category", "channel"], name="choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.channel}: {self.frequency}"


class ChoiceChange(models.Model):
    """One change of a choice or of the hours: the proof of what was agreed to. Only ever added to.

    `what` is "category/channel" or the name of a setting, `wording` what stood beside the choice when it was made. Where the
    category is marketing, it is a consent given or withdrawn (`is_consent`): the channel and purpose are in `what`, and
    `evidence` says by which page, message or program it came.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    what = models.CharField(max_length=60)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    way = models.CharField(
        max_length=10,
        choices=[
            ("page", _("on the page, signed in")),
            ("link", _("by the link of a message")),
            ("one_click", _("by the mail program's button")),
            ("stop", _("by a STOP message")),
            ("start", _("by a START message")),
            ("proof", _("by proving the number again")),
            ("staff", _("by staff")),
            ("api", _("in the mobile app")),
        ],
    )
    wording = models.CharField(max_length=1000, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    is_consent = models.BooleanField(default=False, db_default=False)
    evidence = models.JSONField(default=dict, db_default={}, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of a choice")
        verbose_name_plural = _("changes of choices")
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="choice_change_newest")]

    def __str__(self) -> str:
        return f"{self.what}: {self.before} > {self.after}"


class Address(models.Model):
    """Where a person is reached, beside her e-mail address: a number, a token of an app, a browser's subscription."""

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=CHANNELS)
    value = models.TextField()
    label = models.CharField(max_length=80, blank=True)
    sign_in = models.CharField(max_length=40, blank=True)  # the app's sign-in that it ends with
    created_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "value"], name="address_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sign_in"], condition=~models.Q(sign_in=""), name="address_sign_in"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.label}"


class Suppression(models.Model):
    """An address that takes nothing any more. Only its fingerprint is kept, so that it outlives the person it was."""

    channel = models.CharField(max_length=10, choices=CHANNELS)
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(
        max_length=12,
        choices=[
            ("bounced", _("It does not exist")),
            ("complained", _("Marked as spam")),
            ("stopped", _("Asked to stop")),
            ("staff", _("Set by staff")),
        ],
    )
    answer = models.CharField(max_length=500, blank=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "fingerprint"], name="suppression_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} ({self.reason})"
