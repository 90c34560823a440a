"""Work that learners hand in for assignments, its files, and every mark it got."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.engine.handins.judging import Score, scores_from
from courses.engine.handins.task import Task, task_from
from courses.handin_terms import LINK_LENGTH, REMARK_LENGTH, WORK_LENGTH, Outcome, SubmissionState
from courses.models.course import Course
from courses.models.people import Enrolment
from courses.terms import KEY_LENGTH, TITLE_LENGTH
from synthai.core.models import PublicIdField, TenantForeignKey, TenantModel, TenantQuerySet

SETTLES_AFTER: Final = timedelta(seconds=60)  # a mark can be taken back so long; the learner sees it then
CLAIM_LASTS: Final = timedelta(minutes=30)


class SubmissionQuerySet(TenantQuerySet["Submission"]):
    """Filters of hand-ins."""

    def waiting(self) -> "SubmissionQuerySet":
        """Those that wait to be marked, of people who are still in the course."""
        return self.filter(state=SubmissionState.WAITING).exclude(enrolment__state="ended")

    def this_time(self, enrolment: Enrolment) -> "SubmissionQuerySet":
        """Those of a learner's time through the course now: what was handed in before they took it again does not count."""
        rows = self.filter(enrolment_id=enrolment.pk)
        if enrolment.begun_again_at is None:
            return rows
        return rows.filter(
            models.Q(handed_in_at__isnull=True) | models.Q(handed_in_at__gte=enrolment.begun_again_at)
        )

    def unsettled(self, *, now: datetime) -> "SubmissionQuerySet":
        """Those marked so long ago that the learner is to see it now."""
        return self.filter(settles_at__lte=now)

    def free_for(self, user_id: int, *, now: datetime) -> "SubmissionQuerySet":
        """Those that nobody else is at."""
        return self.filter(
            models.Q(claimed_by__isnull=True)
            | models.Q(claimed_by=user_id)
            | models.Q(claimed_at__lt=now - CLAIM_LASTS)
        )


