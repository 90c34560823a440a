"""What somebody writes to many: staff to people of all organisations, an owner to her own team."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantModel
from synthai.core.models.fence import TenantQuerySet


class AnnouncementState(models.TextChoices):
    """Where an announcement stands."""

    DRAFT = "draft", _("Draft")
    TO_APPROVE = "to_approve", _("Waits for a second person")
    SCHEDULED = "scheduled", _("Scheduled")
    SENDING = "sending", _("On its way")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class Purpose(models.TextChoices):
    """What sets the law's rules: marketing needs each person's own recorded consent."""

    SERVICE = "service", _("Service announcement")
    MARKETING = "marketing", _("Marketing")


class _Written(models.Model):
    """What both kinds of announcements hold.

    `on_day` and `at_time` are each person's own clock; without them it goes at once. `counted` is what the writer was shown when she
    pressed, `figures` what became of it, kept beyond the messages.
    """

    public_id = PublicIdField()
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.SERVICE)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    channels = models.JSONField(default=list)
    audience = models.CharField(max_length=60)
    audience_args = models.JSONField(default=dict, blank=True)
    on_day = models.DateField(null=True, blank=True)
    at_time = models.TimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AnnouncementState, default=AnnouncementState.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    author_label = models.CharField(max_length=200, blank=True)
    counted = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The fact's key: the same press twice is one fact."""
        return f"announcement:{self.public_id}"

    @property
    def wall(self) -> datetime | None:
        """When, by each person's own clock: without a time zone. None for at once."""
        if self.on_day is None or self.at_time is None:
            return None
        return datetime.combine(self.on_day, self.at_time)  # noqa: DTZ001 - each person's own clock

    @property
    def is_marketing(self) -> bool:
        """Whether only those who agreed may be told."""
        return self.purpose == Purpose.MARKETING

    @property
    def may_change(self) -> bool:
        """Whether nobody pressed yet."""
        return self.state == AnnouncementState.DRAFT

    @property
    def may_cancel(self) -> bool:
        """Whether something may not have left yet."""
        return self.state in _RUNNING


_RUNNING = {AnnouncementState.TO_APPROVE, AnnouncementState.SCHEDULED, AnnouncementState.SENDING}


class Announcement(_Written):
    """Of staff, to people of all organisations. The platform's own: no tenant's row."""

    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes: ClassVar = [
            models.Index(
                fields=["starts_at"],
                condition=models.Q(state__in=["scheduled", "sending"]),
                name="announcement_running",
            ),
        ]


class TeamAnnouncementQuerySet(TenantQuerySet["TeamAnnouncement"]):
    """Announcements of organisations."""

    def at_work(self, *, now: datetime) -> Self:
        """Those that are to be started, or whose messages are on their way."""
        running = [AnnouncementState.SCHEDULED, AnnouncementState.SENDING]
        return self.filter(state__in=running, starts_at__lte=now)


class TeamAnnouncement(TenantModel, _Written):
    """Of an organisation to its own team."""

    objects: ClassVar[Any] = TeamAnnouncementQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("announcement to the team")
        verbose_name_plural = _("announcements to the team")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at"], name="team_announcement_newest"),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(state__in=["scheduled", "sending"]),
                name="team_announcement_running",
            ),
        ]
