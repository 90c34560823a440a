"""What a learner keeps for themselves: notes on lessons and bookmarks. Nobody else reads them, whatever their role."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.social_terms import LABEL_LENGTH, NOTE_LENGTH
from courses.terms import KEY_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class NoteQuerySet(TenantQuerySet["Note"]):
    """Filters of notes."""

    def of_person(self, user_id: int) -> "NoteQuerySet":
        """One's own: every read of notes begins here."""
        return self.filter(user_id=user_id)


class Note(TenantModel):
    """What a learner wrote down beside a lesson; `lesson` is its key, so the note outlives versions.

    Erasure rule: goes with the person or the organisation.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    lesson = models.CharField(max_length=KEY_LENGTH)
    text = models.TextField(_("note"), validators=[MaxLengthValidator(NOTE_LENGTH)])
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("note of a learner")
        verbose_name_plural = _("notes of learners")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user", "course", "lesson"], name="courses_note_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson}"


class BookmarkQuerySet(TenantQuerySet["Bookmark"]):
    """Filters of bookmarks."""

    def of_person(self, user_id: int) -> "BookmarkQuerySet":
        """One's own: every read of bookmarks begins here."""
        return self.filter(user_id=user_id)


class Bookmark(TenantModel):
    """A place in a course that a learner wants to find again: a lesson, or a block of it.

    `label` is what they called it. Erasure rule: goes with the person or the organisation.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    lesson = models.CharField(max_length=KEY_LENGTH)
    block = models.CharField(max_length=KEY_LENGTH, blank=True)
    label = models.CharField(_("name"), max_length=LABEL_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[BookmarkQuerySet] = BookmarkQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user", "course", "lesson", "block"], name="courses_bookmark_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.lesson}"
