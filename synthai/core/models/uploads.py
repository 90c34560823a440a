"""Files on their way into storage."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.models.fence import TenantQuerySet
from synthai.core.models.public_id import PublicIdField
from synthai.core.models.tenant import TenantModel

KEPT = timedelta(hours=48)  # a line that breaks on Friday afternoon may go on in the morning


class UploadQuerySet(TenantQuerySet["Upload"]):
    """Filters of uploads."""

    def stale(self, *, now: datetime) -> "UploadQuerySet":
        """Those that nobody went on with, and those that were taken over long ago."""
        return self.filter(last_at__lt=now - KEPT)


class Upload(TenantModel):
    """A large file that comes in pieces, straight into storage.

    `purpose` is the app's word for what it is for ("courses.block"), `target` the app's own key, `owner` the public id of
    who sends it: nobody else goes on with it. `way` is "folder" (one growing file) or "parts" (a multipart upload of S3,
    whose id is `handle`). `result` is what the app made of it, told again to whoever asks again. Erasure rule: deleted
    with the organisation, files too; else within three days.
    """

    public_id = PublicIdField()
    purpose = models.CharField(max_length=40)
    target = models.CharField(max_length=64)
    owner = models.CharField(max_length=32)
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveBigIntegerField()
    way = models.CharField(max_length=10)
    path = models.CharField(max_length=200)
    handle = models.CharField(max_length=400, blank=True)
    result = models.CharField(max_length=400, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_done = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    last_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="core_upload_is_not_empty"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "purpose", "target"], name="core_upload_for"),
        ]

    def __str__(self) -> str:
        return self.name
