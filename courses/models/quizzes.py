"""Quizzes: their rules, their sections, and the questions in them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.bank import Question
from courses.quiz_terms import TAG_LENGTH, AnswersAfter, QuizState, ReviewShows
from courses.terms import TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

_PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class QuizQuerySet(TenantQuerySet["Quiz"]):
    """Filters of quizzes."""

    def kept(self) -> "QuizQuerySet":
        """Those not put away."""
        return self.filter(removed_at__isnull=True)

    def live(self) -> "QuizQuerySet":
        """Those that learners may see."""
        return self.kept().filter(state=QuizState.LIVE)


class Quiz(TenantModel):
    """A quiz and its rules. An attempt copies the rules it began with, so changes only count for those that begin later.

    Erasure rule: deleted with the organisation; the writer's link is cleared with the person.
    """

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    intro = models.TextField(_("what learners read first"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=QuizState, default=QuizState.DRAFT)
    pass_percent = models.DecimalField(
        _("passed from (per cent)"), max_digits=5, decimal_places=2, default=Decimal(70), validators=_PERCENT
    )
    minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    penalty_percent = models.DecimalField(
        _("what a wrong answer costs (per cent of its points)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=_PERCENT,
    )
    shuffles_questions = models.BooleanField(_("questions in another order for everybody"), default=True)
    shuffles_options = models.BooleanField(_("answers in another order for everybody"), default=True)
    shows = models.CharField(
        _("what learners see afterwards"), max_length=10, choices=ReviewShows, default=ReviewShows.ANSWERS
    )
    answers_after = models.CharField(
        _("when they see the right answers"), max_length=10, choices=AnswersAfter, default=AnswersAfter.LAST
    )
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("put away at"), null=True, blank=True, editable=False)

    objects: ClassVar[QuizQuerySet] = QuizQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="courses_quiz_titled"),
            models.CheckConstraint(
                condition=models.Q(pass_percent__gte=0, pass_percent__lte=100), name="courses_quiz_pass"
            ),
            models.CheckConstraint(
                condition=models.Q(penalty_percent__gte=0, penalty_percent__lte=100),
                name="courses_quiz_penalty",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-changed_at", "-id"], name="courses_quiz_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def limit(self) -> timedelta | None:
        """How long an attempt may take."""
        return timedelta(minutes=self.minutes) if self.minutes else None

    def is_open(self, now: datetime) -> bool:
        """Whether somebody may begin an attempt."""
        is_live = self.state == QuizState.LIVE and self.removed_at is None
        return is_live and (self.closes_at is None or now < self.closes_at)

    def touch(self, *, at: datetime) -> None:
        """Something about it changed."""
        self.version += 1
        self.changed_at = at


class QuizSection(TenantModel):
    """A part of a quiz: its questions, all of them or `draws` of them; with a `tag` they are the bank's with that tag.

    Erasure rule: deleted with the organisation.
    """

    public_id = PublicIdField()
    quiz = TenantForeignKey(Quiz, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    position = models.PositiveIntegerField(default=0)
    draws = models.PositiveSmallIntegerField(
        _("how many are asked"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    tag = models.CharField(_("from the bank, tagged"), max_length=TAG_LENGTH, blank=True)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("section of a quiz")
        verbose_name_plural = _("sections of quizzes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(tag="") | models.Q(draws__isnull=False), name="courses_section_tag_draws"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "quiz", "position", "id"], name="courses_section_in_order"),
        ]

    def __str__(self) -> str:
        return self.title or self.tag or str(self.pk)


class QuizEntry(TenantModel):
    """A question in a section. Erasure rule: deleted with the organisation."""

    public_id = PublicIdField()
    section = TenantForeignKey(QuizSection, on_delete=models.CASCADE, related_name="+")
    question = TenantForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)

    objects: ClassVar[Any] = TenantQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("question in a quiz")
        verbose_name_plural = _("questions in quizzes")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "section", "question"], name="courses_entry_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "section", "position", "id"], name="courses_entry_in_order"),
            models.Index(fields=["organisation", "question"], name="courses_entry_of_question"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.question_id}"
