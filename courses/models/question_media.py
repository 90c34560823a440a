"""Pictures and sounds of the question bank."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.media import ORPHAN_AFTER
from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet


class QuestionMediaQuerySet(TenantQuerySet["QuestionMedia"]):
    """Filters of files of the bank."""

    def old(self, *, now: datetime) -> "QuestionMediaQuerySet":
        """Those that are old enough to be asked whether a question still names them."""
        return self.filter(added_at__lt=now - ORPHAN_AFTER)


class QuestionMedia(TenantModel):
    """A picture or a sound that questions show. A question names it by `public_id`, which says nothing of what it shows.

    `name` is the author's own file name; learners never get it. The file never changes, so versions and attempts keep showing what
    they showed. Erasure rule: deleted with the organisation, files too.
    """

    public_id = PublicIdField()
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

    objects: ClassVar[QuestionMediaQuerySet] = QuestionMediaQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("picture or sound of a question")
        verbose_name_plural = _("pictures and sounds of questions")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "sha256"], name="courses_question_media_content"),
        ]

    def __str__(self) -> str:
        return self.name
