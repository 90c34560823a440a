"""What staff write instead of the sentences in code: one row a version, of one kind on one channel in one language."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.models.message import CHANNELS
from notifications.models.person import LOCALES
from synthai.core.models import PublicIdField


class TemplateState(models.TextChoices):
    """Where a version stands. From published on its words never change: the database keeps that too."""

    DRAFT = "draft", _("Draft")
    READY = "ready", _("Waits for approval")
    PUBLISHED = "published", _("In use")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Thrown away")


OPEN = (TemplateState.DRAFT, TemplateState.READY)
ENDED = (TemplateState.REPLACED, TemplateState.WITHDRAWN)


class TemplateQuerySet(models.QuerySet["TemplateVersion"]):
    def of(self, kind: str, channel: str, locale: str) -> "TemplateQuerySet":
        """All versions of one place, newest first."""
        return self.filter(kind=kind, channel=channel, locale=locale).order_by("-number")

    def open(self) -> "TemplateQuerySet":
        """Those that are still written."""
        return self.filter(state__in=OPEN)

    def in_use(self) -> "TemplateQuerySet":
        return self.filter(state=TemplateState.PUBLISHED)


class TemplateVersion(models.Model):
    """One version. Holds no person's data but who wrote and who approved.

    `author_ids` is everybody who wrote at it: none of them approves it. `revision` rises with each save, so that nobody approves words
    that changed meanwhile. `fault` is what went wrong when it was last filled for a message.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=80)
    channel = models.CharField(_("channel"), max_length=10, choices=CHANNELS)
    locale = models.CharField(_("language"), max_length=10, choices=LOCALES)
    number = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=TemplateState, default=TemplateState.DRAFT)
    title = models.CharField(_("title"), max_length=300)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(_("html"), blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    author_ids = models.JSONField(default=list)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    fetched = models.JSONField(default=list, blank=True)  # what the last look at its addresses said
    fetched_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)
    fault_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of notifications")
        verbose_name_plural = _("templates of notifications")
        permissions: ClassVar = [("approve_templateversion", "Can approve template of notifications")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "channel", "locale", "number"], name="template_version_number"
            ),
            models.UniqueConstraint(
                fields=["kind", "channel", "locale"],
                condition=models.Q(state="published"),
                name="template_version_one_in_use",
            ),
            models.UniqueConstraint(
                fields=["kind", "channel", "locale"],
                condition=models.Q(state__in=["draft", "ready"]),
                name="template_version_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.get_channel_display()}, {self.get_locale_display()}, {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still written."""
        return self.state in OPEN

    @property
    def was_published(self) -> bool:
        """Whether somebody approved it once, so that it may come back into use."""
        return self.state in {TemplateState.PUBLISHED, *ENDED}

    def end(self, state: TemplateState, *, at: datetime) -> None:
        """It is no longer used or written."""
        self.state, self.ended_at, self.changed_at = state, at, at
