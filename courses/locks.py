"""Every row lock of courses. Order: course, enrolments by key; question, quiz, learner in a quiz,
attempt, asked question; issuing, certificate; hand-in (after its enrolment).

A row is locked first and read afterwards with what it names: in one statement PostgreSQL would join the row as it was before
the wait, and a learner who was moved to another version meanwhile would not be found.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection

from courses.models import (
    Attempt,
    AttemptQuestion,
    Certificate,
    Course,
    Enrolment,
    Question,
    Quiz,
    Submission,
)
from synthai.core.errors import NotFound

_LEARNER_LOCK, _ISSUING_LOCK = 0x2012, 0x2013


def lock_course(course_id: int) -> Course:
    """The course, locked until the transaction ends: its draft, its versions and its places. Raises NotFound."""
    _lock(Course.objects.filter(pk=course_id))
    found = Course.objects.select_related("live_version").filter(pk=course_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """One enrolment with its version and course. Raises NotFound."""
    found = lock_enrolments([enrolment_id])
    if not found:
        raise NotFound
    return found[0]


def lock_enrolments(enrolment_ids: Collection[int]) -> list[Enrolment]:
    """Enrolments with their versions and courses, in key order; ids that do not exist are left out."""
    return _read(_lock(Enrolment.objects.filter(pk__in=enrolment_ids)))


def lock_enrolments_of(user_id: int, public_ids: Collection[str]) -> list[Enrolment]:
    """A person's own enrolments, in key order; ids that are not theirs are left out."""
    return _read(_lock(Enrolment.objects.filter(user_id=user_id, public_id__in=public_ids)))


def lock_question(question_id: int) -> Question:
    """A question of the bank, locked until the transaction ends. Raises NotFound."""
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    found: Question | None = rows.filter(pk=question_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_quiz(quiz_id: int) -> Quiz:
    """A quiz, locked until the transaction ends; the lock for its sections and their questions too. Raises NotFound."""
    rows = Quiz.objects.select_for_update(of=("self",), no_key=True)
    found: Quiz | None = rows.filter(pk=quiz_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_learner_in_quiz(quiz_id: int, user_id: int) -> None:
    """One attempt at a time begins for a learner in a quiz; an advisory lock, since there may be no row yet."""
    with connection.cursor() as cursor:
        key = f"{quiz_id}:{user_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LEARNER_LOCK, key])


def lock_issuing(organisation_id: int) -> None:
    """One certificate at a time takes a place in the organisation's list; an advisory lock, since there may be no row yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ISSUING_LOCK, organisation_id % (1 << 31)])


def lock_certificate(certificate_id: int) -> Certificate:
    """A certificate, locked until the transaction ends. Raises NotFound."""
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).select_related("course", "user")
    found: Certificate | None = rows.filter(pk=certificate_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_attempt(attempt_id: int) -> Attempt:
    """An attempt with its quiz; the lock for its questions too. Raises NotFound."""
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("quiz")
    found: Attempt | None = rows.filter(pk=attempt_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_asked(attempt: Attempt, position: int) -> AttemptQuestion:
    """A question of a locked attempt, with the version it shows. Raises NotFound."""
    rows = AttemptQuestion.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    found: AttemptQuestion | None = (
        rows.filter(attempt_id=attempt.pk, position=position).order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


def lock_submission(submission_id: int) -> Submission:
    """A hand-in with its learner and course; the lock for its files and marks too. Lock its enrolment first. Raises NotFound."""
    _lock(Submission.objects.filter(pk=submission_id))
    rows = Submission.objects.select_related("course", "user", "enrolment")
    found = rows.filter(pk=submission_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def _lock(rows: Any) -> list[int]:
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return list(locked.values_list("pk", flat=True))


def _read(keys: list[int]) -> list[Enrolment]:
    rows = Enrolment.objects.select_related("version", "course").filter(pk__in=keys)
    return list(rows.order_by("pk"))
