"""Attempts: what a learner was asked, word for word, what they answered, and what it earned."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.engine.quiz import marking
from courses.engine.quiz.clock import GRACE, Window
from courses.engine.quiz.layout import Layout, layout_from_json
from courses.engine.quiz.questions import Kind
from courses.engine.quiz.responses import Response, as_json, response_from_json
from courses.engine.quiz.scoring import Score
from courses.engine.quiz.shown import ShownQuestion, shown_from_json
from courses.models.bank import Question, QuestionVersion
from courses.models.quizzes import Quiz
from courses.quiz_terms import (
    COMMENT_LENGTH,
    AnswersAfter,
    AttemptState,
    EndedBy,
    ReviewShows,
    Verdict,
)
from courses.terms import TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet


class AttemptQuerySet(TenantQuerySet["Attempt"]):
    """Filters of attempts."""

    def open(self) -> "AttemptQuerySet":
        """Those in progress."""
        return self.filter(state=AttemptState.OPEN)

    def ended(self) -> "AttemptQuerySet":
        """Those handed in, by the learner or by time."""
        return self.exclude(state=AttemptState.OPEN)

    def overdue(self, *, now: datetime) -> "AttemptQuerySet":
        """Those still open although their time, with its grace, is over."""
        return self.open().filter(ends_at__lte=now - GRACE)


class Attempt(TenantModel):
    """A learner's way through a quiz, under the rules it began with. `seed` never leaves the server.

    Erasure rule: goes with the person or the organisation.
    """

    public_id = PublicIdField()
    quiz = TenantForeignKey(Quiz, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32, editable=False)
    state = models.CharField(max_length=10, choices=AttemptState, default=AttemptState.OPEN)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=EndedBy, blank=True)

    pass_percent = models.DecimalField(max_digits=5, decimal_places=2)
    penalty_percent = models.DecimalField(max_digits=5, decimal_places=2)
    shows = models.CharField(max_length=10, choices=ReviewShows)
    answers_after = models.CharField(max_length=10, choices=AnswersAfter)

    points = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=9, decimal_places=2)
    percent = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    is_passed = models.BooleanField(null=True, blank=True)

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "quiz", "user", "number"], name="courses_attempt_numbered"
            ),
            models.UniqueConstraint(
                fields=["organisation", "quiz", "user"],
                condition=models.Q(state="open"),
                name="courses_attempt_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", finished_at__isnull=True)
                | (~models.Q(state="open") & models.Q(finished_at__isnull=False, points__isnull=False)),
                name="courses_attempt_ended_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "ends_at"],
                condition=models.Q(state="open"),
                name="courses_attempt_overdue",
            ),
            models.Index(fields=["organisation", "quiz", "finished_at"], name="courses_attempt_of_quiz"),
            models.Index(fields=["organisation", "user", "-started_at"], name="courses_attempt_of_person"),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.number} {self.public_id}"

    @property
    def is_open(self) -> bool:
        """Whether it was not handed in yet."""
        return self.state == AttemptState.OPEN

    @property
    def window(self) -> Window:
        """Its time, as it was fixed when it began."""
        return Window(started_at=self.started_at, ends_at=self.ends_at)

    def mark_scored(self, score: Score) -> None:
        """Its sum is known, or changed."""
        self.state = AttemptState.WAITING if score.waiting else AttemptState.DONE
        self.points, self.percent, self.is_passed = score.points, score.percent, score.is_passed

    def mark_ended(self, score: Score, *, by: EndedBy, at: datetime) -> None:
        """It is handed in."""
        self.finished_at, self.ended_by = at, by
        self.mark_scored(score)


class AttemptQuestionQuerySet(TenantQuerySet["AttemptQuestion"]):
    """Filters of asked questions."""

    def waiting(self) -> "AttemptQuestionQuerySet":
        """Those handed in that a person must mark, longest waiting first."""
        return self.filter(verdict=Verdict.WAITING).order_by("attempt__finished_at", "pk")


class AttemptQuestion(TenantModel):
    """A question of an attempt. `shown` is what the learner saw, to the letter; `layout` says which place was which key.

    `revision` counts the changes of the answer, so that two tabs notice each other. Erasure rule: goes with the attempt; the marker's
    link is cleared with the person.
    """

    public_id = PublicIdField()
    attempt = TenantForeignKey(Attempt, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    section_title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    question = TenantForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    version = TenantForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="+")
    shown = models.JSONField()
    layout = models.JSONField(default=dict, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2)

    response = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)

    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    earned = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    comment = models.TextField(max_length=COMMENT_LENGTH, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AttemptQuestionQuerySet] = AttemptQuestionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "attempt", "position"], name="courses_asked_in_order"
            ),
            models.UniqueConstraint(
                fields=["organisation", "attempt", "question"], name="courses_asked_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "id"],
                condition=models.Q(verdict="waiting"),
                name="courses_asked_waiting",
            ),
            models.Index(fields=["organisation", "question"], name="courses_asked_of_question"),
            models.Index(fields=["organisation", "version"], name="courses_asked_of_version"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}, question {self.position}"

    @property
    def kind(self) -> Kind:
        """The kind of question that was shown."""
        return Kind(self.shown["kind"])

    @property
    def seen(self) -> ShownQuestion:
        """What the learner saw."""
        return shown_from_json(self.shown)

    @property
    def laid_out(self) -> Layout:
        """Which place was which key."""
        return layout_from_json(self.layout)

    @property
    def answer(self) -> Response:
        """What the learner answered."""
        return response_from_json(self.kind, self.response)

    @property
    def marked(self) -> marking.Marked:
        """What it earned, as the review needs it."""
        earned = self.earned or Decimal(0)
        share = max(Fraction(0), Fraction(earned) / Fraction(self.points))
        return marking.Marked(verdict=marking.Verdict(self.verdict), share=share, points=earned)

    def mark_answered(self, response: Response, *, at: datetime) -> None:
        """The learner answered, or changed the answer."""
        self.response, self.answered_at = as_json(response), at
        self.revision += 1

    def mark_marked(self, marked: marking.Marked) -> None:
        """It was marked, by rule or by hand."""
        self.verdict, self.earned = marked.verdict.value, marked.points


OPEN_FIELDS: tuple[str, ...] = ("response", "revision", "answered_at")
MARKED_FIELDS: tuple[str, ...] = ("verdict", "earned")
