"""Pictures, videos, sounds and files of courses."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel


class MediaFile(TenantModel):
    """A file of a course, by its place in storage. Pictures are drawn anew, and once more small (`small_path`).

    A copied course has rows of its own for the same stored files. Erasure rule: deleted with the organisation, files too.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    name = models.CharField(_("name"), max_length=200)
    path = models.CharField(max_length=200)
    small_path = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    small_size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    added_by_label = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("file of a course")
        verbose_name_plural = _("files of courses")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "course", "sha256"], name="courses_media_of_course"),
        ]

    def __str__(self) -> str:
        return self.name
