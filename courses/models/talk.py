"""What people say in courses: questions under lessons with their answers, and reviews."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.course import Course
from courses.social_terms import POST_LENGTH, REASON_LENGTH, REVIEW_LENGTH
from courses.terms import KEY_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class PostQuerySet(TenantQuerySet["Post"]):
    """Filters of questions and answers."""

    def questions(self) -> "PostQuerySet":
        """Those that begin a thread."""
        return self.filter(question__isnull=True)

    def standing(self) -> "PostQuerySet":
        """Those that everybody sees: neither taken back by their author nor hidden."""
        return self.filter(removed_at__isnull=True, hidden_at__isnull=True)

    def unanswered(self) -> "PostQuerySet":
        """Questions that wait for an answer."""
        return self.questions().standing().filter(answered_at__isnull=True)

    def since(self, moment: datetime) -> "PostQuerySet":
        """Those written after a moment, taken back or not."""
        return self.filter(created_at__gt=moment)


class Post(TenantModel):
    """A question under a lesson, or an answer to one (`question` names it). `lesson` is a key: it outlives versions.

    `is_trainer` is what the author was when they wrote it. Erasure rule: deleted with the organisation; when the author's
    account ends the words stay without a name.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    lesson = models.CharField(max_length=KEY_LENGTH)
    question = TenantForeignKey("self", on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("text"), validators=[MaxLengthValidator(POST_LENGTH)])
    is_trainer = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[PostQuerySet] = PostQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("question or answer under a lesson")
        verbose_name_plural = _("questions and answers under lessons")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(question__isnull=True) | models.Q(answered_at__isnull=True),
                name="courses_post_questions_are_answered",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="courses_post_hidden_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "course", "lesson", "-id"], name="courses_post_of_lesson"),
            models.Index(fields=["organisation", "question", "id"], name="courses_post_of_question"),
            models.Index(fields=["organisation", "author", "created_at"], name="courses_post_of_author"),
            models.Index(
                fields=["organisation", "created_at", "id"],
                condition=models.Q(
                    question__isnull=True,
                    answered_at__isnull=True,
                    removed_at__isnull=True,
                    hidden_at__isnull=True,
                ),
                name="courses_post_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} {self.public_id}"

    @property
    def is_standing(self) -> bool:
        """Whether everybody sees it."""
        return self.removed_at is None and self.hidden_at is None

    def age(self, now: datetime) -> timedelta:
        """How long ago it was written."""
        return now - self.created_at


class ReviewQuerySet(TenantQuerySet["Review"]):
    """Filters of reviews."""

    def standing(self) -> "ReviewQuerySet":
        """Those that everybody sees."""
        return self.filter(removed_at__isnull=True, hidden_at__isnull=True)


class Review(TenantModel):
    """What a learner thinks of a course: stars and words, once each. A trainer may answer.

    Erasure rule: goes with the person or the organisation.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(
        _("what you think of it"), blank=True, validators=[MaxLengthValidator(REVIEW_LENGTH)]
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    reply = models.TextField(_("answer"), blank=True, validators=[MaxLengthValidator(REVIEW_LENGTH)])
    reply_by_label = models.CharField(max_length=200, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("review of a course")
        verbose_name_plural = _("reviews of courses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "course", "user"], name="courses_review_once"),
            models.CheckConstraint(
                condition=models.Q(stars__gte=1, stars__lte=5), name="courses_review_one_to_five"
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="courses_review_hidden_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars} {self.public_id}"