class Submission(TenantModel):
    """One try of a learner at an assignment: a draft, then handed in, then marked.

    `lesson` and `block` are public ids, which may be gone from the draft of the course by now. `brief` and `task` are what was
    asked when it was handed in, and stay. A mark settles a little later (`settles_at`, then empty): until then it can be taken
    back and the learner sees none of it. `claimed_by` is who marks it now. Erasure rule: goes with the enrolment; the marker's
    and claimant's links are cleared with those persons. Its files in storage go with it.
    """

    public_id = PublicIdField()
    course = TenantForeignKey(Course, on_delete=models.CASCADE, related_name="+")
    enrolment = TenantForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lesson = models.CharField(max_length=KEY_LENGTH)
    lesson_title = models.CharField(max_length=TITLE_LENGTH)
    block = models.CharField(max_length=KEY_LENGTH)
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=SubmissionState, default=SubmissionState.DRAFT)
    brief = models.TextField(blank=True)
    task = models.JSONField(default=dict, blank=True)

    text = models.TextField(blank=True, validators=[MaxLengthValidator(WORK_LENGTH)])
    link = models.CharField(max_length=LINK_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    settles_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SubmissionQuerySet] = SubmissionQuerySet.as_tenant_manager()

    class Meta:
        verbose_name = _("hand-in")
        verbose_name_plural = _("hand-ins")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "block", "number"], name="courses_handin_numbered"
            ),
            models.UniqueConstraint(
                fields=["organisation", "enrolment", "block"],
                condition=models.Q(state__in=["draft", "waiting"]),
                name="courses_handin_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", handed_in_at__isnull=True)
                | (~models.Q(state="draft") & models.Q(handed_in_at__isnull=False)),
                name="courses_handin_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "waiting"], marked_at__isnull=True)
                | (~models.Q(state__in=["draft", "waiting"]) & models.Q(marked_at__isnull=False)),
                name="courses_handin_marked_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "handed_in_at", "id"],
                condition=models.Q(state="waiting"),
                name="courses_handin_queue",
            ),
            models.Index(
                fields=["organisation", "settles_at"],
                condition=models.Q(settles_at__isnull=False),
                name="courses_handin_to_settle",
            ),
            models.Index(fields=["organisation", "course", "-handed_in_at"], name="courses_handin_of_course"),
            models.Index(fields=["organisation", "user", "-started_at"], name="courses_handin_of_person"),
        ]

    def __str__(self) -> str:
        return f"Hand-in {self.number} {self.public_id}"

    @property
    def asked(self) -> Task:
        """What was asked when it was handed in."""
        return task_from(self.task)

    @property
    def is_draft(self) -> bool:
        """Whether it was not handed in."""
        return self.state == SubmissionState.DRAFT

    @property
    def is_waiting(self) -> bool:
        """Whether nobody marked it yet."""
        return self.state == SubmissionState.WAITING

    @property
    def is_settled(self) -> bool:
        """Whether it is marked and its learner may see how."""
        return self.marked_at is not None and self.settles_at is None

    @property
    def seen_state(self) -> str:
        """Where it stands for its learner."""
        return self.state if self.is_settled or self.is_draft else SubmissionState.WAITING

    @property
    def seen_words(self) -> str:
        """The same in words."""
        return str(SubmissionState(self.seen_state).label)

    def is_claimed_by_other(self, user_id: int | None, *, now: datetime) -> bool:
        """Whether somebody else is at it."""
        is_held = self.claimed_at is not None and self.claimed_at >= now - CLAIM_LASTS
        return is_held and self.claimed_by_id not in {None, user_id}

    def mark_handed_in(self, *, brief: str, task: Task, due_at: datetime | None, at: datetime) -> None:
        """It is handed in, for what is asked now."""
        self.state, self.handed_in_at = SubmissionState.WAITING, at
        self.brief, self.task, self.maximum = brief, task.as_json(), task.maximum
        self.due_at, self.is_late = due_at, due_at is not None and at >= due_at

    def mark_taken_back(self) -> None:
        """It is a draft again."""
        self.state, self.handed_in_at, self.is_late = SubmissionState.DRAFT, None, False
        self.claimed_by, self.claimed_at = None, None

    def mark_marked(
        self, outcome: str, points: Decimal | None, *, at: datetime, settles_at: datetime | None
    ) -> None:
        """Somebody marked it."""
        self.state, self.points, self.marked_at, self.settles_at = outcome, points, at, settles_at
        self.claimed_by, self.claimed_at = None, None

    def mark_unmarked(self) -> None:
        """The mark was taken back before it settled."""
        self.state, self.points, self.marked_at, self.settles_at = SubmissionState.WAITING, None, None, None


class SubmissionFile(TenantModel):
    """A file that is handed in. Pictures are drawn anew, without where they were taken, and once more small.

    Erasure rule: goes with the hand-in, in storage too.
    """

    public_id = PublicIdField()
    submission = TenantForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    small_path = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    small_size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of a hand-in")
        verbose_name_plural = _("files of hand-ins")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "submission", "sha256"], name="courses_handin_file_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SubmissionMark(TenantModel):
    """One marking of a hand-in; the newest that was not taken back counts. `scores` keep the words of the rubric.

    Erasure rule: goes with the hand-in; the marker's link is cleared with the person.
    """

    submission = TenantForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    scores = models.JSONField(default=list, blank=True)
    comment = models.TextField(blank=True, validators=[MaxLengthValidator(REMARK_LENGTH)])
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    marked_by_label = models.CharField(max_length=200, blank=True)
    marked_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mark of a hand-in")
        verbose_name_plural = _("marks of hand-ins")
        indexes: ClassVar = [
            models.Index(fields=["organisation", "submission", "-id"], name="courses_mark_of_handin"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome}"

    @property
    def scored(self) -> list[Score]:
        """What each criterion earned."""
        return scores_from(self.scores)

    @property
    def outcome_words(self) -> Any:
        """What was decided, for people."""
        return SubmissionState(self.outcome).label
