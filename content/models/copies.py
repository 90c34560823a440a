"""Marketing texts: what was asked for, its variants, and the words an organisation never uses."""

from datetime import datetime, timedelta
from typing import ClassVar, Final, cast

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

LOST: Final = timedelta(minutes=30)  # twice what its task may take
UNDO: Final = timedelta(days=1)  # how long a removed one can be put back


class MachineState(models.TextChoices):
    """Whether a language model writes variants too."""

    NONE = "", _("Not asked")
    ASKED = "asked", _("Writing")
    WRITTEN = "written", _("Written")
    REFUSED = "refused", _("Refused")


class CopyQuerySet(TenantQuerySet["CopyRequest"]):
    """Filters of marketing texts."""

    def kept(self) -> "CopyQuerySet":
        """Those that were not removed."""
        return self.filter(removed_at__isnull=True)

    def over(self, *, now: datetime) -> "CopyQuerySet":
        """Removed for good by now."""
        return self.filter(removed_at__lte=now - UNDO)

    def unwritten(self, *, now: datetime) -> "CopyQuerySet":
        """Asked of a model, and the worker is gone: its lease ran out, or it never came."""
        lost = models.Q(lease_until__lt=now)
        untaken = models.Q(lease_until__isnull=True, created_at__lt=now - LOST)
        return self.filter(lost | untaken, machine_state=MachineState.ASKED)


class CopyRequest(TenantModel):
    """One text that was asked for: the channel (`content.engine.copywriting.channels`), what it is about, how it should sound. `answers` is what was typed. While a language model
    writes, its worker holds it until `lease_until` under `lease_token`.
    Erasure rule: deleted with the organisation; the link to who asked is cleared with the person."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=200)
    tone = models.CharField(max_length=20)
    length = models.CharField(max_length=10)
    language = models.CharField(max_length=10, default="en")
    answers = models.JSONField(default=dict)
    banned = models.JSONField(default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by_label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    machine_state = models.CharField(max_length=10, choices=MachineState, blank=True, default="")
    machine_reason = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, default="", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[CopyQuerySet] = CopyQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("marketing text")
        verbose_name_plural = _("marketing texts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "id"], name="content_copy_tenant_id"),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_copy_public_id"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-created_at", "-id"], name="content_copy_newest"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def tenant_id(self) -> int:
        """The organisation's key; a stored row always has one."""
        return cast("int", self.organisation_id)

    @property
    def is_rewriting(self) -> bool:
        """Whether it is somebody's own text, to be written anew."""
        return "own" in self.answers


class WrittenBy(models.TextChoices):
    """Who wrote a variant."""

    MACHINE = "machine", _("Language model")
    TEMPLATE = "template", _("Template writer")
    PERSON = "person", _("You")


class CopyVariant(TenantModel):
    """One way to say it. `uses` says which fact each figure is from; `because` why the template wrote it. Erasure rule: goes with its request."""

    public_id = PublicIdField()
    request = TenantForeignKey(CopyRequest, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    by = models.CharField(max_length=10, choices=WrittenBy, default=WrittenBy.TEMPLATE)
    because = models.CharField(max_length=20, blank=True)
    is_unchecked = models.BooleanField(default=False)
    is_favourite = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("variant of a marketing text")
        verbose_name_plural = _("variants of marketing texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "request", "number"], name="content_variant_number"
            ),
            models.UniqueConstraint(fields=["organisation", "public_id"], name="content_variant_public_id"),
        ]

    def __str__(self) -> str:
        return self.public_id


class BannedWord(TenantModel):
    """A word or phrase that no text of the organisation may hold, in any of its forms. Erasure rule: deleted with the organisation."""

    public_id = PublicIdField()
    word = models.CharField(_("word"), max_length=80)
    added_by_label = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("word not to be used")
        verbose_name_plural = _("words not to be used")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "word"], name="content_banned_word"),
        ]

    def __str__(self) -> str:
        return self.public_id
