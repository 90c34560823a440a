"""The question bank: questions shared by quizzes, every version of each, and the tags they are found by."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.engine.quiz.inlays import plain
from courses.engine.quiz.keeping import question_from_json
from courses.engine.quiz.questions import Question as Asked
from courses.quiz_terms import TAG_LENGTH, QuestionKind
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class QuestionQuerySet(TenantQuerySet["Question"]):
    """Filters of questions."""

    def kept(self) -> "QuestionQuerySet":
        """Those not put away."""
        return self.filter(removed_at__isnull=True)

    def tagged(self, tag: str) -> "QuestionQuerySet":
        """Those with a tag."""
        tagged = QuestionTag.objects.filter(question=models.OuterRef("pk"), name=tag)
        return self.filter(models.Exists(tagged))


class Question(TenantModel):
    """A question of the bank, as its newest version has it: `text` tells pictures in words. Quizzes ask the newest; an attempt keeps the
    version it asked.

    Erasure rule: deleted with the organisation; the writer's link is cleared with the person.
    """

    public_id = PublicIdField()
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind)
    text = models.TextField(_("question"))
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    number = models.PositiveIntegerField(_("version"), default=1, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("put away at"), null=True, blank=True, editable=False)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="courses_question_asks"),
            models.CheckConstraint(condition=models.Q(points__gt=0), name="courses_question_points"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "-changed_at", "-id"],
                condition=models.Q(removed_at__isnull=True),
                name="courses_question_newest",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def mark_changed(self, asked: Asked, *, at: datetime) -> None:
        """It has a newer version."""
        self.kind, self.text, self.points = asked.kind.value, plain(asked.text), asked.points
        self.number += 1
        self.touch(at=at)

    def touch(self, *, at: datetime) -> None:
        """Something about it changed."""
        self.version += 1
        self.changed_at = at


class QuestionVersion(TenantModel):
    """A question exactly as it was written once. Never changed: a trigger refuses it. `body` is what engine.quiz.keeping wrote.

    Erasure rule: deleted with the organisation; the writer's link is cleared with the person.
    """

    question = TenantForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind)
    body = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("version of a question")
        verbose_name_plural = _("versions of questions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "question", "number"], name="courses_question_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} version {self.number}"

    @property
    def asked(self) -> Asked:
        """The question with its key: for marking, reviews and whoever writes it, never for a learner before the end."""
        return question_from_json(self.kind, self.body)


class QuestionTag(TenantModel):
    """A word a question is found by, in small letters. Erasure rule: deleted with the organisation."""

    question = TenantForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=TAG_LENGTH)

    class Meta:
        verbose_name = _("tag of a question")
        verbose_name_plural = _("tags of questions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "question", "name"], name="courses_tag_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "name"], name="courses_tag_by_name")]

    def __str__(self) -> str:
        return self.name
