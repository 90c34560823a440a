"""Assignments as a learner works at them: what is asked, their tries, files and marks. A constant number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from courses.engine.handins.judging import may_try_again
from courses.engine.handins.task import Task, task_from
from courses.engine.outline import OutlineLesson
from courses.models import Enrolment, Submission, SubmissionFile, SubmissionMark
from courses.refusals import NotInCourse
from courses.selectors import learning
from courses.selectors.learning import Study
from courses.terms import BlockKind
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an assignment stands: public ids of its course, lesson and block."""

    course: str
    lesson: str
    block: str


@dataclass(frozen=True, kw_only=True)
class Bench:
    """An assignment and what one learner did about it. `tries` are theirs, newest first; those of an earlier time through the
    course are shown and do not count."""

    study: Study
    enrolment: Enrolment
    lesson: OutlineLesson
    block: str
    brief: str
    task: Task
    tries: list[Submission]
    files: Mapping[int, list[SubmissionFile]]
    marks: Mapping[int, SubmissionMark]

    @property
    def place(self) -> Place:
        """Its address."""
        return Place(course=self.study.course.public_id, lesson=self.lesson.key, block=self.block)

    @property
    def latest(self) -> Submission | None:
        """The newest try that counts."""
        return next(iter(self.counted), None)

    @property
    def counted(self) -> list[Submission]:
        """The tries of this time through the course, newest first."""
        since = self.enrolment.begun_again_at
        return [
            row
            for row in self.tries
            if since is None or row.handed_in_at is None or row.handed_in_at >= since
        ]

    @property
    def next_number(self) -> int:
        """The number of a try that begins now. Numbers go on where a course is taken again."""
        return self.tries[0].number + 1 if self.tries else 1

    @property
    def draft(self) -> Submission | None:
        """The try that is not handed in."""
        return self.latest if self.latest is not None and self.latest.is_draft else None

    @property
    def due_at(self) -> datetime | None:
        """When it is due for this learner."""
        return self.task.due_at(self.enrolment.begun_at, timezone.get_default_timezone())

    def is_over(self, now: datetime) -> bool:
        """Whether nothing is taken any more."""
        return self.task.is_hard and self.due_at is not None and now >= self.due_at

    @property
    def may_begin(self) -> bool:
        """Whether one may write: a draft is there, nothing was handed in, or another try is allowed."""
        last = self.latest
        if last is None or last.is_draft:
            return True
        return last.is_settled and may_try_again(self.task, state=last.state, tries=len(self.counted))


def get_bench(place: Place, user_id: int | None) -> Bench:
    """One's own work at an assignment of the version one is on. At most eight queries.

    Raises NotFound, NotInCourse, LessonClosed.
    """
    study = learning.get_study(place.course, user_id)
    lesson = learning.readable(study, place.lesson)
    if study.enrolment is None or not study.is_in:
        raise NotInCourse
    block = assignment_in(learning.blocks_of(study, lesson), place.block)
    tries = list(
        Submission.objects.filter(enrolment_id=study.enrolment.pk, block=place.block).order_by("-number")
    )
    keys = [row.pk for row in tries]
    return Bench(
        study=study,
        enrolment=study.enrolment,
        lesson=lesson,
        block=place.block,
        brief=block.get("text", ""),
        task=task_of(block),
        tries=tries,
        files=files_of(keys),
        marks=marks_of([row.pk for row in tries if row.is_settled]),
    )


def assignment_in(blocks: list[dict[str, Any]], key: str) -> dict[str, Any]:
    """The assignment of a lesson by its key. Raises NotFound."""
    found = (each for each in blocks if each["key"] == key and each["kind"] == BlockKind.ASSIGNMENT)
    block = next(found, None)
    if block is None:
        raise NotFound
    return block


def task_of(block: Mapping[str, Any]) -> Task:
    """What a block asks for; a new task's rules where nobody chose any."""
    return task_from(block.get("data", {}).get("task") or {})


def files_of(keys: Collection[int]) -> dict[int, list[SubmissionFile]]:
    """Files by hand-in, in the order they came. One query."""
    found: dict[int, list[SubmissionFile]] = {key: [] for key in keys}
    for row in SubmissionFile.objects.filter(submission_id__in=keys).order_by("pk"):
        found[row.submission_id].append(row)
    return found


def marks_of(keys: Collection[int]) -> dict[int, SubmissionMark]:
    """The mark that counts, by hand-in. One query."""
    rows = SubmissionMark.objects.filter(submission_id__in=keys, undone_at__isnull=True)
    return {row.submission_id: row for row in rows.order_by("pk")}


def standing_in(enrolment: Enrolment | None, blocks: Collection[str]) -> dict[str, Submission]:
    """The newest try that counts at each of these assignments, by block: for a lesson's page. One query, none without blocks."""
    if enrolment is None or not blocks:
        return {}
    rows = Submission.objects.this_time(enrolment).filter(block__in=blocks)
    return {row.block: row for row in rows.order_by("number")}


def mine_query(user_id: int) -> Any:
    """A person's hand-ins with their courses, for lists that page by key."""
    rows = Submission.objects.filter(user_id=user_id).exclude(enrolment__state="ended")
    return rows.select_related("course")


def get_file(public_id: str) -> SubmissionFile:
    """A file with its hand-in. Whoever serves it asks who may see it. Raises NotFound."""
    rows = SubmissionFile.objects.select_related("submission").filter(public_id=public_id)
    found: SubmissionFile | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found
