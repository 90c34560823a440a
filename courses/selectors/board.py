"""The board of a course: how its learners stand, and what happened last. A constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from courses.engine.outline import outline_from
from courses.models import Attempt, Course, Enrolment, LessonProgress, PublishedLesson, Submission
from courses.terms import BlockKind, EnrolmentState

LATEST = 20


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened: when, whose, what in words, and a picture's name."""

    at: datetime
    name: str
    words: str
    icon: str
    handin: str = ""


@dataclass(frozen=True, kw_only=True)
class Board:
    """A course at a glance."""

    counts: dict[str, int]
    waiting: int
    happenings: list[Happening]


def board(course: Course, *, today: date) -> Board:
    """How everybody in a course stands and what they did last. At most six queries."""
    still = Q(state=EnrolmentState.ACTIVE)
    counts: dict[str, int] = (
        Enrolment.objects.current()
        .filter(course_id=course.pk)
        .aggregate(
            people=Count("pk"),
            done=Count("pk", filter=Q(state=EnrolmentState.DONE)),
            going=Count("pk", filter=still),
            overdue=Count("pk", filter=still & Q(due_on__lt=today)),
        )
    )
    waiting = Submission.objects.waiting().filter(course_id=course.pk).count()
    happened = [*_lessons(course), *_handed_in(course), *_attempts(course)]
    latest = sorted(happened, key=lambda each: each.at, reverse=True)[:LATEST]
    return Board(counts=counts, waiting=waiting, happenings=latest)


def learners(course: Course) -> Any:
    """Who is in the course, who was there last first, for lists that page by key."""
    rows = Enrolment.objects.current().filter(course_id=course.pk).select_related("user", "version")
    return rows.defer("version__outline")


def _lessons(course: Course) -> list[Happening]:
    rows = LessonProgress.objects.filter(enrolment__course_id=course.pk, done_at__isnull=False)
    found = list(rows.select_related("enrolment__user").order_by("-done_at", "-pk")[:LATEST])
    titles = _titles(course) if found else {}
    return [
        Happening(
            at=row.done_at,
            name=row.enrolment.user.label,
            words=_("did “%(title)s”") % {"title": titles.get(row.lesson, _("a lesson that is gone"))},
            icon="check-lg",
        )
        for row in found
        if row.done_at is not None
    ]


def _titles(course: Course) -> dict[str, str]:
    version = course.live_version
    return (
        {} if version is None else {each.key: each.title for each in outline_from(version.outline).lessons()}
    )


def _handed_in(course: Course) -> list[Happening]:
    rows = Submission.objects.filter(course_id=course.pk, handed_in_at__isnull=False).select_related("user")
    return [
        Happening(
            at=row.handed_in_at,
            name=row.user.label,
            words=_("handed in “%(title)s”: %(state)s")
            % {"title": row.lesson_title, "state": row.seen_words.lower()},
            icon="check2-square",
            handin=row.public_id,
        )
        for row in rows.order_by("-handed_in_at", "-pk")[:LATEST]
        if row.handed_in_at is not None
    ]


def _attempts(course: Course) -> list[Happening]:
    """Of quizzes that the live version asks, by who is in the course."""
    refs = _quizzes(course)
    if not refs:
        return []
    inside = Enrolment.objects.current().filter(course_id=course.pk).values("user_id")
    rows = Attempt.objects.ended().filter(quiz__public_id__in=refs, user_id__in=inside)
    found = rows.select_related("quiz", "user").order_by("-finished_at", "-pk")[:LATEST]
    return [
        Happening(at=row.finished_at, name=row.user.label, words=_of_attempt(row), icon="question-circle")
        for row in found
        if row.finished_at is not None
    ]


def _of_attempt(row: Attempt) -> str:
    told = {"title": row.quiz.title}
    if row.is_passed:
        return _("passed “%(title)s”") % told
    return (
        _("took “%(title)s”, not all marked") if row.is_passed is None else _("took “%(title)s”, not passed")
    ) % told


def _quizzes(course: Course) -> set[str]:
    version = course.live_version
    if version is None:
        return set()
    texts = [lesson.text for lesson in outline_from(version.outline).lessons()]
    asks = [{"kind": BlockKind.QUIZ.value}]
    rows = PublishedLesson.objects.filter(course_id=course.pk, digest__in=texts, blocks__contains=asks)
    return {
        block["data"].get("ref", "")
        for row in rows
        for block in row.blocks
        if block["kind"] == BlockKind.QUIZ
    } - {""}
