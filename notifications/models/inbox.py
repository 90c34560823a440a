"""The inbox. A personal table, not a tenant's: each row belongs to one person and is read only for that person (the inbox
spans organisations), or by staff."""

import hashlib
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast, Greatest
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField

# The transaction that writes, as a number: who knows a snapshot knows which rows it did not see (notifications/catching_up.py).
WRITTEN_IN = Cast(
    Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Filters of the inbox; every read starts with for_person()."""

    def for_person(self, user_id: int) -> Self:
        """Only what this person was told."""
        return self.filter(user_id=user_id)

    def unread(self) -> Self:
        """Not read yet."""
        return self.filter(read_at__isnull=True)

    def unseen(self) -> Self:
        """Neither read nor shown on a page yet."""
        return self.filter(read_at__isnull=True, seen_at__isnull=True)

    def open(self, *, at: datetime) -> Self:
        """Neither archived nor put off until later."""
        awake = models.Q(snoozed_until__isnull=True) | models.Q(snoozed_until__lte=at)
        return self.filter(awake, archived_at__isnull=True)

    def of_thread(self, line: "Notification") -> Self:
        """The thread of a line; the line alone when it has none."""
        if not line.thread:
            return self.filter(pk=line.pk)
        same = self.filter(thread=line.thread)
        if line.organisation_id is None:
            return same.filter(organisation__isnull=True)
        return same.filter(organisation_id=line.organisation_id)

    def archived(self) -> Self:
        """Put away."""
        return self.filter(archived_at__isnull=False)

    def snoozed(self, *, at: datetime) -> Self:
        """Put off until later."""
        return self.filter(archived_at__isnull=True, snoozed_until__gt=at)


class Notification(models.Model):
    """One line in one person's inbox. Erased with the person or the organisation."""

    public_id = PublicIdField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        settings.ORGANISATION_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120, help_text=_("Makes the same fact reach a person once."))
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    thread = models.CharField(max_length=120, blank=True, default="", db_default="")
    seen_at = models.DateTimeField(null=True, blank=True)  # it was on a page that she opened
    read_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)

    # Where it stands in the list: what was put off comes back on top.
    listed_at = models.GeneratedField(
        expression=Greatest("created_at", "snoozed_until"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    # Set anew by a trigger whenever what people see of the line changes ("seen" is no change).
    changed_in = models.BigIntegerField(db_default=WRITTEN_IN, editable=False)

    objects: ClassVar[NotificationQuerySet] = NotificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="notification_once_per_person"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-listed_at", "-id"], name="notification_listed"),
            models.Index(fields=["user", "changed_in"], name="notification_changed"),
            models.Index(
                fields=["user", "thread", "-listed_at"],
                condition=~models.Q(thread=""),
                name="notification_thread",
            ),
            models.Index(
                fields=["snoozed_until"],
                condition=models.Q(snoozed_until__isnull=False),
                name="notification_waking",
            ),
            models.Index(
                fields=["user"], condition=models.Q(read_at__isnull=True), name="notification_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def group(self) -> str:
        """What the page calls it together with the other lines of its thread; alone, by its own name."""
        if not self.thread:
            return self.public_id
        return hashlib.sha256(f"{self.organisation_id}|{self.thread}".encode()).hexdigest()[:16]


class InboxReset(models.Model):
    """When lines of a person went away for good: whoever read before that reads everything anew."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reset_in = models.BigIntegerField(db_default=WRITTEN_IN)

    class Meta:
        verbose_name = _("inbox to be read anew")
        verbose_name_plural = _("inboxes to be read anew")

    def __str__(self) -> str:
        return str(self.user_id)
