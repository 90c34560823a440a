"""Questions that people ask of the pieces, with their answers: each person's own."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from synthai.core.leases import LEASE
from synthai.core.models import PublicIdField, TenantModel, TenantQuerySet

QUESTION_LENGTH: Final = 300
KEPT: Final = timedelta(days=90)
UNDO: Final = timedelta(days=1)  # how long a removed one can be put back
MOST_ATTEMPTS: Final = 3


class QuestionState(models.TextChoices):
    """Where a question stands."""

    WAITING = "waiting", _("Waiting")
    ANSWERING = "answering", _("Being answered")
    ANSWERED = "answered", _("Answered")
    UNANSWERED = "unanswered", _("Nothing answers it")
    CANCELLED = "cancelled", _("Stopped")
    FAILED = "failed", _("Failed")


class AnsweredBy(models.TextChoices):
    """How an answer was made."""

    NOBODY = "", _("Nobody")
    MACHINE = "machine", _("A language model")
    EXTRACTS = "extracts", _("Extracts")


ACTIVE: Final = (QuestionState.WAITING, QuestionState.ANSWERING)


class QuestionQuerySet(TenantQuerySet["Question"]):
    """Filters of questions."""

    def of(self, user_id: int | None) -> "QuestionQuerySet":
        """One person's, without those they removed."""
        return self.filter(user_id=user_id or 0, removed_at__isnull=True)

    def active(self) -> "QuestionQuerySet":
        """Those that wait for their answer."""
        return self.filter(state__in=ACTIVE)

    def abandoned(self, *, now: datetime) -> "QuestionQuerySet":
        """Active ones that no worker holds: its lease ran out, or nobody took it within one lease."""
        lost = models.Q(lease_until__lt=now)
        untaken = models.Q(lease_until__isnull=True, asked_at__lt=now - LEASE)
        return self.active().filter(lost | untaken)

    def over(self, *, now: datetime) -> "QuestionQuerySet":
        """Those whose time is over: asked 90 days ago, or removed a day ago."""
        return self.filter(models.Q(asked_at__lte=now - KEPT) | models.Q(removed_at__lte=now - UNDO))


class Question(TenantModel):
    """One question of one person, and its answer.

    `answer` is a list of {"text", "cites"}: sentences, each with the numbers of the sources that it is from. `sources` is a list of {"number",
    "source", "anchor", "title", "heading", "language", "quote", "words", "is_near"}; `source` is the shelf's word and the piece's public id, and
    whether the person may still read it is asked each time it is shown. `nearest` names pieces where nothing answers. `within` narrows the
    question to one piece. While it is answered its worker holds it until `lease_until`; `machine_asked_at` is set before a language model
    is asked, so that none is asked twice. Erasure rule: goes with the person, after 90 days, or with the organisation.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("question"), max_length=QUESTION_LENGTH)
    within = models.CharField(max_length=40, blank=True, db_collation="C")
    language = models.CharField(max_length=8, default="en")
    request_key = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=12, choices=QuestionState, default=QuestionState.WAITING)
    by = models.CharField(max_length=10, choices=AnsweredBy, blank=True, default=AnsweredBy.NOBODY)
    because = models.CharField(max_length=20, blank=True)
    answer = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    nearest = models.JSONField(default=list)
    left_out = models.PositiveSmallIntegerField(default=0)
    is_helpful = models.BooleanField(null=True, blank=True)
    model = models.CharField(max_length=120, blank=True)
    prompt_version = models.PositiveSmallIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    machine_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_token = models.CharField(max_length=32, blank=True, default="", editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "public_id"], name="publishing_question_public_id"
            ),
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(state__in=["waiting", "answering"]),
                name="publishing_question_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["organisation", "user", "request_key"],
                condition=~models.Q(request_key=""),
                name="publishing_question_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "user", "-asked_at", "-id"], name="publishing_question_newest"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_active(self) -> bool:
        """Whether its answer is still to come."""
        return self.state in ACTIVE

    @property
    def cancel_key(self) -> str:
        """What cancelling from another process calls it (synthai.core.ai.cancelling)."""
        return f"question.{self.public_id}"
