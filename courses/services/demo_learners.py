"""The demo courses at work: who takes them, how far they are, who is late, who has a certificate, and an answer that was wrong.

Everything is done by the services that pages use, at moments of the past weeks, so that no list shows what could not have happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from courses.engine.outline import outline_from
from courses.models import Assignment, AttemptQuestion, Course, Enrolment, PublishedLesson
from courses.selectors import quizzes as selectors
from courses.services import assignments, demo_answers, enrolments, progress
from courses.services.assignments import Wish
from courses.services.certificates import issuing
from courses.services.happenings import Happened
from courses.services.quizzes import attempts, following
from courses.terms import Audience, BlockKind, Rule
from synthai.core.access import Actor

SINCE: Final = timedelta(days=42)  # how long ago the courses came
POPIA, MONEY, PRICING = "popia-in-an-hour", "money-and-vat-basics", "pricing-for-small-shops"
_DUE: Final = timedelta(days=35)
_LATER: Final = timedelta(days=52)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """How far somebody comes in a course: lessons done, in order; questions of the last quiz they get wrong before that."""

    course: str
    lessons: int
    days: int = 1  # after the courses came
    wrong: int = 0


OWNER: Final = (Steps(course=POPIA, lessons=99, days=3), Steps(course=PRICING, lessons=5, days=30, wrong=1))
COLLEAGUES: Final[tuple[tuple[Steps, ...], ...]] = (
    (Steps(course=POPIA, lessons=99, days=4, wrong=2), Steps(course=PRICING, lessons=99, days=20)),
    (Steps(course=POPIA, lessons=6, days=9), Steps(course=MONEY, lessons=0)),
    (Steps(course=POPIA, lessons=99, days=12), Steps(course=MONEY, lessons=8, days=25, wrong=1)),
    (),
)


@transaction.atomic
def enliven(courses: Sequence[Course], owner: Actor, colleagues: Sequence[Actor], *, now: datetime) -> int:
    """Let the owner and four colleagues take the demo courses. Returns in how many places people are.

    Needs the tenant. Idempotent: once a course was assigned, nothing is done again.
    """
    by_name = {_name_of(course): course for course in courses}
    if Assignment.objects.filter(course__in=courses).exists() or set(by_name) != {POPIA, MONEY, PRICING}:
        return 0
    came = now - SINCE
    due = timezone.localdate(came + _DUE)
    everybody = Wish(audience=Audience.EVERYBODY, due_on=due, due_days=30)
    assignments.assign(by_name[POPIA].pk, everybody, by=owner, now=came)
    some = [
        actor.user_id or 0
        for actor, steps in zip(colleagues, COLLEAGUES, strict=True)
        if _takes(steps, MONEY)
    ]
    later = Wish(audience=Audience.PERSON, user_ids=some, due_on=timezone.localdate(came + _LATER))
    assignments.assign(by_name[MONEY].pk, later, by=owner, now=came)
    for actor, plan in zip((owner, *colleagues), (OWNER, *COLLEAGUES), strict=True):
        for steps in plan:
            walk(by_name[steps.course], steps, by=actor, now=came + timedelta(days=steps.days))
    return Enrolment.objects.filter(course__in=courses).count()


def courses_of() -> list[Course]:
    """The demo courses that one can start, by their titles."""
    rows = Course.objects.filter(removed_at__isnull=True).order_by("pk")
    return [course for course in rows if course.is_live and _name_of(course) in {POPIA, MONEY, PRICING}]


def _name_of(course: Course) -> str:
    return slugify(course.title)


def _takes(plan: Sequence[Steps], name: str) -> bool:
    return any(steps.course == name for steps in plan)


def walk(course: Course, steps: Steps, *, by: Actor, now: datetime) -> None:
    """Take a course lesson by lesson, some minutes each; with its last lesson comes the certificate. Needs the tenant."""
    enrolment = enrolments.start(course.pk, by=by, now=now)
    lessons = list(outline_from(enrolment.version.outline).lessons())[: steps.lessons]
    quizzes = _quizzes_of(course, [lesson.text for lesson in lessons if lesson.rule == Rule.QUIZ])
    last = [lesson.key for lesson in lessons if lesson.rule == Rule.QUIZ][-1:]
    read: list[Happened] = []
    for lesson in lessons:
        read.append(_happened(enrolment, lesson.key, "opened", now))
        now += timedelta(minutes=lesson.minutes)
        read.append(_happened(enrolment, lesson.key, "viewed", now))
        if lesson.rule == Rule.QUIZ:
            progress.take(read, by=by, now=now)
            read = []
            wrong = steps.wrong if lesson.key in last else 0
            _pass(quizzes[lesson.text], wrong=wrong, by=by, now=now)
    progress.take(read, by=by, now=now)
    issuing.issue_for(enrolment.pk, now=now)


def _happened(enrolment: Enrolment, lesson: str, kind: Any, at: datetime) -> Happened:
    return Happened(enrolment=enrolment.public_id, lesson=lesson, kind=kind, at=at)


def _quizzes_of(course: Course, texts: Sequence[str]) -> Mapping[str, str]:
    """Public ids of the quizzes in these texts of lessons."""
    rows = PublishedLesson.objects.filter(course_id=course.pk, digest__in=texts)
    return {
        row.digest: block["data"]["ref"]
        for row in rows.order_by("pk")
        for block in row.blocks
        if block["kind"] == BlockKind.QUIZ
    }


def _pass(public_id: str, *, wrong: int, by: Actor, now: datetime) -> None:
    """Pass a quiz; where answers go wrong the first time, by a second attempt soon after."""
    quiz = selectors.get_quiz_to_take(public_id)
    attempt = _attempt(quiz.pk, wrong=wrong, by=by, now=now)
    if not attempt.is_passed:
        _attempt(quiz.pk, wrong=0, by=by, now=now + timedelta(minutes=20))
    following.quiz_passed(by.user_id or 0, public_id, now=now + timedelta(minutes=30))


def _attempt(quiz_id: int, *, wrong: int, by: Actor, now: datetime) -> Any:
    attempt = attempts.start(quiz_id, by=by, now=now)
    rows = AttemptQuestion.objects.filter(attempt=attempt).select_related("version").order_by("position")
    for row in rows:
        sent = demo_answers.wrong(row) if row.position <= wrong else demo_answers.right(row)
        attempts.answer(attempt.pk, row.position, sent, by=by, now=now).refuse()
    return attempts.hand_in(attempt.pk, by=by, now=now + timedelta(minutes=6))
