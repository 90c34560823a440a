"""Hand-ins as markers see them: the queue, one with everything about it, and how many wait. A constant number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from courses.models import AttemptQuestion, Submission, SubmissionFile, SubmissionMark
from courses.models.submissions import CLAIM_LASTS
from courses.quiz_terms import Verdict
from courses.selectors import handins
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much waits for a person: answers of quizzes, and hand-ins."""

    answers: int
    handins: int


@dataclass(frozen=True, kw_only=True)
class Work:
    """A hand-in with all a marker needs: files, the mark that counts, earlier marks, earlier tries with theirs."""

    row: Submission
    files: list[SubmissionFile]
    mark: SubmissionMark | None
    history: list[SubmissionMark]
    earlier: list[Submission]
    earlier_marks: Mapping[int, SubmissionMark]


def waiting() -> Waiting:
    """How much waits to be marked. Two queries."""
    return Waiting(
        answers=AttemptQuestion.objects.filter(verdict=Verdict.WAITING).count(),
        handins=Submission.objects.waiting().count(),
    )


def queue(*, user_id: int, now: datetime, course: str = "", whose: str = "") -> Any:
    """What waits, oldest first by (handed_in_at, id). `whose`: mine (taken by the marker), free (by nobody else), or all."""
    rows = Submission.objects.waiting().select_related("course", "user", "claimed_by")
    if course:
        rows = rows.filter(course__public_id=course)
    if whose == "mine":
        rows = rows.filter(claimed_by=user_id, claimed_at__gte=now - CLAIM_LASTS)
    elif whose == "free":
        rows = rows.free_for(user_id, now=now)
    return rows


def courses_waiting() -> list[tuple[str, str, int]]:
    """Courses with hand-ins that wait: public id, title, how many. One query."""
    rows = Submission.objects.waiting().values("course__public_id", "course__title")
    found = rows.annotate(found=Count("pk")).order_by("course__title")
    return list(found.values_list("course__public_id", "course__title", "found"))


def just_marked(user_id: int, *, now: datetime) -> Submission | None:
    """What this marker marked last and could still take back. One query."""
    marks = SubmissionMark.objects.filter(
        marked_by=user_id, undone_at__isnull=True, submission__settles_at__gt=now
    )
    found = marks.select_related("submission__user").order_by("-pk").first()
    return found.submission if found else None


def get_handin(public_id: str) -> Submission:
    """A hand-in that was handed in, or taken back since. Raises NotFound."""
    rows = Submission.objects.select_related("course", "user", "claimed_by", "enrolment")
    found = rows.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def work_of(row: Submission) -> Work:
    """Everything about a hand-in, for who marks it. Four queries."""
    marks = list(SubmissionMark.objects.filter(submission_id=row.pk).order_by("-pk"))
    counted = [mark for mark in marks if mark.undone_at is None]
    rows = Submission.objects.filter(enrolment_id=row.enrolment_id, block=row.block, number__lt=row.number)
    earlier = list(rows.order_by("-number"))
    return Work(
        row=row,
        files=handins.files_of([row.pk])[row.pk],
        mark=counted[0] if counted else None,
        history=[mark for mark in marks if not counted or mark.pk != counted[0].pk],
        earlier=earlier,
        earlier_marks=handins.marks_of([each.pk for each in earlier]),
    )
