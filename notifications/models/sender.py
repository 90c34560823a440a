"""In whose name an organisation's mails go out. A tenant table."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import TenantModel, TenantQuerySet

CHECK_AFTER = timedelta(days=1)
CHECK_AFTER_MISSING = timedelta(hours=1)
CHECK_NEW_AFTER = timedelta(minutes=30)
WAITED_FOR = timedelta(days=14)  # who sets no records for so long has to press the button
UNDO_FOR = timedelta(minutes=10)  # after it was removed; then it is deleted
MISSED_BEFORE_OFF = 2  # in a row: one miss may be somebody's work on their DNS


class SenderQuerySet(TenantQuerySet["Sender"]):
    def present(self) -> "SenderQuerySet":
        """Not removed."""
        return self.filter(removed_at__isnull=True)

    def to_check_again(self, *, now: datetime) -> "SenderQuerySet":
        """Proven ones once a day, once an hour when the records were missed; new ones until they are proven; removed ones that
        nobody wants back."""
        proven = models.Q(proven_at__isnull=False)
        calm = proven & models.Q(missed=0, checked_at__lte=now - CHECK_AFTER)
        worried = proven & models.Q(missed__gt=0, checked_at__lte=now - CHECK_AFTER_MISSING)
        is_new = models.Q(proven_at__isnull=True, changed_at__gt=now - WAITED_FOR)
        unseen = models.Q(checked_at__isnull=True) | models.Q(checked_at__lte=now - CHECK_NEW_AFTER)
        due = models.Q(calm | worried | (is_new & unseen), removed_at__isnull=True) & ~models.Q(domain="")
        return self.filter(due | models.Q(removed_at__lte=now - UNDO_FOR))


class Sender(TenantModel):
    """An organisation's own sender: name, address at its domain, where answers go; and the records that prove the domain.

    It counts only while it is proven, and only at the provider whose records these are; everywhere else mails come from our own
    address, with the organisation's name and its `reply_to`. `key` is the private DKIM key, sealed. `records` are to be set in
    its DNS, `findings` is what the DNS said last. Erasure: goes with the organisation.
    """

    name = models.CharField(_("sender's name"), max_length=80)
    address = models.EmailField(_("sender's address"), blank=True)
    reply_to = models.EmailField(_("answers go to"), blank=True)
    domain = models.CharField(max_length=253, blank=True, editable=False)
    selector = models.CharField(max_length=40, blank=True, editable=False)
    key = models.TextField(blank=True, editable=False)
    provider = models.CharField(max_length=40, blank=True, editable=False)
    records = models.JSONField(default=list, blank=True, editable=False)
    findings = models.JSONField(default=list, blank=True, editable=False)
    changed_at = models.DateTimeField(editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    proven_at = models.DateTimeField(null=True, blank=True, editable=False)
    missed = models.PositiveSmallIntegerField(default=0, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[SenderQuerySet] = SenderQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("own sender")
        verbose_name_plural = _("own senders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation"], name="notifications_sender_once"),
        ]

    def __str__(self) -> str:
        return self.address or self.name

    @property
    def is_proven(self) -> bool:
        """Whether mails may come from its address."""
        return self.proven_at is not None

    def mark_checked(self, *, at: datetime, is_good: bool) -> bool:
        """What the DNS says of it; True when that changes whether it counts."""
        self.checked_at = at
        if is_good:
            self.missed = 0
            is_news = self.proven_at is None
            self.proven_at = self.proven_at or at
            return is_news
        self.missed = min(self.missed + 1, 1000)
        if self.proven_at is None or self.missed < MISSED_BEFORE_OFF:
            return False
        self.proven_at = None
        return True
